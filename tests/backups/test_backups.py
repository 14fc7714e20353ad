"""A backup is made while people work, restored into an empty place, and compared."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from allotment.kernel.audit import services as audit
from allotment.kernel.backups.archive import BadArchiveError
from allotment.kernel.backups.services import making, restoring
from allotment.kernel.files import services as files
from allotment.kernel.files.models import StoredFile
from tests.house.world import make_world
from tests.jobs.test_worker import ROOT, database_url
from tests.people import People
from tests.waiting import wait_until

pytestmark = [pytest.mark.django_db(transaction=True)]

KEPT, REMOVED = "site.backed_up", "site.restored"  # two kinds whose lines the writer counts with


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("notes.txt", content, content_type="text/plain")


def keep_one(number: int, people: People) -> StoredFile:
    with transaction.atomic():
        kept = files.keep(
            upload=upload(b"Minute %d\n" % number), about_kind="test", about_key="x",
            by=people.manager,
        )  # fmt: skip
        audit.record(kind=KEPT, by=None, on="test.file")
    return kept


class Writer(Thread):
    """Keeps files and takes every other one away again, a line in the audit for each."""

    def __init__(self, people: People) -> None:
        super().__init__()
        self.people, self.enough, self.count = people, Event(), 0

    def run(self) -> None:
        try:
            while not self.enough.is_set():
                kept = keep_one(self.count, self.people)
                self.count += 1
                if self.count % 2:
                    with transaction.atomic():
                        files.remove(stored=kept)
                        audit.record(kind=REMOVED, by=None, on="test.file")
        finally:
            connection.close()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an instance that holds nothing yet, on the same engine."""
    home = tmp_path / "elsewhere"
    home.mkdir()
    if connection.vendor == "sqlite":
        yield {"ALLOTMENT_HOME": str(home), "DATABASE_URL": f"sqlite:///{home}/other.sqlite3"}
        return
    other = database_url() + "_other"
    name = other.rsplit("/", 1)[1]
    with psycopg.connect(database_url(), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
        yield {"ALLOTMENT_HOME": str(home), "DATABASE_URL": other}
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[call-overload]


def allotment(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "allotment.cli", *words], cwd=ROOT, capture_output=True, text=True,
        check=False,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "allotment.config.settings", **environment},
    )  # fmt: skip


def content(archive: Path, work: Path) -> dict[str, object]:
    """What the archive holds, comparable: rows by table, and digests of the files."""
    with zipfile.ZipFile(archive) as opened:
        manifest = json.loads(opened.read("manifest.json"))
        found: dict[str, object] = {
            name: part["digest"] for name, part in manifest["parts"].items()
            if name.removeprefix("files/") in manifest["files"] or name.endswith(".copy")
        }  # fmt: skip
        if manifest["engine"] == "sqlite":
            opened.extract("database.sqlite3", work)
            with sqlite3.connect(work / "database.sqlite3") as database:
                for table in manifest["rows"]:
                    rows = database.execute(f'SELECT * FROM "{table}"').fetchall()
                    found[table] = sorted(map(repr, rows))
    return found


def changed_by_restoring(name: str) -> bool:
    return any(own in name for own in ("audit_auditline", "audit_chainhead", "sqlite_sequence"))


def test_a_backup_made_while_people_write_comes_back_as_it_was(
    people: People, tmp_path: Path, elsewhere: dict[str, str]
) -> None:
    make_world(people)
    writer = Writer(people)
    writer.start()
    wait_until(lambda: writer.count >= 10)
    before = writer.count

    made = making.make(tmp_path / "one.zip")
    after = writer.count
    wait_until(lambda: writer.count > after + 5)
    writer.enough.set()
    writer.join()

    assert not made.missing
    assert writer.count > after >= before
    assert os.listdir(tmp_path / "elsewhere") == []
    assert (tmp_path / "one.zip").stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob("*.part"))

    restored = allotment("restore", str(tmp_path / "one.zip"), **elsewhere)
    assert (restored.returncode, restored.stderr) == (0, "")
    verified = allotment("audit", "verify", **elsewhere)
    assert verified.returncode == 0, verified.stdout
    again = allotment("backup", str(tmp_path / "two.zip"), **elsewhere)
    assert again.returncode == 0, again.stderr

    one, two = content(tmp_path / "one.zip", tmp_path), content(tmp_path / "two.zip", tmp_path)
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name] and not changed_by_restoring(name)] == []
    kept = {
        path for path in Path(elsewhere["ALLOTMENT_HOME"], "files").rglob("*") if path.is_file()
    }
    assert len(kept) == len(made.files)

    refused = allotment("restore", str(tmp_path / "one.zip"), **elsewhere)
    assert refused.returncode == 1
    assert "add --replace" in refused.stderr
    assert allotment("restore", "--replace", str(tmp_path / "one.zip"), **elsewhere).returncode == 0


