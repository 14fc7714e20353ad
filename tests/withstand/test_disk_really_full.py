"""A disk of its own that is full to the last byte: what is said, and that it goes on when it is not."""

import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from allotment.fund.models import Call, DraftAnswer, Entry
from allotment.fund.services import packs
from allotment.kernel.files import services as files
from allotment.kernel.files.models import StoredFile
from allotment.kernel.jobs import services as jobs
from allotment.kernel.jobs.models import Job
from tests.fund.batches import with_the_board
from tests.fund.conftest import draft_call, open_call, pot, start_entry
from tests.jobs.test_worker import ROOT, database_url
from tests.people import People
from tests.serving import Server, ask
from tests.withstand.test_database_gone import kept_on
from tests.withstand.test_disk_full import asked_for_files, kept_in, text_file

__all__ = ["draft_call", "open_call", "pot", "start_entry"]
pytestmark = [pytest.mark.django_db(transaction=True)]


class Disk:
    """A small disk in memory."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ballast = path / "ballast"

    def fill(self) -> None:
        with self._ballast.open("ab", buffering=0) as ballast:
            for size in (65536, 1):
                try:
                    while ballast.write(b"x" * size) == size:
                        pass
                except OSError:
                    continue

    def make_room(self) -> None:
        self._ballast.unlink()


@contextmanager
def mounted(path: Path) -> Iterator[Disk]:
    mounting = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(path)]
    if os.geteuid() != 0 or subprocess.run(mounting, capture_output=True).returncode != 0:
        pytest.skip("no disk may be mounted here; test_disk_full.py limits the files instead")
    yield Disk(path)
    subprocess.run(["umount", "--lazy", str(path)], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    path = tmp_path / "disk"
    path.mkdir()
    with mounted(path) as made:
        yield made


@pytest.fixture
def disk_of_answers(transactional_db: None) -> Iterator[Disk]:
    """A disk of PostgreSQL's own, on which the answers of drafts lie."""
    if connection.vendor != "postgresql":
        pytest.skip("the disk of SQLite is the one that the test above fills")
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        owner = os.stat(cursor.fetchone()[0])
        with tempfile.TemporaryDirectory() as folder, mounted(Path(folder)) as made:
            os.chown(folder, owner.st_uid, owner.st_gid)
            cursor.execute(f"CREATE TABLESPACE small LOCATION '{folder}'")
            cursor.execute("ALTER TABLE fund_draftanswer SET TABLESPACE small")
            yield made
            cursor.execute("ALTER TABLE fund_draftanswer SET TABLESPACE pg_default")
            cursor.execute("DROP TABLESPACE small")


def signed_in(client: Client, person: object) -> str:
    client.force_login(person)  # type: ignore[arg-type]
    return client.session.session_key or ""


def test_an_upload_onto_a_full_disk_is_said_and_none_of_it_stays(
    people: People, client: Client, start_entry: Callable[..., Entry], disk: Disk
) -> None:
    entry = start_entry()
    section, question, words = asked_for_files(entry)
    session = signed_in(client, people.entrant)
    page = f"/entries/{entry.key}/section/{section}/"
    add = f"/entries/{entry.key}/files/{question}/"
    with Server(disk.path) as server:
        disk.fill()
        first, _ = ask(server.port, add, session, {f"file-{question}": text_file(100_000)})
        message = first.headers["Set-Cookie"].split(";")[0]
        _, told = ask(server.port, page, f"{session}; {message}")
        large = {f"file-{question}": text_file(3_000_000), words: "Typed"}
        large[f"version-{words}"] = "0"
        second, _ = ask(server.port, add, session, large)
        between = kept_in(disk.path / "files")
        disk.make_room()
        third, _ = ask(server.port, add, session, {f"file-{question}": text_file(100_000)})

    assert first.status == 302
    assert files.NOT_KEPT in told
    assert second.status == 302
    assert "Typed" in str(DraftAnswer.objects.get(entry=entry, question=words).typed)
    assert between == []
    assert third.status == 302
    assert kept_in(disk.path / "files") == [StoredFile.objects.get().path.split("/")[1]]


