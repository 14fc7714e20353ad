"""The organisations that awards name, as published."""

from django.db import models
from django.db.models import F, Q

from allotment.kernel.guards.rows import Guarded
from allotment.kernel.organisations.models import Organisation


class Party(Guarded):
    """An organisation as awards name it: funder, recipient or both.

    `ref` tells it from others: its identifier or, where it was published without, its name.
    The name is the one in the latest award, whose day is `named_on`. `organisation` is the record
    on this site, where there is one; a published name stays as published. What it has given and
    received counts published awards, and adds up those in pounds, in pence; whoever files an award
    keeps these. The likenesses are what other ways of naming the same have in common with it. One
    that was merged into another keeps its row, so that later files still find it.
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

    likeness_name = models.CharField(max_length=500, db_default="", blank=True)
    likeness_number = models.CharField(max_length=50, db_default="", blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    given_count = models.IntegerField(db_default=0)
    given_pence = models.BigIntegerField(db_default=0)
    received_count = models.IntegerField(db_default=0)
    received_pence = models.BigIntegerField(db_default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="register_parties_have_a_name"),
            models.CheckConstraint(
                condition=Q(given_count__gte=0, received_count__gte=0),
                name="register_parties_count_from_nothing",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="register_nothing_is_merged_into_itself",
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
            *(
                models.Index(
                    fields=[f"likeness_{kind}", "id"],
                    condition=Q(merged_into=None) & ~Q(**{f"likeness_{kind}": ""}),
                    name=f"register_alike_by_{kind}",
                )
                for kind in ("name", "number")
            ),
            models.Index(
                fields=["name", "id"],
                condition=Q(received_count__gt=0),
                name="register_recipients_by_name",
            ),
        ]

    privacy = {
        "key": "public", "ref": "public", "identifier": "public", "name": "public",
        "named_on": "public", "is_funder": "public", "organisation": "public",
        "likeness_name": "public", "likeness_number": "public", "merged_into": "public",
        "given_count": "public", "given_pence": "public", "received_count": "public",
        "received_pence": "public",
    }  # fmt: skip

    def __str__(self) -> str:
        return self.name


class PartiesApart(Guarded):
    """Two that look alike, of which somebody found that they are two; the first has the lower id."""

    one = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="register_apart_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="register_apart_in_order"),
        ]

    privacy = {"one": "public", "other": "public"}
