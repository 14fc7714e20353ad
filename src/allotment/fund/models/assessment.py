"""Who judges what, with which scores, and who must keep out of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allotment.fund.domain.moves import ASSESSMENT_MOVES, AssessmentState
from allotment.fund.models.entries import Entry
from allotment.fund.models.form import Criterion
from allotment.kernel.domain.identifiers import new_key
from allotment.kernel.domain.privacy import BY_NUMBER, Elsewhere, Held, Kept, OnErase
from allotment.kernel.people.models import User


class Assignment(models.Model):
    """One assessor's work on one entry."""

    key = models.CharField(max_length=12, unique=True, default=new_key)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="assignments")
    assessor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    state = models.CharField(
        max_length=12, choices=ASSESSMENT_MOVES.choices(), default=AssessmentState.ASSIGNED
    )
    moves = ASSESSMENT_MOVES.table
    conflict = models.TextField(blank=True)
    comment = models.TextField(blank=True)
    assigned_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    assigned_at = models.DateTimeField(auto_now_add=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "assessor"], name="fund_assigned_once"),
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(submitted_at__isnull=False),
                name="fund_submitted_scores_have_their_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="assigned") | Q(declared_at__isnull=False),
                name="fund_declared_before_reading",
            ),
        ]
        indexes = [models.Index(fields=["assessor", "state"], name="fund_work_of_assessor")]

    privacy = {
        "assessor": "personal", "conflict": "personal", "comment": "personal",
        "assigned_by": "personal",
    }  # fmt: skip
    personal_data = (
        Elsewhere(
            ("assessor", "conflict", "comment"), "given, handed back and emptied by fund/privacy.py"
        ),
        Elsewhere(("assigned_by",), BY_NUMBER),
    )  # fmt: skip


class Score(models.Model):
    """One score with its reason. `score` None with `unable` means: not able to judge."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    score = models.SmallIntegerField(null=True, blank=True)
    unable = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "criterion"], name="fund_one_score"),
            models.CheckConstraint(
                condition=Q(unable=False) | Q(score__isnull=True), name="fund_unable_has_no_score"
            ),
        ]

    privacy = {"score": "internal", "reason": "personal"}
    personal_data = (
        Elsewhere(("reason",), "given and emptied with the entry by fund/privacy.py"),
    )  # fmt: skip


class Conflict(models.Model):
    """A board member's or manager's conflict of interest in one entry: they cannot decide it."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="conflicts")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="conflicts")
    what = models.TextField()
    declared_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "person"], name="fund_conflict_once"),
            models.CheckConstraint(condition=~Q(what=""), name="fund_conflict_is_said"),
        ]

    privacy = {"person": "personal", "what": "personal"}
    personal_data = (
        Held(
            "person", OnErase.KEEP, file="conflicts", gives=("entry__reference", "what", "declared_at"),
            stays=Kept(
                _("Conflicts of interest that you declared: %(count)d"),
                _("So that it can be seen that you took no part."),
            ),
        ),
    )  # fmt: skip
