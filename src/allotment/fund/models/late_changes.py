"""Exceptions by which an entry may change after somebody has read entries of its call."""

from django.db import models
from django.db.models import F, Q

from allotment.fund.domain.moves import LATE_CHANGE_MOVES, LateChangeState
from allotment.fund.models.entries import Entry
from allotment.kernel.domain.identifiers import new_key
from allotment.kernel.domain.privacy import BY_NUMBER, Elsewhere, Held, OnErase
from allotment.kernel.people.models import User


class LateChange(models.Model):
    """A later deadline that one person asks for and another allows or refuses.

    `version` is the number of the entry's version that counted when it was asked for.
    """

    key = models.CharField(max_length=12, unique=True, default=new_key)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="late_changes")
    state = models.CharField(
        max_length=8, choices=LATE_CHANGE_MOVES.choices(), default=LateChangeState.ASKED
    )
    moves = LATE_CHANGE_MOVES.table
    closes_at = models.DateTimeField()
    why = models.TextField()
    version = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state="asked"), name="fund_one_late_change_waits"
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                name="fund_a_second_person_answers",
            ),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at__isnull=True)
                | (~Q(state="asked") & Q(answered_at__isnull=False)),
                name="fund_a_late_change_is_answered_once",
            ),
        ]

    privacy = {"why": "personal", "asked_by": "personal", "answered_by": "personal"}
    personal_data = (
        Elsewhere(("why",), "emptied with the entry by fund/privacy.py"),
        Held(
            "asked_by",
            OnErase.KEEP,
            file="late changes that you asked for",
            gives=("entry__reference", "why", "asked_at", "closes_at"),
        ),
        Elsewhere(("answered_by",), BY_NUMBER),
    )
