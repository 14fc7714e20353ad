"""`allotment check --deploy`: what is wrong with how this instance is run, and what to do about it."""

import dataclasses
import datetime as dt
import smtplib
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import caches
from django.core.checks import WARNING, run_checks
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.utils import timezone

from allotment.kernel.domain.identifiers import new_key
from allotment.kernel.files import clamav
from allotment.kernel.jobs import queries as jobs
from allotment.kernel.organisations.models import Membership
from allotment.kernel.people.models import User
from allotment.kernel.site import queries

#: A nightly backup that is late, but not yet missing.
_BACKUP_OLD = dt.timedelta(hours=36)
_CLOCKS_APART = dt.timedelta(seconds=5)
_ROOM_NEEDED = 2 * 1024**3
_OLDEST_POSTGRESQL = 150_000


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong and what to do. `grave`: the site must not be opened to people like this."""

    what: str
    mend: str
    grave: bool = True


def findings() -> list[Finding]:
    """Everything found, the grave first. Asks the database, the mail server, the disk."""
    found = [each for check in (*_APART, _database) for each in check()]
    if not any(each.what.startswith("The database") and each.grave for each in found):
        found += [each for check in _OF_THE_DATABASE for each in check()]
    return sorted(found, key=lambda each: not each.grave)


def _address() -> Iterator[Finding]:
    host = urlsplit(settings.BASE_URL).hostname or ""
    if not settings.SECURE:
        yield Finding(
            f"People reach the site without encryption: its address is {settings.BASE_URL}.",
            "Put a proxy with TLS before it and set ALLOTMENT_URL to the https:// address.",
        )
    if host in {"localhost", "::1"} or host.startswith("127."):
        yield Finding(
            "The site's address is one that only this machine reaches.",
            "Set ALLOTMENT_URL to the address that people type.",
        )
    if settings.SECURE and not getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        yield Finding(
            "The site takes every request for an unencrypted one, and redirects endlessly.",
            "Set BEHIND_PROXY=1, and have the proxy set X-Forwarded-Proto itself.",
        )


def _secret() -> Iterator[Finding]:
    if len(settings.SECRET_KEY) < 50 or len(set(settings.SECRET_KEY)) < 10:
        yield Finding(
            "The secret key is short or is not there: sessions could be forged.",
            "Run `allotment init`, which writes one, or set SECRET_KEY to 50 random characters.",
        )
    kept = Path(settings.HOME) / "secret-key"
    for path in (kept, Path(settings.HOME)):
        if path.exists() and path.stat().st_mode & stat.S_IROTH:
            yield Finding(f"Everybody on this machine can read {path}.", f"Run: chmod o-rwx {path}")


def _demonstration() -> Iterator[Finding]:
    if settings.DEMO:
        yield Finding(
            "This is a demonstration: anybody can sign in as its people with one click.",
            "Unset ALLOTMENT_DEMO, and use an ALLOTMENT_HOME and a database of its own.",
        )


def _mail() -> Iterator[Finding]:
    if settings.NOTIFY_API_KEY:
        return
    if "smtp" not in settings.EMAIL_BACKEND:
        if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
            yield Finding(
                "E-mail is written to files and reaches nobody: no receipt, no code to sign in.",
                "Set MAIL_URL to your mail server.",
            )
        return
    try:
        with get_connection():
            pass
    except (OSError, smtplib.SMTPException) as error:
        yield Finding(
            f"The mail server does not accept the connection ({type(error).__name__}).",
            "Check MAIL_URL: host, port, user and password, and whether a firewall is in the way.",
        )


def _static() -> Iterator[Finding]:
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield Finding(
            "The style sheet and the scripts have not been collected: no page can be shown.",
            "Run `allotment init`.",
        )


def _disk() -> Iterator[Finding]:
    room = queries.room()
    if room.free < _ROOM_NEEDED:
        yield Finding(
            f"There are {room.free // 1024**2:,} MB left on the disk of {settings.HOME}.",
            "Make room, or move the home: a full disk refuses entries and uploads.",
        )


def _cache() -> Iterator[Finding]:
    from allotment.kernel.web.valkey import ValkeyCache

    cache = caches["default"]
    if not isinstance(cache, ValkeyCache):
        return
    cache.get("check")
    if ValkeyCache.is_unavailable():
        yield Finding(
            "Valkey does not answer; the database does its work until it does.",
            "Start it, or correct CACHE_URL.",
            grave=False,
        )


def _files() -> Iterator[Finding]:
    """Uploads can be kept where they lie, and taken away again."""
    try:
        default_storage.delete(default_storage.save(f"check-{new_key()}", ContentFile(b"check")))
    except Exception as error:  # each storage raises its own
        yield Finding(
            f"Uploads cannot be kept ({type(error).__name__}).",
            "Let the user as whom the site runs write into their folder; of a bucket, check its "
            "address, name and keys in the settings.",
        )


def _scanner() -> Iterator[Finding]:
    if not settings.CLAMAV_URL:
        return
    try:
        clamav.scan(settings.CLAMAV_URL, [b"check"])
    except clamav.ScannerUnavailableError:
        yield Finding(
            "The virus scanner does not answer: uploads wait for it and are not shown to others.",
            "Start clamd, or correct CLAMAV_URL.",
        )


def _fetching() -> Iterator[Finding]:
    if settings.FETCH_ALSO_FROM:
        named = ", ".join(map(str, settings.FETCH_ALSO_FROM))
        yield Finding(
            f"Imports by address also reach what is not public: {named}.",
            "Unset FETCH_ALSO_FROM, which is for tests.",
        )


def _framework() -> Iterator[Finding]:
    for each in run_checks(include_deployment_checks=True):
        if each.level >= WARNING and not each.is_silenced():
            yield Finding(
                f"{each.msg} ({each.id})", str(each.hint or "See Django's documentation.")
            )


def _database() -> Iterator[Finding]:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        why = str(error).strip().splitlines()[0]
        yield Finding(f"The database does not answer: {why}", "Check DATABASE_URL, and start it.")
        return
    if waiting:
        yield Finding("The database is not up to date.", "Run `allotment init`.")
    if connection.vendor == "sqlite":
        yield Finding(
            "SQLite holds the data: good for one small council on one machine.",
            "For more than that, use PostgreSQL: see “Run it on PostgreSQL”.",
            grave=False,
        )


def _asked(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return str(cursor.fetchone()[0])


def _postgresql() -> Iterator[Finding]:
    if connection.vendor != "postgresql":
        return
    if int(_asked("SHOW server_version_num")) < _OLDEST_POSTGRESQL:
        yield Finding("PostgreSQL is older than 15.", "Update it.")
    for name in ("fsync", "full_page_writes"):
        if _asked(f"SHOW {name}") != "on":
            yield Finding(
                f"PostgreSQL runs with {name} off: a power cut may ruin the database.",
                f"Set {name} = on in postgresql.conf.",
            )
    if _asked("SHOW synchronous_commit") == "off":
        yield Finding(
            "PostgreSQL runs with synchronous_commit off: a power cut may lose entries that were "
            "confirmed.",
            "Set synchronous_commit = on.",
        )
    if _asked("SHOW server_encoding") != "UTF8":
        yield Finding("The database cannot hold every letter.", "Make it with encoding UTF8.")
    if _asked("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == "True":
        yield Finding(
            "The site is the database's superuser, and so is whoever breaks into it.",
            "Give it a user of its own that owns only its database.",
            grave=False,
        )


def _clock() -> Iterator[Finding]:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = abs(cursor.fetchone()[0] - timezone.now())
    if apart > _CLOCKS_APART:
        yield Finding(
            f"This machine's clock and the database's are {apart.total_seconds():.0f} seconds apart.",
            "Run a time service (chrony, systemd-timesyncd) on both. Deadlines are the database's.",
        )


def _work() -> Iterator[Finding]:
    if jobs.workers().none_running:
        yield Finding(
            "No worker is running: receipts, letters and retention wait.",
            "Start `allotment worker` as a service.",
        )
    failed = sum(jobs.queue().failed_today.values())
    if failed:
        yield Finding(
            f"Pieces of background work that failed in the last 24 hours: {failed}.",
            "Look at them under Background work.",
            grave=False,
        )


def _backups() -> Iterator[Finding]:
    age = queries.backup_age()
    if age is None:
        yield Finding("There has never been a backup.", "Run `allotment backup` every night.")
    elif age > _BACKUP_OLD:
        days = "1 day" if age.days == 1 else f"{age.days} days"
        yield Finding(
            f"The last backup is {days} old.", "Find out why the nightly one did not run."
        )


def _people() -> Iterator[Finding]:
    if not User.objects.filter(is_site_keeper=True, is_active=True).exists():
        yield Finding(
            "There is no site administrator.", "Sign up, then run `allotment keeper ADDRESS`."
        )
    if not settings.DEMO and User.objects.filter(is_demonstration=True).exists():
        yield Finding(
            "There are made-up people of a demonstration among the real ones.",
            "Begin with an empty database.",
        )
    safe = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).values("user_id")
    staff = Membership.objects.filter(ended_at=None, organisation__is_funder=True)
    staff = staff.exclude(role="organisations.member")
    trusted = User.objects.filter(
        Q(is_site_keeper=True, is_active=True) | Q(pk__in=staff.values("person_id"))
    )
    count = trusted.exclude(pk__in=safe).count()
    if count:
        yield Finding(
            f"Site administrators and people of a funder without two-step verification: {count}.",
            "They cannot do what needs it. Their Your tasks page asks them to set it up.",
            grave=False,
        )


_APART: tuple[Callable[[], Iterator[Finding]], ...] = (
    _address, _secret, _demonstration, _mail, _static, _disk, _cache, _files, _scanner,
    _fetching, _framework,
)  # fmt: skip
_OF_THE_DATABASE: tuple[Callable[[], Iterator[Finding]], ...] = (
    _postgresql, _clock, _work, _backups, _people,
)  # fmt: skip