def test_words_written_while_the_disk_of_the_database_is_full_come_back(
    people: People, client: Client, start_entry: Callable[..., Entry], disk: Disk
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the disk of PostgreSQL is not this process's")
    entry = start_entry()
    section, _, words = asked_for_files(entry)
    session = signed_in(client, people.entrant)
    page = f"/entries/{entry.key}/section/{section}/"
    there = disk.path / "site.sqlite3"
    connection.cursor().execute("VACUUM INTO %s", [str(there)])
    typing = {words: "Words & <more> " * 500, f"version-{words}": "0"}
    with Server(disk.path, DATABASE_URL=f"sqlite:///{there}") as server:
        ask(server.port, page, session)
        disk.fill()
        answer, said = ask(server.port, page, session, typing)
        disk.make_room()
        again, _ = ask(server.port, page, session, kept_on(said))

    assert answer.status == 503
    assert again.status in (200, 302)
    with sqlite3.connect(there) as kept:
        rows = kept.execute("SELECT typed FROM fund_draftanswer WHERE question = ?", [words])
        assert "Words & <more>" in rows.fetchone()[0]
        assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_words_written_while_the_disk_of_postgresql_is_full_come_back(
    people: People, client: Client, start_entry: Callable[..., Entry], disk_of_answers: Disk,
    tmp_path: Path,
) -> None:  # fmt: skip
    entry = start_entry()
    section, _, words = asked_for_files(entry)
    session = signed_in(client, people.entrant)
    page = f"/entries/{entry.key}/section/{section}/"
    typing = {words: f"Words & <more> {random.Random(1).randbytes(4000).hex()}"}
    typing[f"version-{words}"] = "0"
    with Server(tmp_path, DATABASE_URL=database_url()) as server:
        ask(server.port, page, session)
        disk_of_answers.fill()
        answer, said = ask(server.port, page, session, typing)
        elsewhere, _ = ask(server.port, "/", session)
        disk_of_answers.make_room()
        again, _ = ask(server.port, page, session, kept_on(said))

    assert answer.status == 503
    assert elsewhere.status == 200
    assert again.status in (200, 302)
    assert DraftAnswer.objects.get(entry=entry, question=words).typed == typing[words]


def test_a_board_pack_that_finds_no_room_says_so_and_is_made_when_there_is(
    people: People, client: Client, open_call: Call, disk: Disk, settings: Any
) -> None:
    settings.MEDIA_ROOT = disk.path / "files"
    with_the_board(people, open_call, 2)
    client.force_login(people.board)
    job = packs.start_making(call=open_call, by=people.board)
    disk.fill()

    jobs.run(job.key)
    said = client.get(f"/jobs/{job.key}/").content.decode()
    between = kept_in(disk.path / "files")
    disk.make_room()
    jobs.run(job.key)

    assert "The disk is full. It will be tried again." in said
    assert between == []
    assert Job.objects.get(pk=job.pk).status == "done"
    assert kept_in(disk.path / "files") == [StoredFile.objects.get().path.split("/")[1]]


def test_a_backup_onto_a_full_disk_is_said_and_made_when_there_is_room(
    people: People, disk: Disk, tmp_path: Path
) -> None:
    assert people.manager
    disk.fill()
    target = disk.path

    tried = backup(target, tmp_path)
    left = kept_in(target)
    disk.make_room()
    again = backup(target, tmp_path)

    assert (tried.returncode, tried.stdout) == (1, "")
    assert tried.stderr.startswith("The backup was not made")
    assert "Traceback" not in tried.stderr
    assert left == ["ballast"]
    assert again.returncode == 0
    assert len(kept_in(target)) == 1


def backup(target: Path, home: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "allotment.cli", "backup", str(target)],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "allotment.config.settings",
             "DATABASE_URL": database_url(), "ALLOTMENT_HOME": str(home)},
    )  # fmt: skip
