"""A colleague's review, and the editions that were published."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allotment.evidence.models.analyses import Analysis, Run
from allotment.kernel.domain.privacy import Held, OnErase
from allotment.kernel.guards.rows import Guarded
from allotment.kernel.people.models import User

_GIVEN = ("analysis__title", "note", "verdict", "comment", "asked_at", "answered_at")
_GOES = _("What you wrote in reviews of reports: %(count)d")


class Review(models.Model):
    """Somebody was asked to look; what they said."""

    class Verdict(models.TextChoices):
        READY = "ready", _("Ready to be published")
        CHANGES = "changes", _("Needs changes")

    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    seen_version = models.PositiveIntegerField(null=True, blank=True)
    verdict = models.CharField(max_length=7, choices=Verdict.choices, blank=True)
    comment = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["analysis", "reviewer"],
                condition=Q(answered_at=None),
                name="evidence_asked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, verdict="")
                | (Q(answered_at__isnull=False) & ~Q(verdict="")),
                name="evidence_an_answered_review_has_a_verdict",
            ),
        ]

    privacy = {
        "reviewer": "personal", "asked_by": "personal", "note": "personal", "comment": "personal",
    }  # fmt: skip
    personal_data = (
        Held(
            "reviewer", OnErase.BLANK, words=("comment",), file="reviews", gives=_GIVEN, goes=_GOES,
        ),
        Held("asked_by", OnErase.BLANK, words=("note",), file="reviews", gives=_GIVEN, goes=_GOES),
    )  # fmt: skip


class Edition(Guarded):
    """A report as it was published, never changed: `document` is all that its page, its PDF and its
    data are written from, packed JSON. The highest number that was not taken back is the one shown."""

    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="editions")
    run = models.ForeignKey(Run, null=True, on_delete=models.SET_NULL, related_name="+")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=10)
    licence = models.URLField()
    changes = models.TextField(blank=True)
    document = models.BinaryField()
    digest = models.CharField(max_length=64)
    published_on = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_because = models.TextField(blank=True)

    changeable = ("taken_back_at", "taken_back_because", "published_by")
    deletable = False

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["analysis", "number"], name="evidence_editions_numbered"
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(changes=""),
                name="evidence_a_correction_says_what_changed",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None) | ~Q(taken_back_because=""),
                name="evidence_taken_back_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["published_on"], name="evidence_by_day")]

    privacy = {
        "title": "public", "language": "public", "licence": "public", "changes": "public",
        "document": "public", "digest": "internal", "published_by": "personal",
        "taken_back_because": "public",
    }  # fmt: skip
    personal_data = (
        Held(
            "published_by", OnErase.BLANK, file="published", gives=("title", "number", "published_at"),
        ),
    )  # fmt: skip
