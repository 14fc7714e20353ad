"""A call, its published amendments and the questions that people ask about it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from allotment.fund.domain.moves import CALL_MOVES, CallState
from allotment.kernel.domain.identifiers import new_key
from allotment.kernel.domain.privacy import BY_NUMBER, Elsewhere, Held, OnErase
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.people.models import User
from allotment.money.models import Pot


class Call(models.Model):
    """A funder's invitation to send in ideas, with its rules. Amounts in pence."""

    key = models.CharField(max_length=12, unique=True, default=new_key)
    funder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="calls")
    template = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=CALL_MOVES.choices(), default=CallState.DRAFT)
    moves = CALL_MOVES.table
    title = models.CharField(max_length=150)
    summary = models.TextField(blank=True)
    purpose = models.TextField(blank=True)
    who_may_enter = models.TextField(blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    total_on_offer = models.PositiveBigIntegerField(default=0)
    smallest_award = models.PositiveBigIntegerField(default=0)
    largest_award = models.PositiveBigIntegerField(default=0)
    assessors_per_entry = models.PositiveSmallIntegerField(default=2)
    reference_prefix = models.CharField(max_length=4, default="EN")
    title_question = models.CharField(max_length=64, blank=True)
    amount_question = models.CharField(max_length=64, blank=True)
    kind_question = models.CharField(max_length=64, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    appeal = models.TextField(blank=True)
    privacy_notice = models.TextField(blank=True)
    retention_months = models.PositiveSmallIntegerField(default=72)
    pots = models.ManyToManyField(Pot, related_name="calls", blank=True)
    copied_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    came_of_it = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    #: When somebody of the funder first opened an entry: from then on entries change by exception.
    first_read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(opens_at__isnull=False, closes_at__isnull=False, closes_at__gt=F("opens_at")),
                name="fund_an_open_call_has_its_moments",
            ),
            models.CheckConstraint(
                condition=Q(largest_award__gte=F("smallest_award")),
                name="fund_largest_award_not_below_smallest",
            ),
            models.CheckConstraint(
                condition=Q(assessors_per_entry__gte=1), name="fund_someone_assesses"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="fund_a_call_has_a_title"),
        ]
        indexes = [models.Index(fields=["state", "closes_at"], name="fund_calls_by_state")]

    privacy = {
        "funder": "public", "title": "public", "summary": "public", "purpose": "public",
        "who_may_enter": "public", "contact": "personal", "made_by": "personal",
        "template": "internal", "reference_prefix": "public", "title_question": "internal",
        "amount_question": "internal", "kind_question": "internal", "appeal": "public",
        "privacy_notice": "public", "came_of_it": "public",
    }  # fmt: skip
    personal_data = (
        Elsewhere(("contact",), "the funder's name takes its place: fund/privacy.py"),
        Elsewhere(("made_by",), BY_NUMBER),
    )  # fmt: skip


class Amendment(models.Model):
    """A published change of an open call's rules; entrants are told of it."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    what = models.TextField()
    why = models.TextField()
    changes = models.JSONField(default=dict)
    entry = models.ForeignKey("fund.Entry", null=True, blank=True, on_delete=models.PROTECT)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="fund_amendments_numbered")
        ]

    privacy = {
        "what": "public", "why": "public", "changes": "public", "made_by": "personal",
    }  # fmt: skip
    personal_data = (
        Elsewhere(("made_by",), BY_NUMBER),
    )  # fmt: skip


class Clarification(models.Model):
    """A question about a call; its answer is published for everybody, without who asked."""

    key = models.CharField(max_length=12, unique=True, default=new_key)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="clarifications")
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    question = models.TextField()
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="fund_an_answer_has_words",
            )
        ]

    privacy = {
        "question": "public", "answer": "public", "asked_by": "personal",
        "answered_by": "personal",
    }  # fmt: skip
    personal_data = (
        Held(
            "asked_by", OnErase.BLANK, file="questions",
            gives=("call__title", "question", "asked_at", "answer"),
            goes=_("That it was you who asked about a call; the questions stay: %(count)d"),
        ),
        Elsewhere(("answered_by",), BY_NUMBER),
    )  # fmt: skip
