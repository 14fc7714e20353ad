"""Answering a request for information: what is given, what is taken out, who may, what is kept."""

import csv
import io
import uuid
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from allotment.fund.domain.moves import Outcome
from allotment.fund.models import Call, Decision, Entry, Submission
from allotment.fund.queries.disclosure import DECISIONS, Asked, disclosed
from allotment.fund.services import assessment, calls, decisions, drafts, entries
from allotment.fund.services.assessment import Given
from allotment.fund.services.looking import ANSWER
from allotment.fund.views.disclosure import SHOWN_AT_ONCE
from allotment.kernel.audit.models import AuditLine
from allotment.kernel.guards.rows import writing
from allotment.kernel.people.models import User
from allotment.kernel.privacy.models import Look
from tests.fund.conftest import answer_everything, close
from tests.people import People

pytestmark = pytest.mark.django_db

AsPerson = Callable[[object | None], Client]
ALL = {"reference": "FOI 2026/17", "parts": ["answers", "scores", "decisions"]}
SECRETS = ("eve.entrant", "Entrant", "01632 960 999", "Nickname", "Asa", "Bea", "WX1 4AB")


@pytest.fixture
def decided(people: People, open_call: Call) -> Call:
    """One entry that says too much, scored and decided by people who do; and a draft."""
    call = open_call
    long = next(q.key for q in call.questions.all() if q.kind == "long_text")
    said = (
        f"=1+1 {people.entrant.name} (Nickname to all, {people.entrant.email}, 01632 960 999) mends "
        "at WX1 4AB. We pay 4p a screw to Otterbourne Screws."
    )
    for number, organisation in enumerate((people.repair_cafe, None)):
        entry = entries.start(
            call=call, by=people.entrant, token=uuid.uuid4().hex, organisation=organisation
        )
        typed = answer_everything(call) | {long: said}
        drafts.save(entry=entry, by=people.entrant, answers=typed, versions={})
        entries.submit(entry=entry, by=people.entrant, token=f"t{number}")
    entries.start(call=call, by=people.entrant, token=uuid.uuid4().hex)
    close(call)
    for entry in Entry.objects.filter(call=call).exclude(submitted_at=None):
        entry.refresh_from_db()
        assessment.screen(entry=entry, by=people.manager, eligible=True)
        sheet = assessment.assign(entry=entry, assessor=people.assessor, by=people.manager)
        assessment.declare(assignment=sheet, by=people.assessor, conflict="")
        given = {c.key: Given(4, False, "Asa thinks so.") for c in call.criteria.all()}
        assessment.save_and_submit(assignment=sheet, by=people.assessor, given=given)
    calls.hand_to_board(call=call, by=people.manager)
    for entry in Entry.objects.filter(call=call).exclude(submitted_at=None):
        decisions.decide(
            entry=entry, by=people.board, outcome=Outcome.DECLINE, reason="Bea was not convinced."
        )
    return call


def tables(content: bytes) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
            for name in archive.namelist()
            if name.endswith(".csv")
        }


def made(client: Client, call: Call, **more: Any) -> bytes:
    response = client.post(f"/manage/{call.key}/disclosure/", ALL | more | {"make": "yes"})
    assert response.status_code == 200, response
    assert response["Content-Type"] == "application/zip"
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_the_file_holds_what_was_asked_for_and_nobody(
    people: People, decided: Call, as_person: AsPerson
) -> None:
    client = as_person(people.manager)

    content = made(client, decided, personal="Nickname", commercial="4p a screw")

    found = tables(content)
    everything = "".join(str(found[name]) for name in found)
    for secret in (*SECRETS, people.entrant.name, people.assessor.name, people.board.name, "4p"):
        assert secret not in everything
    assert "[taken out: s.43] to Otterbourne Screws." in everything
    assert {row["Who entered"] for row in found["entries.csv"]} == {
        people.repair_cafe.name, "[taken out: s.40]",
    }  # fmt: skip
    assert {row["Assessor"] for row in found["scores.csv"]} == {"Assessor 1"}
    assert found["decisions.csv"][0]["Reason"] == "[taken out: s.40] was not convinced."
    assert "'=1+1" in everything
    assert all(row["Section of the Act"] in ("40", "43") for row in found["taken-out.csv"])
    assert (
        sum(int(row["How many"]) for row in found["taken-out.csv"] if row["What"] == "email") == 0
    )
    line = AuditLine.objects.get(kind="fund.disclosed")
    assert (line.why, line.by) == ("FOI 2026/17", str(people.manager.pk))
    assert line.facts["entries"] == 2
    assert (
        "Answer to a request for information made"
        in client.get(f"/manage/{decided.key}/").content.decode()
    )


