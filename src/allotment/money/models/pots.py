"""Pots of money."""

from django.db import models
from django.db.models import F, Q

from allotment.kernel.domain.identifiers import new_key
from allotment.kernel.guards.rows import Guarded
from allotment.kernel.organisations.models import Organisation


class Pot(Guarded):
    """Money of one funder, from one source, for one financial year; all amounts in pence.

    The balances are running sums of the postings, changed in the transaction that writes those.
    """

    key = models.CharField(max_length=12, unique=True, default=new_key)
    funder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="pots")
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    financial_year = models.PositiveSmallIntegerField()
    came_in = models.BigIntegerField(default=0)
    available = models.BigIntegerField(default=0)
    committed = models.BigIntegerField(default=0)
    paid = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField(auto_now_add=True)

    deletable = False

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["funder", "financial_year", "name"], name="money_one_pot_a_name_and_year"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="money_pots_have_a_name"),
            models.CheckConstraint(condition=~Q(source=""), name="money_pots_have_a_source"),
            models.CheckConstraint(condition=Q(available__gte=0), name="money_never_overcommitted"),
            models.CheckConstraint(condition=Q(committed__gte=0), name="money_committed_is_there"),
            models.CheckConstraint(condition=Q(paid__gte=0), name="money_paid_is_there"),
            models.CheckConstraint(
                condition=Q(came_in=F("available") + F("committed") + F("paid")),
                name="money_nothing_is_lost",
            ),
        ]

    privacy = {"funder": "public", "name": "internal", "source": "internal"}

    def __str__(self) -> str:
        return self.name
