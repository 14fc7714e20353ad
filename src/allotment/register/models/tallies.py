"""How many awards each part of the register has, kept as awards come and go."""

from django.db import models
from django.db.models import Q

from allotment.kernel.guards.rows import Guarded
from allotment.register.domain.facets import Facet


class Tally(Guarded):
    """The published awards of one part of a facet: how many, what those in pounds come to, in
    pence, and how many are in other currencies. `funder` is a funder's key, or empty: everybody's.
    """

    facet = models.CharField(max_length=14, choices=[(each.value, each.value) for each in Facet])
    funder = models.CharField(max_length=12, blank=True)
    part = models.CharField(max_length=500, blank=True)
    count = models.IntegerField()
    pence = models.BigIntegerField()
    others = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["funder", "facet", "part"], name="register_a_part_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(count__gte=0, others__gte=0), name="register_tallies_from_nothing"
            ),
        ]

    privacy = {
        "facet": "public", "funder": "public", "part": "public", "count": "public",
        "pence": "public", "others": "public",
    }  # fmt: skip
