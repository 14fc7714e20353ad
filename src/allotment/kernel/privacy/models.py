"""Retention periods that differ from what the site comes with, what has been emptied, who looked."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allotment.kernel.domain.privacy import Held, OnErase, Retention
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.people.models import User


class RetentionRule(models.Model):
    """The days that the site keeper chose for one kind, in place of those it comes with."""

    kind = models.CharField(max_length=60, primary_key=True)
    days = models.PositiveIntegerField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=1), name="privacy_kept_for_a_day_at_least")
        ]

    privacy = {"kind": "public", "days": "public"}


class Emptied(models.Model):
    """A thing that stays, emptied of what was personal when its period was over."""

    kind = models.CharField(max_length=60)
    thing = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "thing"], name="privacy_emptied_once")
        ]

    privacy = {"kind": "internal", "thing": "internal"}


class Look(models.Model):
    """Somebody looked, on that day, at something about a person. One row a day, viewer and thing."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="looks")
    viewer = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    working_for = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    thing = models.CharField(max_length=40)
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "viewer", "kind", "thing", "day"], name="privacy_one_look_a_day"
            )
        ]
        indexes = [models.Index(fields=["at"], name="privacy_looks_by_age")]

    privacy = {
        "person": "personal", "viewer": "personal", "kind": "internal", "thing": "internal",
    }  # fmt: skip
    personal_data = (
        Held("person", OnErase.DELETE),
        Held(
            "viewer", OnErase.BLANK, file="what you looked at", gives=("at", "kind", "thing"),
        ),
    )  # fmt: skip
    retention = Retention(
        "privacy.looks",
        what=_("Who viewed your information"),
        days=365,
        why=_("So that you can see it, and that unnecessary access can be detected."),
        since=("at",),
    )  # fmt: skip
