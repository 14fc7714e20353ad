"""Retention periods that differ from what the site comes with, and what has been emptied."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class RetentionRule(models.Model):
    """The days that the site keeper chose for one kind, in place of those it comes with."""

    kind = models.CharField(max_length=60, primary_key=True)
    days = models.PositiveIntegerField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=1), name="privacy_kept_for_a_day_at_least")
        ]

    privacy: ClassVar[dict[str, str]] = {"kind": "public", "days": "public"}


class Emptied(models.Model):
    """A thing that stays, emptied of what was personal when its period was over."""

    kind = models.CharField(max_length=60)
    thing = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "thing"], name="privacy_emptied_once")
        ]

    privacy: ClassVar[dict[str, str]] = {"kind": "internal", "thing": "internal"}
