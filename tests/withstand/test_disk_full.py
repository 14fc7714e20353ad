"""The disk fills up: people are told in a sentence, and nothing is kept by half."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from allotment.fund.domain.questions import Kind
from allotment.fund.models import DraftAnswer, Entry
from allotment.fund.queries import entries as queries
from allotment.kernel.backups.services import making
from allotment.kernel.files import services as files
from allotment.kernel.files.models import StoredFile
from tests.fund.conftest import draft_call, open_call, pot, start_entry
from tests.jobs.test_worker import ROOT, database_url
from tests.people import People
from tests.serving import Server, ask, limit_files

__all__ = ["draft_call", "open_call", "pot", "start_entry"]
pytestmark = [pytest.mark.django_db(transaction=True)]

FULL_AT = 600_000
"""Bytes of a file beyond which the disk is full; of the database only what is written anew counts."""


def asked_for_files(entry: Entry) -> tuple[str, str, str]:
    """The keys of a section that asks for files, of its question for one, and of one for words."""
    for each in queries.asked(entry.call):
        kinds = {question.kind: question.key for question in each.questions}
        if Kind.FILE in kinds:
            other = next(key for kind, key in kinds.items() if kind is not Kind.FILE)
            return each.section.key, kinds[Kind.FILE], other
    raise AssertionError("no question asks for a file")


def kept_in(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


def text_file(size: int) -> SimpleUploadedFile:
    return SimpleUploadedFile("notes.txt", b"A line of it.\n" * (size // 14))


def test_an_upload_that_finds_no_room_is_said_and_none_of_it_stays(
    people: People, start_entry: Callable[..., Entry], tmp_path: Path
) -> None:
    entry = start_entry()
    section, question, words = asked_for_files(entry)
    client = Client()
    client.force_login(people.entrant)
    session = client.session.session_key or ""
    page, add = (
        f"/entries/{entry.key}/section/{section}/",
        f"/entries/{entry.key}/files/{question}/",
    )
    meanwhile = tmp_path / "meanwhile"
    meanwhile.mkdir()
    if connection.vendor == "sqlite":  # so that its log of writes begins anew
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with Server(tmp_path, largest_file=FULL_AT, TMPDIR=str(meanwhile)) as server:
        send = partial(ask, server.port, add, session)
        first, _ = send({f"file-{question}": text_file(FULL_AT + 100_000)})
        message = first.headers["Set-Cookie"].split(";")[0]
        _, told = ask(server.port, page, f"{session}; {message}")
        second, said = send({f"file-{question}": text_file(3_000_000), words: "Typed"})
        between = kept_in(tmp_path / "files") + kept_in(meanwhile)
        third, _ = send({f"file-{question}": text_file(1000)})

    assert first.status == 302
    assert files.NOT_KEPT in told
    assert second.status == 503
    assert "The service is not available at the moment" in said
    assert between == []
    assert third.status == 302
    assert kept_in(tmp_path / "files") == [StoredFile.objects.get().path.split("/")[1]]


def test_words_that_find_no_room_come_back_to_be_sent_again(
    people: People, start_entry: Callable[..., Entry], tmp_path: Path
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the disk of PostgreSQL is not this process's")
    entry = start_entry()
    section, _, words = asked_for_files(entry)
    client = Client()
    client.force_login(people.entrant)
    session = client.session.session_key or ""
    page = f"/entries/{entry.key}/section/{section}/"
    typing = {words: "Words & <more>", f"version-{words}": "0"}
    connection.close()
    with Server(tmp_path, largest_file=1000) as server:
        answer, said = ask(server.port, page, session, typing)
    with Server(tmp_path) as server:
        back = re.findall(r'<textarea hidden name="([^"]+)">\n(.*?)</textarea>', said, re.S)
        again, _ = ask(server.port, page, session, {unescape(k): unescape(v) for k, v in back})

    assert answer.status == 503
    assert again.status in (200, 302)
    assert "Words & <more>" in str(DraftAnswer.objects.get(entry=entry, question=words).typed)


def allotment(*given: str, largest: int, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "allotment.cli", *given], cwd=ROOT, capture_output=True, text=True,
        check=False, preexec_fn=partial(limit_files, largest),  # one call
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "allotment.config.settings", **environment},
    )  # fmt: skip


@pytest.mark.parametrize("what", ["files", "database"])
def test_a_backup_that_finds_no_room_is_said_and_none_of_it_stays(
    people: People, tmp_path: Path, what: str
) -> None:
    if what == "files":
        files.keep_made(
            name="large", content=os.urandom(2_000_000), content_type="application/pdf",
            about_kind="test", about_key="x",
        )  # fmt: skip
    target = tmp_path / "backups"
    target.mkdir()
    small = 40_000 if connection.vendor == "sqlite" else 4000

    tried = allotment(
        "backup", str(target), largest=1_000_000 if what == "files" else small,
        DATABASE_URL=database_url(), ALLOTMENT_HOME=str(tmp_path),
    )  # fmt: skip

    assert (tried.returncode, tried.stdout) == (1, "")
    assert re.fullmatch(r"The backup was not made[:.] .+\.\n", tried.stderr)
    assert list(target.iterdir()) == []
    assert making.last_made_at() is None
