"""How the instance stands: mail, room on the disk, the last backup."""

import dataclasses
import datetime as dt
import shutil

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.kernel.backups.services.making import last_made_at
from allotment.kernel.jobs.models import Job
from allotment.kernel.organisations.domain import roles
from allotment.kernel.organisations.models import Membership
from allotment.kernel.people.models import User

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


def kept_and_hidden() -> list[str]:
    """A sentence for each module that MODULES leaves out. One statement a table."""
    return [_left_out(module) for module in settings.EVERY_MODULE if module not in settings.MODULES]


def _left_out(module: str) -> str:
    tables = apps.get_app_config(module).get_models(include_auto_created=True)
    counts = [table._default_manager.count() for table in tables]
    waiting = Job.objects.filter(kind__startswith=f"{module}.").exclude(status__in=Job.ENDED)
    return (
        f"MODULES leaves out {module}. Kept and hidden: {sum(counts):,} rows in "
        f"{sum(map(bool, counts))} of its {len(counts)} tables, {waiting.count()} waiting jobs."
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Cast:
    """People of the demonstration who are there for the same: its name, what they do, and each person
    with their roles."""

    name: str
    does: str
    people: list[tuple[User, list[str]]]


def demonstration() -> list[Cast]:
    """The people one can be, by who they are: those with an idea, each role of a funder's, whoever
    keeps the site. Somebody with several such roles stands under the first. Two statements."""
    people = User.objects.filter(is_demonstration=True, is_active=True).order_by("name")
    held: dict[object, list[Membership]] = {person.pk: [] for person in people}
    known = {role.key: role for role in roles.all_roles()}
    rows = Membership.objects.filter(person__in=list(held), role__in=known, ended_at=None)
    for row in rows.select_related("organisation"):
        held[row.person_id].append(row)
    casts = {"": Cast(_("Somebody with an idea"), _("enters it, and sees the result"), [])}
    for role in known.values():
        casts[role.key] = Cast(str(role.name), str(role.description), [])
    casts["keeper"] = Cast(_("Site administrator"), _("runs the site for everybody"), [])
    for person in people:
        own = sorted(held[person.pk], key=lambda row: known[row.role].order)
        first = next((row.role for row in own if known[row.role].for_funders_only), "")
        shown = [f"{known[row.role].name}, {row.organisation.name}" for row in own]
        casts["keeper" if person.is_site_keeper else first].people.append((person, shown))
    return [cast for cast in casts.values() if cast.people]
