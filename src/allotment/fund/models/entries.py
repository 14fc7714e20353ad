"""An entry, the draft that people work on, and the versions that were sent."""

from django.db import models
from django.db.models import Q

from allotment.fund.domain.moves import ENTRY_MOVES, EntryState
from allotment.fund.models.calls import Call
from allotment.kernel.domain.identifiers import new_key
from allotment.kernel.domain.privacy import Elsewhere, Held, OnErase
from allotment.kernel.files.models import StoredFile
from allotment.kernel.guards.rows import Guarded
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.people.models import User


class Entry(models.Model):
    """One idea in one call. Title and amount are copied from the version last sent."""

    key = models.CharField(max_length=12, unique=True, default=new_key)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="entries")
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="entries")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    state = models.CharField(max_length=12, choices=ENTRY_MOVES.choices(), default=EntryState.DRAFT)
    moves = ENTRY_MOVES.table
    reference = models.CharField(max_length=16, unique=True)
    start_token = models.CharField(max_length=40)
    title = models.CharField(max_length=300, blank=True)
    asked = models.PositiveBigIntegerField(default=0)
    own_deadline = models.DateTimeField(null=True, blank=True)
    #: Withdrawn while entries of its call could still be sent: the funder never reads it.
    withdrawn_sealed = models.BooleanField(default=False, db_default=False)
    on_paper_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    paper_name = models.CharField(max_length=200, blank=True)
    paper_contact = models.TextField(blank=True)
    screening_reason = models.TextField(blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    #: Worked out by `queries.visible.own_entries` when it reads the row.
    is_writable: bool

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call", "owner", "start_token"], name="fund_one_entry_a_start"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False),
                name="fund_a_sent_entry_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="ineligible") | ~Q(screening_reason=""),
                name="fund_ineligible_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_sealed=False) | Q(state="withdrawn"),
                name="fund_only_the_withdrawn_stay_sealed",
            ),
        ]
        indexes = [
            models.Index(fields=["call", "state"], name="fund_entries_of_call"),
            models.Index(fields=["organisation"], name="fund_entries_of_organisation"),
            models.Index(
                fields=["own_deadline"],
                name="fund_entries_extended",
                condition=Q(own_deadline__isnull=False),
            ),
        ]

    privacy = {
        "owner": "personal", "title": "internal", "asked": "internal", "reference": "internal",
        "start_token": "internal", "on_paper_by": "personal", "paper_name": "personal",
        "paper_contact": "personal", "screening_reason": "personal",
    }  # fmt: skip
    personal_data = (
        Held(
            "on_paper_by", OnErase.KEEP, file="entries you took down for others",
            gives=("reference", "made_at"),
        ),
        Elsewhere(
            ("owner", "paper_name", "paper_contact", "screening_reason"),
            "given, emptied and kept by fund/privacy.py",
        ),
    )  # fmt: skip


class DraftAnswer(models.Model):
    """One answer as it stands in the draft. `version` keeps two people from overwriting."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="draft")
    question = models.SlugField(max_length=64)
    typed = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "question"], name="fund_one_draft_answer")
        ]

    privacy = {
        "question": "internal", "typed": "personal", "saved_by": "personal",
    }  # fmt: skip
    personal_data = (
        Elsewhere(("typed", "saved_by"), "given and emptied with the entry by fund/privacy.py"),
    )  # fmt: skip


class RemovedFile(models.Model):
    """A file that was taken out of a draft, and where it was: so that it can be put back."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="removed_files")
    stored = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="+")
    question = models.SlugField(max_length=64)
    place = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField()

    privacy = {"question": "internal"}


class Submission(Guarded):
    """One version as it was sent: the document whose digest is on the receipt. Never changed, except
    by erasure."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    token = models.CharField(max_length=40)
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    changeable = ("document", "sent_by")
    deletable = False

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="fund_versions_numbered"),
            models.UniqueConstraint(fields=["entry", "token"], name="fund_one_version_a_form"),
        ]

    privacy = {
        "token": "internal", "document": "personal", "digest": "internal", "sent_by": "personal",
    }  # fmt: skip
    personal_data = (
        Elsewhere(("document", "sent_by"), "given and emptied with the entry by fund/privacy.py"),
    )  # fmt: skip
