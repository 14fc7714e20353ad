"""Imports of files of grants: what came in, what was changed, what was turned away."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allotment.kernel.domain.identifiers import new_key
from allotment.kernel.domain.privacy import Held, OnErase
from allotment.kernel.guards.rows import Guarded
from allotment.kernel.people.models import User


class ImportRun(Guarded):
    """One import of one file. Its counts grow batch by batch, in the transaction of the batch.

    A run that somebody stopped says so; one that was killed stays `running`. Importing the file again
    starts a new run, which finds the batches that came in unchanged and goes on from there.
    """

    class Status(models.TextChoices):
        RUNNING = "running", _("Running or interrupted")
        STOPPED = "stopped", _("Stopped")
        FINISHED = "finished", _("Finished")

    key = models.CharField(max_length=12, unique=True, default=new_key)
    file_name = models.CharField(max_length=250)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RUNNING)
    moves = {Status.RUNNING: {Status.STOPPED, Status.FINISHED}}
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    read = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    total_pence = models.BigIntegerField(default=0)
    changes = models.JSONField(default=list)
    rejections = models.JSONField(default=list)
    about_file = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(read=F("imported") + F("updated") + F("unchanged") + F("rejected")),
                name="register_every_grant_read_is_accounted_for",
            ),
            models.CheckConstraint(
                condition=Q(status="running", ended_at=None)
                | Q(status__in=("stopped", "finished"), ended_at__isnull=False),
                name="register_a_finished_import_has_an_end",
            ),
        ]
        indexes = [models.Index(fields=["started_at"], name="register_imports_by_time")]

    privacy = {
        "file_name": "internal", "by": "personal", "changes": "internal", "rejections": "internal",
        "about_file": "internal",
    }  # fmt: skip
    personal_data = (
        Held(
            "by", OnErase.BLANK, file="imports", gives=("file_name", "started_at", "read", "imported"),
            goes=_("That it was you who imported grants"),
        ),
    )  # fmt: skip
