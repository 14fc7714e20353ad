"""`allotment check --deploy` finds what is wrong, and nothing where nothing is."""

import datetime as dt
import os
import socket
import subprocess
import sys
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from allauth.mfa.models import Authenticator
from django.db import connection, transaction

from allotment.kernel.audit import services as audit
from allotment.kernel.files import clamav
from allotment.kernel.jobs import services as jobs
from allotment.kernel.jobs.models import Job
from allotment.kernel.organisations.models import Membership
from allotment.kernel.people.models import User
from allotment.kernel.site import deployment
from tests.people import People
from tests.serving import free_port

#: A throw-away database of the tests is the superuser's and is not kept safe from power cuts.
THROW_AWAY = ("superuser", "fsync", "full_page_writes", "synchronous_commit", "SQLite holds")


def found(*, grave: bool | None = None) -> list[str]:
    return [
        each.what for each in deployment.findings()
        if grave in (None, each.grave) and not any(word in each.what for word in THROW_AWAY)
    ]  # fmt: skip


@pytest.fixture
def well_run(people: People, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)  # tests in a browser set it
    home = tmp_path / "home"
    (home / "static").mkdir(mode=0o750, parents=True)
    home.chmod(0o750)
    (home / "static/staticfiles.json").write_text("{}")
    settings.HOME, settings.STATIC_ROOT = home, home / "static"
    settings.BASE_URL, settings.SECURE = "https://ideas.example.org", True
    settings.SECRET_KEY = "Kc7r1Ql_0zJ4mVxN8sYtB2wHgE5uPaD9fRiO3kLbXnMq6vTjSe"
    settings.ALLOWED_HOSTS = ["ideas.example.org"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT",
                 "SECURE_HSTS_INCLUDE_SUBDOMAINS"):  # fmt: skip
        setattr(settings, name, True)
    settings.SECURE_HSTS_SECONDS = 31_536_000
    assert people.keeper.is_site_keeper
    assert people.manager.roles
    jobs.beat("one")
    with transaction.atomic():
        audit.record(kind="site.backed_up", by=None, on="site.backup")
    for person in {people.keeper.pk, *Membership.objects.values_list("person", flat=True)}:
        Authenticator.objects.get_or_create(user_id=person, type="totp", defaults={"data": {}})
    User.objects.update(is_demonstration=False)
    return settings


def test_nothing_is_found_where_nothing_is_wrong(well_run: Any) -> None:
    assert found() == []


def test_a_keeper_without_a_second_step_is_found(well_run: Any, people: People) -> None:
    Authenticator.objects.filter(user=people.keeper).delete()

    assert next(each for each in found() if "two-step verification" in each).endswith(": 1.")


def test_what_is_wrong_is_said_with_what_to_do(well_run: Any, people: People) -> None:
    server = Controller(Sink(), hostname="127.0.0.1", port=free_port())
    server.start()
    well_run.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    well_run.EMAIL_HOST, well_run.EMAIL_PORT = "127.0.0.1", server.port
    with_mail = found()
    server.stop()
    well_run.CLAMAV_URL = f"tcp://127.0.0.1:{free_port()}"
    well_run.BASE_URL, well_run.SECURE, well_run.DEMO = "http://127.0.0.1", False, True
    well_run.SECRET_KEY = "short"
    well_run.FETCH_ALSO_FROM = [ip_network("127.0.0.0/8")]
    Path(well_run.HOME).chmod(0o755)
    (Path(well_run.STATIC_ROOT) / "staticfiles.json").unlink()
    jobs.stop_beating("one")
    Authenticator.objects.all().delete()
    Job.objects.create(kind="x", status="failed", ended_at=dt.datetime.now(dt.UTC))
    User.objects.update(is_site_keeper=False)

    everything = "\n".join(found())

    assert with_mail == []
    for sentence in (
        "without encryption", "only this machine reaches", "secret key is short", "can read",
        "demonstration", "not public: 127.0.0.0/8",
        "mail server does not accept the connection (ConnectionRefusedError)",
        "have not been collected", "scanner does not answer", "No worker is running",
        "There is no site administrator",
        "that failed in the last 24 hours: 1", "without two-step verification",
    ):  # fmt: skip
        assert sentence in everything
    assert all(
        each.mend.endswith((".", "750", str(well_run.HOME))) for each in deployment.findings()
    )


def test_an_old_backup_and_a_full_disk_are_found(
    well_run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "allotment.kernel.site.queries.shutil.disk_usage",
        lambda _path: type("Usage", (), {"free": 100 * 1024**2, "total": 10**12}),
    )

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=3)):
        jobs.beat("two")
        late = found()

    assert "The last backup is 3 days old." in late
    assert any("100 MB left" in each for each in late)
    if connection.vendor == "postgresql":
        assert any("seconds apart" in each for each in late)


def test_a_folder_of_uploads_that_cannot_be_written_is_found(well_run: Any, tmp_path: Path) -> None:
    (tmp_path / "no-folder").write_text("")
    well_run.MEDIA_ROOT = tmp_path / "no-folder"

    assert [each for each in found() if "Uploads cannot be kept" in each]


def test_looking_whether_uploads_can_be_kept_keeps_none(well_run: Any, tmp_path: Path) -> None:
    well_run.MEDIA_ROOT = tmp_path / "uploads"

    assert found() == []
    assert [each for each in well_run.MEDIA_ROOT.rglob("*") if each.is_file()] == []


def test_a_scanner_that_takes_what_it_gets_and_says_nothing_is_found(
    well_run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clamav, "ALL_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        well_run.CLAMAV_URL = f"tcp://127.0.0.1:{silent.getsockname()[1]}"

        assert [each for each in found() if "scanner does not answer" in each]


@pytest.mark.parametrize(
    ("hours", "said"), [(37, "1 day old"), (49, "2 days old"), (36 * 24, "36 days old")]
)
def test_the_age_of_a_backup_is_said_as_people_do(well_run: Any, hours: int, said: str) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=hours)):
        jobs.beat("two")

        assert f"The last backup is {said}." in found()


def test_the_command_ends_with_what_it_found(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "allotment.cli", "check", "--deploy"],
        capture_output=True, text=True, check=False,
        env={**os.environ, "ALLOTMENT_HOME": str(tmp_path / "home"),
             "DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3",
             "DJANGO_SETTINGS_MODULE": "allotment.config.settings"},
    )  # fmt: skip

    assert done.returncode == 1
    assert "ERROR  The database is not up to date.\n      Run `allotment init`.\n" in done.stdout
    assert done.stderr == ""