def test_a_file_that_was_damaged_comes_back_whole(
    people: People, tmp_path: Path, elsewhere: dict[str, str]
) -> None:
    kept = keep_one(1, people)
    making.make(tmp_path / "one.zip")
    restore = ("restore", "--replace", str(tmp_path / "one.zip"))
    assert allotment(*restore, **elsewhere).returncode == 0
    file = Path(elsewhere["ALLOTMENT_HOME"], "files", kept.path)
    whole = file.read_bytes()
    file.write_bytes(whole[::-1])  # of the same size

    assert allotment(*restore, **elsewhere).returncode == 0

    assert file.read_bytes() == whole


def test_whoever_was_erased_since_the_backup_does_not_come_back(
    people: People, tmp_path: Path, elsewhere: dict[str, str]
) -> None:
    for person in (people.newcomer, people.manager):
        assert person.erased_at is None
    making.make(tmp_path / "one.zip")
    restore = ("restore", "--replace", str(tmp_path / "one.zip"))
    assert allotment(*restore, **elsewhere).returncode == 0
    they = f"User.objects.get(pk='{people.newcomer.pk}')"
    known = "from allotment.kernel.people.models import User; "
    erase = f"from allotment.kernel.privacy import services; services.erase(by={they})"
    assert allotment("django", "shell", "-c", known + erase, **elsewhere).returncode == 0

    restored = allotment(*restore, **elsewhere)

    assert restored.returncode == 0, restored.stderr
    assert "now erased again: 1." in restored.stdout
    addresses = "print(*User.objects.values_list('email', flat=True))"
    shown = allotment("django", "shell", "-c", known + addresses, **elsewhere).stdout
    assert people.newcomer.email not in shown
    assert people.manager.email in shown


def test_a_backup_that_is_killed_leaves_none_and_the_next_one_is_whole(
    people: People, tmp_path: Path
) -> None:
    files.keep_made(
        name="large", content=os.urandom(40_000_000), content_type="application/pdf",
        about_kind="test", about_key="x",
    )  # fmt: skip
    target = tmp_path / "backup.zip"
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "allotment.config.settings",
        "DATABASE_URL": database_url(), "ALLOTMENT_HOME": str(tmp_path),
    }  # fmt: skip
    killed = subprocess.Popen(
        [sys.executable, "-m", "allotment.cli", "backup", str(target)], cwd=ROOT, env=environment
    )
    part = tmp_path / "backup.zip.part/archive.zip"
    wait_until(lambda: part.exists() and part.stat().st_size > 1_000_000)
    killed.send_signal(signal.SIGKILL)
    killed.wait()

    assert part.exists()
    assert not target.exists()
    made = making.make(target)

    assert len(made.files) == 1
    assert not part.exists()
    with pytest.raises(making.CannotBackUpError, match="there already"):
        making.make(target)


def test_a_file_that_is_lost_or_has_changed_is_named(people: People, tmp_path: Path) -> None:
    lost, changed = keep_one(1, people), keep_one(2, people)
    (Path(settings.MEDIA_ROOT) / lost.path).unlink()
    (Path(settings.MEDIA_ROOT) / changed.path).write_bytes(b"Minute 3\n")

    made = making.make(tmp_path / "backup.zip")

    assert sorted(made.missing) == sorted([lost.path, changed.path])
    assert made.files == [changed.path]


def test_what_is_no_whole_backup_is_refused_and_changes_nothing(
    people: People, tmp_path: Path
) -> None:
    kept = keep_one(1, people)
    good = tmp_path / "good.zip"
    making.make(good)
    short, other, newer = (tmp_path / name for name in ("short.zip", "other.zip", "newer.zip"))
    short.write_bytes(good.read_bytes()[:-2000])
    rewritten(good, other, f"files/{kept.path}", b"Minute 9\n")
    with zipfile.ZipFile(good) as opened:
        manifest = json.loads(opened.read("manifest.json"))
    manifest["migrations"].append("fund.0999_next_year")
    rewritten(good, newer, "manifest.json", json.dumps(manifest).encode())

    for file, sentence in [(short, "not a whole backup"), (other, "is not what was written")]:
        with pytest.raises(BadArchiveError, match=sentence):
            restoring.restore(file, replace=True)
    with pytest.raises(restoring.CannotRestoreError, match="Install that version"):
        restoring.restore(newer, replace=True)

    assert StoredFile.objects.get() == kept


def rewritten(source: Path, target: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.namelist():
            new.writestr(member, content if member == name else old.read(member))