def test_what_would_go_is_shown_first_and_only_what_was_asked_for_is_given(
    people: People, decided: Call, as_person: AsPerson
) -> None:
    client, address = as_person(people.manager), f"/manage/{decided.key}/disclosure/"

    shown = client.post(address, {"reference": "17", "parts": ["answers"]}).content.decode()
    unnamed = client.post(address, {"parts": ["answers"], "make": "yes"}).content.decode()
    less = tables(made(client, decided, parts=[]))

    assert "from 2 entries." in shown
    assert f'<del class="app-taken-out">{people.entrant.email}</del>' in shown
    assert "Asa thinks so" not in shown
    assert "There is a problem" in unnamed
    assert shown.count('type="checkbox"') == 3
    assert shown.count(" checked") == 1
    assert set(less) == {"entries.csv", "taken-out.csv"} or set(less) == {"entries.csv"}
    assert AuditLine.objects.filter(kind="fund.disclosed").count() == 1


def test_nothing_is_given_while_entries_are_sealed_and_only_managers_give(
    people: People, open_call: Call, as_person: AsPerson
) -> None:
    address = f"/manage/{open_call.key}/disclosure/"
    entry = entries.start(call=open_call, by=people.entrant, token=uuid.uuid4().hex)
    drafts.save(entry=entry, by=people.entrant, answers=answer_everything(open_call), versions={})
    entries.submit(entry=entry, by=people.entrant, token="t")

    assert "sealed" in as_person(people.manager).get(address).content.decode()
    refused = as_person(people.manager).post(address, ALL | {"make": "yes"})
    assert "can still be sent until" in refused.content.decode()
    assert as_person(people.board).get(address).status_code == 403
    assert as_person(people.auditor).get(address).status_code == 403
    assert as_person(people.outsider).get(address).status_code == 404


def copied(call: Call, count: int) -> None:
    """So many entries more, each of another person, sent and decided as the first of the call's."""
    first = Entry.objects.filter(call=call).exclude(submitted_at=None).order_by("reference")[0]
    people = User.objects.bulk_create(
        User(email=f"p{n}@example.org", name=f"Given{n} Family{n}") for n in range(count)
    )
    entries = Entry.objects.bulk_create(
        Entry(
            call=call, owner=person, reference=f"ZZ-{n:06}", title=f"Idea {n}",
            start_token=f"z{n}", state=first.state, submitted_at=first.submitted_at, asked=1000,
        )
        for n, person in enumerate(people)
    )  # fmt: skip
    sent, decision = first.submissions.get(), first.decisions.get()
    with writing("fund"):
        Submission.objects.bulk_create(
            Submission(
                entry=each, number=1, document=sent.document, sent_by=each.owner, token="t",
                sent_at=sent.sent_at,
            )
            for each in entries
        )  # fmt: skip
    with writing("fund"):
        Decision.objects.bulk_create(
            Decision(entry=each, number=1, outcome=decision.outcome, reason=each.title)
            for each in entries
        )


def test_a_thousand_people_take_no_more_statements_than_one(people: People, decided: Call) -> None:
    def made() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as statements:
            rows = list(disclosed(decided, Asked([DECISIONS])))
        return len(rows), len(statements)

    _rows, few = made()
    copied(decided, 1001)

    assert made() == (2 * 1003, few)
    assert few <= 12


def test_what_would_go_is_shown_entry_by_entry_and_all_of_it_can_be_seen(
    people: People, decided: Call, as_person: AsPerson
) -> None:
    copied(decided, SHOWN_AT_ONCE + 1)
    client, address = as_person(people.manager), f"/manage/{decided.key}/disclosure/"

    pages = {
        start: client.post(address, ALL | {"from": start}).content.decode()
        for start in ("", "50", "9", "99999999", "9999999999", "-1", "x", "²")
    }

    assert "from entries 1 to 50 of 53, in order of reference" in pages[""]
    assert 'value="50"' in pages[""]
    assert "Show the previous entries" not in pages[""]
    assert "from entries 51 to 53 of 53" in pages["50"]
    assert "Show the next entries" not in pages["50"]
    assert 'value="0"' in pages["50"]
    assert "from entries 10 to 53 of 53" in pages["9"]
    assert "from entries 53 to 53 of 53" in pages["99999999"]
    for odd in ("9999999999", "-1", "x", "²"):
        assert "from entries 1 to 50 of 53" in pages[odd]


def test_those_who_wrote_entries_see_that_they_were_read_to_answer_a_request(
    people: People, decided: Call, as_person: AsPerson
) -> None:
    copied(decided, SHOWN_AT_ONCE)
    client, address = as_person(people.manager), f"/manage/{decided.key}/disclosure/"
    looks = Look.objects.filter(kind=ANSWER, viewer=people.manager, working_for=decided.funder)

    client.get(address)
    unread = looks.count()
    client.post(address, ALL)
    looked = looks.count()
    made(client, decided)

    assert (unread, looked, looks.count()) == (0, SHOWN_AT_ONCE, SHOWN_AT_ONCE + 2)
    assert (
        "read to answer a request for information"
        in as_person(people.entrant).get("/account/data/looks/").content.decode()
    )
