"""How the instance stands: mail, room on the disk, the last backup."""

import dataclasses
import datetime as dt
import shutil

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from allotment.kernel.backups.services.making import last_made_at
from allotment.kernel.jobs.models import Job

_MAIL = "notify.mail"


def wrong_with_database() -> str:
    """ "no answer" or "not migrated"; "" where it answers and has every migration."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "no answer"
    return "not migrated" if waiting else ""


@dataclasses.dataclass(frozen=True, slots=True)
class MailStanding:
    waiting: int
    retrying: int
    failed_today: int


def mail() -> MailStanding:
    """E-mails that have not gone. Three statements."""
    sending = Job.objects.filter(kind=_MAIL)
    waiting = sending.filter(status__in=[Job.Status.QUEUED, Job.Status.RUNNING])
    failed = sending.filter(
        status=Job.Status.FAILED, ended_at__gt=timezone.now() - dt.timedelta(days=1)
    )
    return MailStanding(waiting.count(), waiting.filter(attempts__gt=0).count(), failed.count())


@dataclasses.dataclass(frozen=True, slots=True)
class Room:
    """Bytes on the disk that the home lies on."""

    free: int
    total: int


def room() -> Room:
    found = shutil.disk_usage(settings.HOME)
    return Room(found.free, found.total)


def backup_age() -> dt.timedelta | None:
    """How long ago the last backup was made; None where there was none. One statement."""
    made = last_made_at()
    return timezone.now() - made if made else None
