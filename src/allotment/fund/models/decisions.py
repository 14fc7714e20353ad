"""What was decided, how it was told, and the award that followed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allotment.fund.domain.letters import KIND_LABELS
from allotment.fund.domain.moves import OUTCOME_LABELS, Outcome
from allotment.fund.models.calls import Call
from allotment.fund.models.entries import Entry
from allotment.kernel.domain.identifiers import new_key
from allotment.kernel.domain.privacy import BY_NUMBER, Elsewhere, Held, Kept, OnErase
from allotment.kernel.guards.rows import Guarded
from allotment.kernel.people.models import User
from allotment.money.models import Pot


class Decision(Guarded):
    """One decision on one entry. A correction is a new line; the newest number counts."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(
        max_length=8, choices=[(o.value, label) for o, label in OUTCOME_LABELS.items()]
    )
    amount = models.PositiveBigIntegerField(default=0)
    pot = models.ForeignKey(Pot, null=True, blank=True, on_delete=models.PROTECT)
    reason = models.TextField()
    conditions = models.TextField(blank=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    changeable = ("reason", "conditions", "made_by", "made_at")
    deletable = False

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="fund_decisions_numbered"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.FUND, amount__gt=0, pot__isnull=False)
                | (~Q(outcome=Outcome.FUND) & Q(amount=0, pot__isnull=True)),
                name="fund_only_a_funded_entry_has_money",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="fund_a_decision_has_a_reason"),
        ]

    privacy = {"reason": "personal", "conditions": "internal", "made_by": "personal"}
    personal_data = (
        Held(
            "made_by", OnErase.KEEP, file="decisions you wrote",
            gives=("entry__reference", "outcome", "reason", "made_at"),
            stays=Kept(
                _("Decisions that you wrote: %(count)d"),
                _("The funder must be able to show how it decided and who was paid."),
            ),
        ),
    )  # fmt: skip


class LetterWording(models.Model):
    """A funder's own words for one of a call's letters; where there is none, the usual ones hold."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="letter_wordings")
    kind = models.CharField(
        max_length=10, choices=[(kind.value, label) for kind, label in KIND_LABELS.items()]
    )
    subject = models.CharField(max_length=200)
    body = models.TextField()
    changed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "kind"], name="fund_one_wording_a_letter"),
            models.CheckConstraint(
                condition=~Q(subject="") & ~Q(body=""), name="fund_a_wording_has_words"
            ),
        ]

    privacy = {
        "subject": "internal", "body": "internal", "changed_by": "personal",
    }  # fmt: skip
    personal_data = (
        Elsewhere(("changed_by",), BY_NUMBER),
    )  # fmt: skip


class Letter(Guarded):
    """What an applicant was told: one letter a decision, and one of not being eligible; each once."""

    key = models.CharField(max_length=12, unique=True, default=new_key)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="letters")
    decision = models.OneToOneField(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="letter"
    )
    subject = models.CharField(max_length=200)
    body = models.TextField()
    sent_at = models.DateTimeField(auto_now_add=True)
    sent_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    changeable = ("body", "sent_by", "sent_at")
    deletable = False

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(decision=None),
                name="fund_told_once_of_not_being_eligible",
            )
        ]

    privacy = {
        "subject": "internal", "body": "personal", "sent_by": "personal",
    }  # fmt: skip
    personal_data = (
        Elsewhere(("body",), "given and emptied with the entry by fund/privacy.py"),
        Elsewhere(("sent_by",), BY_NUMBER),
    )  # fmt: skip


class Award(models.Model):
    """Money offered to an entry, and what became of the offer."""

    class State(models.TextChoices):
        OFFERED = "offered"
        ACCEPTED = "accepted"
        TURNED_DOWN = "turned_down"
        TAKEN_BACK = "taken_back"

    key = models.CharField(max_length=12, unique=True, default=new_key)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="awards")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="award")
    amount = models.PositiveBigIntegerField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.OFFERED)
    moves = {State.OFFERED: {State.ACCEPTED, State.TURNED_DOWN, State.TAKEN_BACK}}
    reply_by = models.DateField(null=True, blank=True)
    offered_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    turned_down_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(state__in=["offered", "accepted"]),
                name="fund_one_standing_award",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="fund_an_award_has_money"),
            models.CheckConstraint(
                condition=Q(state="offered") | Q(answered_at__isnull=False),
                name="fund_an_answer_has_its_moment",
            ),
        ]

    privacy = {"amount": "public", "answered_by": "personal", "turned_down_because": "personal"}
    personal_data = (
        Elsewhere(
            ("answered_by", "turned_down_because"),
            "given and emptied with the entry by fund/privacy.py",
        ),
    )  # fmt: skip
