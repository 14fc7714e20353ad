"""What of a pot is promised to which award."""

from django.db import models
from django.db.models import Q

from allotment.kernel.domain.identifiers import new_key
from allotment.kernel.guards.rows import Guarded
from allotment.kernel.organisations.models import Organisation
from allotment.money.models.pots import Pot


class Commitment(Guarded):
    """The money of one pot for one award: still outstanding, and paid; in pence.

    `reference` is the name that the module that decides gives its award, for example
    "fund.award:4f7kq2…"; `label` is what people read, and holds nothing personal.
    """

    key = models.CharField(max_length=12, unique=True, default=new_key)
    funder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    pot = models.ForeignKey(Pot, on_delete=models.PROTECT, related_name="commitments")
    reference = models.CharField(max_length=100)
    label = models.CharField(max_length=200, blank=True)
    outstanding = models.BigIntegerField(default=0)
    paid = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True)

    deletable = False

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pot", "reference"], name="money_one_commitment_an_award_and_pot"
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="money_commitments_name_award"),
            models.CheckConstraint(
                condition=Q(outstanding__gte=0), name="money_outstanding_is_there"
            ),
            models.CheckConstraint(condition=Q(paid__gte=0), name="money_award_paid_is_there"),
        ]
        indexes = [models.Index(fields=["reference"], name="money_commitments_of")]

    privacy = {"funder": "public", "reference": "internal", "label": "internal"}
