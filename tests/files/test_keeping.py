"""Uploads lie outside the web root, go to those who may read them, and leave nothing behind."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from allotment.kernel.files import services
from allotment.kernel.files.domain import UnsafeFileError
from allotment.kernel.files.models import StoredFile
from allotment.kernel.files.services import keep, remove, remove_about, remove_orphans
from tests.files import made
from tests.people import People

AsPerson = Callable[[object | None], Client]


def kept(
    by: Any, name: str = "plan.pdf", content: bytes = made.PDF, about: str = "k1"
) -> StoredFile:
    upload = SimpleUploadedFile(name, content)
    return keep(upload=upload, about_kind="tests.thing", about_key=about, by=by)


def on_disk(root: Any) -> list[str]:
    return sorted(str(p.relative_to(root)) for p in Path(root).rglob("*") if p.is_file())


def age(root: Any) -> None:
    """Let everything on the disk be two days old."""
    then = time.time() - 2 * 24 * 60 * 60
    for path in Path(root).rglob("*"):
        os.utime(path, (then, then))


def test_an_upload_is_kept_under_a_name_of_our_own(people: People, settings: Any) -> None:
    stored = kept(people.entrant, name="../../plan.pdf")

    assert on_disk(settings.MEDIA_ROOT) == [stored.path]
    assert "plan" not in stored.path
    assert (stored.name, stored.content_type, stored.size) == (
        "plan.pdf", "application/pdf", len(made.PDF),
    )  # fmt: skip


def test_nothing_is_kept_of_a_file_that_is_not_taken(people: People, settings: Any) -> None:
    with pytest.raises(UnsafeFileError):
        kept(people.entrant, content=b"<html>")

    assert on_disk(settings.MEDIA_ROOT) == []
    assert not StoredFile.objects.exists()


def test_a_file_over_the_limit_is_refused_before_it_is_read(people: People, settings: Any) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024
    upload = SimpleUploadedFile("plan.pdf", made.PDF)
    upload.size = 1024 * 1024 + 1

    with pytest.raises(UnsafeFileError, match="larger than 1 MB"):
        keep(upload=upload, about_kind="tests.thing", about_key="k1", by=people.entrant)

    assert upload.tell() == 0


@pytest.mark.django_db(transaction=True)
def test_bytes_of_a_transaction_that_was_rolled_back_are_swept_away(
    people: People, settings: Any
) -> None:
    entrant = people.entrant
    with transaction.atomic():
        kept(entrant)
        transaction.set_rollback(True)
    standing = kept(entrant)

    assert remove_orphans() == 0, "they may belong to a transaction that is going on"
    age(settings.MEDIA_ROOT)
    assert remove_orphans() == 1
    assert remove_orphans() == 0

    assert on_disk(settings.MEDIA_ROOT) == [standing.path]


@pytest.mark.django_db(transaction=True)
def test_bytes_go_when_their_row_is_gone_permanently_and_not_before(
    people: People, settings: Any
) -> None:
    stored = kept(people.entrant)

    with transaction.atomic():
        remove(stored=stored)
        transaction.set_rollback(True)
    assert on_disk(settings.MEDIA_ROOT) == [stored.path]
    remove(stored=stored)

    assert on_disk(settings.MEDIA_ROOT) == []
    assert not StoredFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_all_files_about_a_thing_go_together(people: People, settings: Any) -> None:
    kept(people.entrant, about="k1")
    kept(people.entrant, about="k1")
    other = kept(people.entrant, about="k2")

    assert remove_about(kind="tests.thing", keys=["k1"]) == 2
    assert on_disk(settings.MEDIA_ROOT) == [other.path]


def test_a_file_is_served_as_a_download_that_no_browser_runs(
    people: People, as_person: AsPerson
) -> None:
    stored = kept(people.entrant, name='Café "x" £5.pdf')

    response = as_person(people.entrant).get(f"/files/{stored.key}/")

    assert b"".join(response.streaming_content) == made.PDF  # type: ignore[attr-defined]
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert response["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("role", ["visitor", "outsider", "keeper", "colleague"])
def test_who_may_not_read_a_file_learns_nothing_of_it(
    people: People, as_person: AsPerson, role: str
) -> None:
    stored = kept(people.entrant)
    client = as_person(None if role == "visitor" else getattr(people, role))

    there = client.get(f"/files/{stored.key}/")
    not_there = client.get("/files/nothinghere2/")

    assert there.status_code == not_there.status_code == 404
    assert stored.name not in there.content.decode()


def test_whom_the_kind_s_rule_lets_in_reads_the_file(
    people: People, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = kept(people.entrant)
    manager = people.manager
    rule = {"tests.thing": lambda user, file: user == manager and file.about_key == "k1"}
    monkeypatch.setattr(services, "_readers", rule)

    assert as_person(people.manager).get(f"/files/{stored.key}/").status_code == 200
    assert as_person(people.board).get(f"/files/{stored.key}/").status_code == 404


def test_a_file_whose_bytes_are_gone_is_not_found(
    people: People, as_person: AsPerson, settings: Any
) -> None:
    stored = kept(people.entrant)
    (Path(settings.MEDIA_ROOT) / stored.path).unlink()

    assert as_person(people.entrant).get(f"/files/{stored.key}/").status_code == 404


def test_the_folder_of_files_is_not_served(db: None, client: Client, settings: Any) -> None:
    for address in ("/media/", "/files/", "/static/../files/", "/files/../secret-key"):
        assert client.get(address).status_code in {301, 404}
