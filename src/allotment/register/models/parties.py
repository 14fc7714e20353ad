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
    on this site, where there is one; a published name stays as published.
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

    objects = GuardedQuerySet["Party"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="register_parties_have_a_name"),
        ]
        indexes = [
            models.Index(fields=["name"], name="register_parties_by_name"),
            models.Index(
                fields=["name"], condition=Q(is_funder=True), name="register_funders_by_name"
            ),
        ]

    privacy: ClassVar[dict[str, str]] = {
        "key": "public", "ref": "public", "identifier": "public", "name": "public",
        "named_on": "public", "is_funder": "public", "organisation": "public",
    }  # fmt: skip

    def __str__(self) -> str:
        return self.name
