"""No upload is handed out before the scanner has looked; what it finds something in, never."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from allotment.fund.models import Entry
from allotment.fund.services import drafts
from allotment.kernel.audit.models import AuditLine
from allotment.kernel.files import clamav, scanning, services
from allotment.kernel.files.models import StoredFile
from allotment.kernel.files.services import keep
from allotment.kernel.jobs import services as jobs
from allotment.kernel.jobs.models import Job
from allotment.kernel.notify.models import Mail
from tests.files.scanners import CLAMD, EICAR, Clamd, StandIn
from tests.fund.conftest import (  # noqa: F401  # fixtures of the fund
    draft_call,
    full_draft,
    open_call,
    pot,
    start_entry,
)
from tests.people import People

AsPerson = Callable[[object | None], Client]


@pytest.fixture
def stand_in(settings: Any) -> Iterator[StandIn]:
    started = StandIn()
    settings.CLAMAV_URL = started.address
    yield started
    started.close()


@pytest.fixture(params=["clamd", "one that speaks as it does"])
def scanner(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[str]:
    """The address of a scanner that knows one virus."""
    if request.param == "clamd" and CLAMD is None:
        pytest.skip("clamd is not installed")
    started = Clamd(tmp_path) if request.param == "clamd" else StandIn()
    settings.CLAMAV_URL = started.address
    yield started.address
    started.close()


def upload(by: Any, content: bytes = b"Our plan", about: str = "k1", name: str = "plan.txt") -> Any:
    kept = SimpleUploadedFile(name, content)
    return keep(upload=kept, about_kind="fund.entry", about_key=about, by=by)


def work() -> None:
    for key in Job.objects.filter(kind="files.scan", status="queued").values_list("key", flat=True):
        jobs.run(key)


def test_a_clean_file_is_handed_out_once_it_was_checked(
    people: People, as_person: AsPerson, scanner: str
) -> None:
    stored = upload(people.entrant)
    client = as_person(people.entrant)

    before = client.get(f"/files/{stored.key}/")
    work()

    assert before.status_code == 503
    assert "is being checked for viruses" in before.content.decode()
    after = client.get(f"/files/{stored.key}/")
    assert b"".join(after.streaming_content) == b"Our plan"  # type: ignore[attr-defined]


def test_nobody_gets_a_virus_and_its_owner_is_notified(
    people: People, as_person: AsPerson, scanner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = {"fund.entry": lambda _user, _file: True}
    monkeypatch.setattr(services, "_readers", everybody)
    stored = upload(people.entrant, EICAR)

    work()
    scanning.scan_one(stored.key)

    stored.refresh_from_db()
    assert stored.state == "quarantined"
    assert "Eicar-Test" in stored.found
    for person in (people.entrant, people.manager, people.keeper):
        answer = as_person(person).get(f"/files/{stored.key}/")
        assert answer.status_code == 403
        assert EICAR not in answer.content
        assert "did not pass the check" in answer.content.decode()
    assert Mail.objects.get().to == people.entrant.email
    assert "plan.txt" in as_person(people.entrant).get("/messages/").content.decode()
    assert AuditLine.objects.filter(kind="files.quarantined").count() == 1


def test_the_page_of_the_entry_says_what_is_the_matter_with_a_file(
    people: People, full_draft: Entry, as_person: AsPerson, stand_in: StandIn
) -> None:
    question = full_draft.call.questions.get(kind="file")
    for name, content in (("good.txt", b"Our plan"), ("bad.txt", EICAR)):
        stored = upload(people.entrant, content, full_draft.key, name)
        drafts.add_file(entry=full_draft, by=people.entrant, question=question.key, stored=stored)
    client, address = as_person(people.entrant), f"/entries/{full_draft.key}/check/"

    assert client.get(address).content.decode().count("Being checked for viruses") == 2
    work()
    page = client.get(address).content.decode()

    assert "Blocked" in page
    assert f"/files/{StoredFile.objects.get(name='good.txt').key}/" in page
    assert f"/files/{StoredFile.objects.get(name='bad.txt').key}/" not in page


def test_while_the_scanner_is_away_files_wait_and_are_checked_later(
    people: People, as_person: AsPerson, settings: Any
) -> None:
    settings.CLAMAV_URL = "tcp://127.0.0.1:9"
    stored = upload(people.entrant)
    work()
    scanning.scan_waiting()
    StoredFile.objects.update(made_at=timezone.now() - dt.timedelta(hours=1))

    assert as_person(people.entrant).get(f"/files/{stored.key}/").status_code == 503
    task = "Find out why the virus scanner does not answer"
    assert task in as_person(people.keeper).get("/tasks/").content.decode()
    assert task not in as_person(people.entrant).get("/tasks/").content.decode()
    started = StandIn()
    settings.CLAMAV_URL = started.address
    assert scanning.scan_waiting() == 1
    started.close()

    assert as_person(people.entrant).get(f"/files/{stored.key}/").status_code == 200
    assert task not in as_person(people.keeper).get("/tasks/").content.decode()


@pytest.mark.parametrize(
    "says", ["", "stream: OK", "stream: FOUND", "stream: ", "ERROR\0", "\0", "yes\0" * 2000, None]
)
def test_only_a_plain_yes_lets_a_file_out(
    people: People, stand_in: StandIn, says: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clamav, "ALL_SECONDS", 0.1 if says is None else 5.0)
    stand_in.says = says
    stored = upload(people.entrant)

    work()

    stored.refresh_from_db()
    assert stand_in.asked == 1
    assert stored.state == ("ready" if says == "stream: OK" else "checking")


def test_a_file_that_is_too_large_for_the_scanner_goes_on_waiting(
    people: People, stand_in: StandIn
) -> None:
    stand_in.most_bytes = 100_000
    stored = upload(people.entrant, b"words " * 500_000)

    work()

    stored.refresh_from_db()
    assert stored.state == "checking"


def test_a_file_that_cannot_be_judged_is_in_no_other_s_way(
    people: People, stand_in: StandIn
) -> None:
    stand_in.most_bytes = 100_000
    large = upload(people.entrant, b"words " * 500_000)
    small = upload(people.entrant)

    assert scanning.scan_waiting() == 1

    large.refresh_from_db()
    small.refresh_from_db()
    assert (large.state, small.state) == ("checking", "ready")


def test_a_file_of_many_pieces_is_looked_at_as_a_whole(people: People, scanner: str) -> None:
    assert clamav.scan(scanner, [b"a" * 70_000, b"", b"b" * 3]) == ""
    assert clamav.scan(scanner, [EICAR[:20], EICAR[20:]]) != ""


def test_files_that_the_site_makes_are_not_asked_about(people: People, stand_in: StandIn) -> None:
    made = services.keep_made(
        name="pack.pdf", content=b"%PDF-", content_type="application/pdf", about_kind="x",
        about_key="y",
    )  # fmt: skip

    assert made.is_ready


def test_without_a_scanner_a_file_is_ready_at_once(people: People) -> None:
    assert upload(people.entrant).is_ready
