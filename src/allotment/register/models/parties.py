"""The organisations that awards name, as published."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from allotment.kernel.organisations.models import Organisation
from allotment.register.models.guarded import Guarded, GuardedQuerySet


class Party(Guarded):
    """An organisation as awards name it: funder, recipient or both.

    `ref` tells it from others: its identifier or, where it was published without, its name.
    The name is the one in the latest award, whose day is `named_on`. `organisation` is the record
    on this site, where there is one; a published name stays as published. What it has given and
    received counts published awards, and adds up those in pounds, in pence; whoever files an award
    keeps these.
    """

    key = models.CharField(max_length=12, unique=True)
    ref = models.CharField(max_length=510, unique=True)
    identifier = models.CharField(max_length=250, blank=True)
    name = models.CharField(max_length=500)
    named_on = models.DateField()
    is_funder = models.BooleanField(default=False)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    given_count = models.IntegerField(db_default=0)
    given_pence = models.BigIntegerField(db_default=0)
    received_count = models.IntegerField(db_default=0)
    received_pence = models.BigIntegerField(db_default=0)

    objects = GuardedQuerySet["Party"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="register_parties_have_a_name"),
            models.CheckConstraint(
                condition=Q(given_count__gte=0, received_count__gte=0),
                name="register_parties_count_from_nothing",
            ),
        ]
        indexes = [
            models.Index(fields=["name"], name="register_parties_by_name"),
            models.Index(
                fields=["name"], condition=Q(is_funder=True), name="register_funders_by_name"
            ),
            *(
                models.Index(
                    fields=[field, "name", "id"],
                    condition=Q(received_count__gt=0),
                    name=f"register_recipients_by_{name}",
                )
                for field, name in (("received_pence", "sum"), ("received_count", "n"))
            ),
            models.Index(
                fields=["name", "id"],
                condition=Q(received_count__gt=0),
                name="register_recipients_by_name",
            ),
        ]

    privacy: ClassVar[dict[str, str]] = {
        "key": "public", "ref": "public", "identifier": "public", "name": "public",
        "named_on": "public", "is_funder": "public", "organisation": "public",
        "given_count": "public", "given_pence": "public", "received_count": "public",
        "received_pence": "public",
    }  # fmt: skip

    def __str__(self) -> str:
        return self.name
