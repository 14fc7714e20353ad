"""Background work that a person can watch, and the outbox: what happened, for those who react to it."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allotment.kernel.domain.identifiers import new_key
from allotment.kernel.domain.privacy import Held, OnErase


class Job(models.Model):
    """One piece of background work. These rows are the queue: a worker claims one by an UPDATE."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("In progress")
        DONE = "done", _("Finished")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Stopped")

    key = models.CharField(max_length=12, unique=True, default=new_key)
    kind = models.CharField(max_length=160)
    once = models.CharField(max_length=160, unique=True, null=True, blank=True)
    payload = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    moves = {
        Status.QUEUED: {Status.RUNNING, Status.CANCELLED},
        Status.RUNNING: {Status.QUEUED, Status.DONE, Status.FAILED, Status.CANCELLED},
    }
    attempts = models.PositiveSmallIntegerField(default=0)
    step = models.PositiveBigIntegerField(default=0)
    steps = models.PositiveBigIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    cancel_asked = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    run_after = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    ENDED: ClassVar = (Status.DONE, Status.FAILED, Status.CANCELLED)

    class Meta:
        indexes = [models.Index(fields=["status", "id"], name="jobs_by_status")]

    @staticmethod
    def due_at(moment: dt.datetime) -> Q:
        """Waiting, and not for a time that is yet to come."""
        ready = Q(run_after=None) | Q(run_after__lte=moment)
        return ready & Q(status=Job.Status.QUEUED)

    @property
    def is_under_way(self) -> bool:
        return self.status not in Job.ENDED

    privacy = {
        "kind": "internal", "once": "internal", "payload": "internal", "owner": "personal",
        "note": "internal", "result": "internal", "error": "internal",
    }  # fmt: skip
    personal_data = (
        Held(
            "owner", OnErase.BLANK, file="started", gives=("kind", "status", "made_at", "ended_at"),
            goes=_("That it was you who started background work"),
        ),
    )  # fmt: skip


class OutboxLine(models.Model):
    """What happened, written in the transaction in which it happened."""

    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="jobs_undelivered", condition=Q(delivered_at=None))
        ]

    privacy = {"kind": "internal", "payload": "internal"}


class WorkerBeat(models.Model):
    """One worker process: when it began, and when it was last heard of."""

    name = models.CharField(max_length=32, primary_key=True)
    began_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
