"""What people say about an analysis: its words, themes, labels, entries to read and pictures."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allotment.evidence.models.analyses import Analysis
from allotment.kernel.domain.privacy import Held, Kept, OnErase
from allotment.kernel.files.models import StoredFile
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.people.models import User

EDITS_STAY = Kept(
    _("Sentences and labels of reports that you chose, without your name: %(count)d"),
    _("They are the funder's work and tell nothing about you."),
)


class Wording(models.Model):
    """What became of a computed sentence. `rests_on` are the figures that it was judged by: where
    they are others now, somebody has to look again."""

    class Choice(models.TextChoices):
        ACCEPTED = "accepted", _("Used as it is")
        REPLACED = "replaced", _("Replaced")
        DROPPED = "dropped", _("Left out")

    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, related_name="wordings")
    finding = models.SlugField(max_length=60)
    choice = models.CharField(max_length=8, choices=Choice.choices)
    words = models.TextField(blank=True)
    rests_on = models.JSONField(default=list)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["analysis", "finding"], name="evidence_one_wording"),
            models.CheckConstraint(
                condition=~Q(choice="replaced") | ~Q(words=""),
                name="evidence_a_replaced_sentence_has_words",
            ),
        ]

    privacy = {
        "finding": "internal", "words": "internal", "rests_on": "internal", "by": "personal",
    }  # fmt: skip
    personal_data = (
        Held(
            "by", OnErase.BLANK, file="sentences",
            gives=("analysis__title", "finding", "choice", "words", "at"), stays=EDITS_STAY,
        ),
    )  # fmt: skip


class ThemeEdit(models.Model):
    """One change to the themes that were found, done again in this order on each new run."""

    class Verb(models.TextChoices):
        RENAME = "rename", _("Renamed")
        MERGE = "merge", _("Merged")
        SPLIT = "split", _("Split")

    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, related_name="theme_edits")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=6, choices=Verb.choices)
    themes = models.JSONField()
    name = models.CharField(max_length=100, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["analysis", "number"], name="evidence_theme_edits_numbered"
            ),
            models.CheckConstraint(
                condition=~Q(verb="rename") | ~Q(name=""),
                name="evidence_a_renamed_theme_has_a_name",
            ),
        ]

    privacy = {
        "themes": "internal", "name": "internal", "by": "personal",
    }  # fmt: skip
    personal_data = (
        Held("by", OnErase.BLANK, file="themes", gives=("analysis__title", "verb", "name", "at")),
    )  # fmt: skip


class Correction(models.Model):
    """What a person said of a label of a row: right or not. It holds, and votes, in every analysis of
    the owner for as long as the row can be read."""

    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    row = models.CharField(max_length=250)
    scheme = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    right = models.BooleanField()
    by_machine = models.BooleanField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "row", "scheme", "code"], name="evidence_one_correction"
            )
        ]

    privacy = {
        "row": "internal", "scheme": "internal", "code": "internal", "by": "personal",
    }  # fmt: skip
    personal_data = (
        Held(
            "by", OnErase.BLANK, file="labels", gives=("row", "scheme", "code", "right", "at"),
            stays=EDITS_STAY,
        ),
    )  # fmt: skip


class Pick(models.Model):
    """An entry to read that a person chose, in place of the computed ten."""

    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, related_name="picks")
    row = models.CharField(max_length=250)
    place = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["analysis", "row"], name="evidence_one_pick_a_row")
        ]

    privacy = {"row": "internal"}


class Picture(models.Model):
    """A picture in the report; `alternative` says in words what is to be seen."""

    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, related_name="pictures")
    stored = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    alternative = models.CharField(max_length=300)
    caption = models.CharField(max_length=300, blank=True)
    place = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(alternative=""), name="evidence_a_picture_is_said_in_words"
            )
        ]

    privacy = {"alternative": "internal", "caption": "internal"}
