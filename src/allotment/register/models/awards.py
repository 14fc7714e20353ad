"""Awards of any funder."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allotment.kernel.guards.rows import Guarded
from allotment.register.domain.kinds import (
    KIND_TITLES,
    TYPE_TITLES,
    AwardKind,
    RecipientType as Types,
)
from allotment.register.domain.reading.amounts import MOST_PENCE
from allotment.register.models.imports import ImportRun
from allotment.register.models.parties import Party


class Award(Guarded):
    """One award, imported from a published file or made on this site.

    `document` is the whole grant as 360Giving JSON, from which the export is written; the other
    columns are what lists are filtered, sorted and added up by. `notes` holds what was changed
    when it was read (JSON; empty: nothing), `words` what a search looks in. The amount is in
    hundredths of the currency's unit: pence, for GBP.
    """

    class Source(models.TextChoices):
        IMPORTED = "imported", _("Published by another funder")
        OWN = "own", _("Made on this site")

    class Status(models.TextChoices):
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class RecipientKind(models.TextChoices):
        ORGANISATION = "organisation", _("Organisation")
        INDIVIDUAL = "individual", _("Individual")
        NOT_SAID = "not-said", _("Not stated")

    key = models.CharField(max_length=12, unique=True)
    identifier = models.CharField(max_length=250, unique=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PUBLISHED)
    moves = {
        Status.PUBLISHED: {Status.WITHDRAWN},
        Status.WITHDRAWN: {Status.PUBLISHED},
    }
    own_key = models.CharField(max_length=60, null=True, unique=True)  # noqa: DJ001
    title = models.TextField(blank=True)
    description = models.TextField(blank=True)
    currency = models.CharField(max_length=20)
    amount_pence = models.BigIntegerField()
    award_date = models.DateField()
    funder = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="awards_made", db_index=False
    )
    funder_name = models.CharField(max_length=500)
    recipient_kind = models.CharField(max_length=12, choices=RecipientKind.choices)
    recipient = models.ForeignKey(
        Party, null=True, on_delete=models.PROTECT, related_name="awards_received", db_index=False
    )
    recipient_name = models.CharField(max_length=500, blank=True)
    programme = models.CharField(max_length=500, blank=True)
    kind = models.CharField(
        max_length=10, choices=list(KIND_TITLES.items()), default=AwardKind.GRANT
    )
    recipient_type = models.CharField(
        max_length=12, choices=list(TYPE_TITLES.items()), default=Types.NOT_SAID
    )
    document = models.TextField()
    digest = models.CharField(max_length=32)
    notes = models.TextField(blank=True)
    words = models.TextField(blank=True)
    run = models.ForeignKey(
        ImportRun, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    entered_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_pence__gte=-MOST_PENCE, amount_pence__lte=MOST_PENCE),
                name="register_amount_is_believable",
            ),
            models.CheckConstraint(
                condition=Q(source="own", own_key__isnull=False)
                | Q(source="imported", own_key__isnull=True, status="published"),
                name="register_own_awards_have_their_key",
            ),
            models.CheckConstraint(
                condition=Q(recipient_kind="organisation", recipient__isnull=False)
                | (~Q(recipient_kind="organisation") & Q(recipient__isnull=True)),
                name="register_organisations_are_named",
            ),
            models.CheckConstraint(
                condition=~Q(identifier="") & ~Q(document="") & ~Q(currency=""),
                name="register_awards_are_whole",
            ),
        ]
        # What lists are counted and added up by stands in the indexes, so that the rows, which
        # hold whole documents, need not be read for it.
        indexes = [
            models.Index(
                fields=["status", "award_date", "id", "amount_pence", "currency"],
                name="register_by_date",
            ),
            models.Index(
                fields=["status", "amount_pence", "id", "currency"], name="register_by_amount"
            ),
            models.Index(
                fields=[
                    "funder", "status", "award_date", "id", "recipient", "amount_pence", "currency",
                ],
                name="register_by_funder",
            ),
            models.Index(
                fields=["recipient", "status", "award_date", "id", "amount_pence", "currency"],
                name="register_by_recipient",
            ),
            # For when anything last changed, which the open data are marked with.
            models.Index(fields=["changed_at"], name="register_by_change"),
            # Narrow, to be combined with the index of words.
            models.Index(fields=["funder"], name="register_of_funder"),
            models.Index(
                fields=["programme", "status", "award_date", "id"], name="register_by_programme"
            ),
            models.Index(
                fields=["kind", "status", "award_date", "id"],
                condition=~Q(kind=AwardKind.GRANT.value),
                name="register_by_kind",
            ),
            models.Index(
                fields=["recipient_type", "status", "award_date", "id"], name="register_by_type"
            ),
        ]  # fmt: skip

    privacy = {
        "key": "public", "identifier": "public", "source": "public", "status": "public",
        "own_key": "internal", "title": "public", "description": "public", "currency": "public",
        "amount_pence": "public", "award_date": "public", "funder": "public",
        "funder_name": "public", "recipient_kind": "public", "recipient": "public",
        "recipient_name": "public", "programme": "public", "kind": "public",
        "recipient_type": "public", "document": "public", "digest": "internal", "notes": "public",
        "words": "public", "entered_at": "public", "changed_at": "public",
    }  # fmt: skip


class AwardPlace(Guarded):
    """An area that an award helps, as published."""

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="places", db_index=True)
    code = models.CharField(max_length=50, blank=True)
    kind = models.CharField(max_length=50, blank=True)
    name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(code="") | ~Q(name="") | ~Q(kind=""),
                name="register_places_are_somewhere",
            ),
        ]
        indexes = [models.Index(fields=["code", "award"], name="register_by_place")]

    privacy = {
        "award": "public", "code": "public", "kind": "public", "name": "public",
    }  # fmt: skip


class AwardArea(Guarded):
    """A council or region that an award belongs to, by its code: those that it helps, as far as
    published; else where its recipient sits. The day is the award's, for lists in its order."""

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="areas", db_index=False)
    code = models.CharField(max_length=9)
    award_date = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="register_areas_have_a_code"),
            models.UniqueConstraint(fields=["award", "code"], name="register_an_area_stands_once"),
        ]
        indexes = [models.Index(fields=["code", "award_date", "award"], name="register_by_area")]

    privacy = {
        "award": "public", "code": "public", "award_date": "public",
    }  # fmt: skip
