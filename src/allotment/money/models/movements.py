"""The ledger: every movement of money and its two postings."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allotment.kernel.domain.identifiers import new_key
from allotment.kernel.domain.privacy import Held, Kept, OnErase, number_of
from allotment.kernel.guards.rows import Guarded
from allotment.kernel.organisations.models import Organisation
from allotment.money.domain import ledger
from allotment.money.models.commitments import Commitment
from allotment.money.models.pots import Pot

_WITHOUT_AWARD = [verb.value for verb, move in ledger.MOVES.items() if not move.for_award]
_FOR_AWARD = [verb.value for verb, move in ledger.MOVES.items() if move.for_award]


class Movement(Guarded):
    """One movement of money in a pot. `once` makes the same request, sent again, do nothing.

    `left_after` is what the pot had available afterwards; `by` an opaque id, empty for the system.
    """

    class Verb(models.TextChoices):
        PUT_IN = ledger.Verb.PUT_IN.value, _("Put in")
        TAKE_OUT = ledger.Verb.TAKE_OUT.value, _("Taken out")
        COMMIT = ledger.Verb.COMMIT.value, _("Committed")
        RELEASE = ledger.Verb.RELEASE.value, _("Released")
        PAY = ledger.Verb.PAY.value, _("Paid")

    key = models.CharField(max_length=12, unique=True, default=new_key)
    funder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    pot = models.ForeignKey(Pot, on_delete=models.PROTECT, related_name="movements")
    commitment = models.ForeignKey(
        Commitment, null=True, blank=True, on_delete=models.PROTECT, related_name="movements"
    )
    verb = models.CharField(max_length=10, choices=Verb.choices)
    pence = models.BigIntegerField()
    left_after = models.BigIntegerField()
    once = models.CharField(max_length=160)
    by = models.CharField(max_length=40, blank=True)
    why = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    deletable = False
    changeable = ()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pot", "once"], name="money_each_movement_once"),
            models.CheckConstraint(condition=Q(pence__gt=0), name="money_moves_more_than_nothing"),
            models.CheckConstraint(condition=Q(left_after__gte=0), name="money_left_is_there"),
            models.CheckConstraint(condition=~Q(once=""), name="money_movements_have_a_name"),
            models.CheckConstraint(
                condition=Q(verb__in=_WITHOUT_AWARD, commitment=None)
                | Q(verb__in=_FOR_AWARD, commitment__isnull=False),
                name="money_movement_names_its_award",
            ),
        ]
        indexes = [models.Index(fields=["pot", "-id"], name="money_ledger_of")]

    privacy = {"funder": "public", "once": "internal", "by": "personal", "why": "internal"}
    personal_data = (
        Held(
            "by", OnErase.KEEP, file="recorded", gives=("pot__name", "verb", "pence", "why", "at"),
            value=number_of,
            stays=Kept(
                _("Money that you put in, committed or paid"),
                _("A council must keep accounts of public money."),
            ),
        ),
    )  # fmt: skip


class Posting(Guarded):
    """Pence added to one account of a pot (negative: taken from it) by one movement."""

    class Account(models.TextChoices):
        OUTSIDE = ledger.Account.OUTSIDE.value, _("Outside")
        AVAILABLE = ledger.Account.AVAILABLE.value, _("Available")
        COMMITTED = ledger.Account.COMMITTED.value, _("Committed")
        PAID = ledger.Account.PAID.value, _("Paid")

    funder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    pot = models.ForeignKey(Pot, on_delete=models.PROTECT, related_name="postings")
    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="postings")
    account = models.CharField(max_length=10, choices=Account.choices)
    pence = models.BigIntegerField()

    deletable = False
    changeable = ()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["movement", "account"], name="money_one_posting_an_account"
            ),
            models.CheckConstraint(condition=~Q(pence=0), name="money_postings_move_something"),
            models.CheckConstraint(
                condition=Q(account__in=[account.value for account in ledger.Account]),
                name="money_accounts_are_known",
            ),
        ]
        indexes = [models.Index(fields=["pot", "account"], name="money_postings_of")]

    privacy = {"funder": "public"}
