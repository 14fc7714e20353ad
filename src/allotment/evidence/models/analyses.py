"""What is analysed, and each run of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allotment.fund.models import Call
from allotment.kernel.domain.identifiers import new_key
from allotment.kernel.domain.privacy import Elsewhere, Held, OnErase
from allotment.kernel.files.models import StoredFile
from allotment.kernel.guards.rows import Guarded
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.people.models import User


class Analysis(models.Model):
    """Calls, a filtered list of the register or a file of grants, read for what they say.

    `query` is the address of the list as it was filtered, without its path. `version` grows with each
    edit, so that nobody overwrites what a colleague wrote meanwhile.
    """

    class Source(models.TextChoices):
        CALLS = "calls", _("Entries to calls")
        AWARDS = "awards", _("Awards in the register")
        FILE = "file", _("A file of grants")

    key = models.CharField(max_length=12, unique=True, default=new_key)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="analyses")
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=6, choices=Source.choices)
    calls: "models.ManyToManyField[Call, models.Model]" = models.ManyToManyField(
        Call, related_name="+", blank=True
    )
    query = models.TextField(blank=True)
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    seed = models.PositiveIntegerField(default=2010)
    foreword = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(source="file", file__isnull=False)
                | (~Q(source="file") & Q(file__isnull=True)),
                name="evidence_a_file_where_one_is_read",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="evidence_an_analysis_has_a_title"),
        ]
        indexes = [models.Index(fields=["owner", "changed_at"], name="evidence_of_owner")]

    privacy = {
        "title": "internal", "query": "internal", "foreword": "internal", "made_by": "personal",
    }  # fmt: skip
    personal_data = (
        Held("made_by", OnErase.BLANK, file="analyses", gives=("title", "made_at")),
    )  # fmt: skip


class Run(Guarded):
    """One reading of the source, never changed: `summary` has its figures, `lines` what was found of
    each row, both packed JSON.

    `data_version` is a digest of all rows read, `code_version` of the code and the libraries that read
    them; `result_digest` of what was found, so that a second run can be held against the first.
    """

    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, related_name="runs")
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    rows = models.PositiveIntegerField()
    seed = models.PositiveIntegerField()
    data_version = models.CharField(max_length=64)
    code_version = models.CharField(max_length=64)
    options = models.JSONField(default=dict)
    summary = models.BinaryField()
    lines = models.BinaryField()
    result_digest = models.CharField(max_length=64)

    changeable = ("made_by",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["analysis", "number"], name="evidence_runs_numbered")
        ]

    privacy = {
        "made_by": "personal", "data_version": "internal", "code_version": "internal",
        "options": "internal", "summary": "internal", "lines": "personal", "result_digest": "internal",
    }  # fmt: skip
    personal_data = (
        Held(
            "made_by", OnErase.BLANK, file="readings",
            gives=("analysis__title", "number", "made_at"),
        ),
        Elsewhere(("lines",), "what was found in entries goes when these are emptied: privacy.py"),
    )  # fmt: skip
