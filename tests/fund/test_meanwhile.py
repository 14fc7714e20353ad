"""What a colleague did between the page and the press: a sentence, never an error page."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from allotment.fund.domain.moves import Outcome
from allotment.fund.models import Assignment, Award, Call, Entry, RemovedPart
from allotment.fund.services import assessment, decisions, entries, form, letters
from allotment.money.models import Pot
from tests.fund.batches import with_the_board
from tests.fund.conftest import close
from tests.people import People
from tests.withstand.forms_of import forms_of

pytestmark = pytest.mark.django_db

AsPerson = Callable[[object | None], Client]

FIXED = "The call is open: its questions and criteria are fixed."
RULES = "The call is open: its rules change only by a published amendment."


@contextmanager
def meanwhile(happens: Callable[[], Any]) -> Iterator[None]:
    """Let something happen after the page has asked for the permission, just before its service begins."""
    waits = [happens]

    def statement(execute: Any, sql: str, *rest: Any) -> Any:
        if waits and sql.startswith("SAVEPOINT"):
            waits.pop()()
        return execute(sql, *rest)

    with connection.execute_wrapper(statement):
        yield
    assert not waits


def said(answer: Any) -> str:
    """What the page says, or the next one will."""
    told = [str(each) for each in get_messages(answer.wsgi_request)]
    return " ".join([*told, answer.content.decode()])


def changing(row: Model, **values: Any) -> Callable[[], Any]:
    return lambda: type(row)._base_manager.filter(pk=row.pk).update(**values)


def own_form(client: Client, address: str) -> dict[str, str]:
    """The fields of the page's own form, as they stand."""
    page = client.get(address).content.decode()
    return next(fields for action, fields in forms_of(page) if not action)


SECTION = {"title": "More", "intro": ""}
QUESTION = {"text": "Which day?", "short": "Day", "guidance": "", "meaning": "", "word_limit": "50"}
LATER = {
    "closes_on_0": "1", "closes_on_1": "3", "closes_on_2": "2090", "closes_at": "5pm",
    "why": "We were asked.",
}  # fmt: skip
CRITERION = {"name": "Need", "asks": "", "weight": "1", "descriptors": "None\nSome"}


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("sections/add/", SECTION),
        ("sections/{section}/", SECTION),
        ("sections/{section}/remove/", {}),
        ("sections/{section}/move/", {"way": "up"}),
        ("sections/{section}/add/?kind=short_text", QUESTION),
        ("questions/{question}/", QUESTION),
        ("questions/{question}/remove/", {}),
        ("questions/{question}/move/", {"way": "up"}),
        ("removed/{part}/", {}),
        ("criteria/add/", CRITERION),
        ("criteria/{criterion}/", CRITERION),
        ("criteria/{criterion}/remove/", {}),
        ("criteria/{criterion}/move/", {"way": "up"}),
    ],
)
def test_the_form_of_a_call_that_was_published_in_the_meantime_stays(
    people: People, draft_call: Call, as_person: AsPerson, address: str, typed: Mapping[str, str]
) -> None:
    form.remove_criterion(row=draft_call.criteria.all()[0], by=people.manager)
    section = draft_call.sections.order_by("position")[1]
    before = form_of(draft_call)
    parts = {
        "section": section.key,
        "question": section.questions.filter(kind__endswith="text")[0].key,
        "criterion": draft_call.criteria.all()[0].key,
        "part": RemovedPart.objects.get().key,
    }
    client = as_person(people.manager)

    with meanwhile(changing(draft_call, state="open")):
        answer = client.post(f"/manage/{draft_call.key}/form/" + address.format(**parts), typed)

    assert answer.status_code in {200, 302}
    assert FIXED in said(answer)
    assert form_of(draft_call) == before


def form_of(call: Call) -> list[object]:
    kept = (call.sections, call.questions, call.criteria)
    return [list(rows.order_by("pk").values_list("key", "position")) for rows in kept]


@pytest.mark.parametrize(
    ("address", "sentence"),
    [("rules/", RULES), ("moments/", RULES), ("open/", "cannot change to")],
)
def test_a_draft_that_was_published_in_the_meantime_stays_as_it_is(
    people: People, draft_call: Call, as_person: AsPerson, address: str, sentence: str
) -> None:
    client, page = as_person(people.manager), f"/manage/{draft_call.key}/{address}"
    typed = own_form(client, page)

    with meanwhile(changing(draft_call, state="open")):
        answer = client.post(page, typed)

    assert answer.status_code in {200, 302}
    assert sentence in said(answer)


@pytest.mark.parametrize(
    ("address", "typed", "state", "sentence"),
    [
        ("amend/", {"what": "It", "why": "So", "contact": "Ann"}, "closed", "Only an open call is amended."),
        ("extend/", LATER, "deciding", "The entries are with the board, so the deadline cannot change."),
        ("extend/{entry}/", LATER, "deciding", "The entries are with the board, so"),
        ("paper/", {"paper_name": "Ann", "paper_contact": "12 Mill Lane"}, "closed", "This call is not open"),
        ("to-board/", {}, "decided", "is final"),
        ("more-scores/", {"why": "Two are missing."}, "decided", "is final"),
        ("close-decisions/", {}, "decided", "is final"),
    ],
)  # fmt: skip
def test_a_call_that_went_on_in_the_meantime_says_so(
    people: People, full_draft: Entry, as_person: AsPerson, address: str, typed: dict[str, str],
    state: str, sentence: str,
) -> None:  # fmt: skip
    call, client = full_draft.call, as_person(people.manager)
    page = f"/manage/{call.key}/{address.format(entry=full_draft.reference)}"
    fields = own_form(client, page) | typed

    with meanwhile(changing(call, state=state)):
        answer = client.post(page, fields)

    assert answer.status_code in {200, 302}
    assert sentence in said(answer)


def test_a_refused_deadline_is_said_at_its_day_and_nothing_typed_is_lost(
    people: People, open_call: Call, as_person: AsPerson
) -> None:
    client, page = as_person(people.manager), f"/manage/{open_call.key}/extend/"

    with meanwhile(changing(open_call, state="deciding")):
        shown = client.post(page, LATER).content.decode()

    assert 'href="#id_closes_on' in shown
    assert "We were asked." in shown


@pytest.mark.parametrize(
    ("role", "address", "typed", "happens", "sentence"),
    [
        ("manager", "/received/{entry}/screen/", {"eligible": "no", "reason": "It is a sale."},
         {"entry": "withdrawn"}, "is final"),
        ("manager", "/received/{entry}/assign/", {"assessor": "{assessor}"},
         {"entry": "withdrawn"}, "Only eligible entries can be assigned to assessors."),
        ("manager", "/received/{entry}/assigned/{sheet}/off/", {},
         {"sheet": "reading"}, "They have started"),
        ("assessor", "/assess/{sheet}/", {"conflict": "no", "what": ""},
         {"sheet": "stepped_back"}, "is final"),
        ("board", "/received/{entry}/decide/", {"outcome": "decline", "reason": "No.", "seen": "0"},
         {"entry": "withdrawn"}, "This entry cannot be decided"),
        ("entrant", "/entries/{entry}/withdraw/", {"why": "We moved."},
         {"entry": "withdrawn"}, "is final"),
    ],
)  # fmt: skip
def test_an_entry_that_went_on_in_the_meantime_says_so(
    people: People, open_call: Call, as_person: AsPerson, role: str, address: str,
    typed: dict[str, str], happens: dict[str, str], sentence: str,
) -> None:  # fmt: skip
    [entry] = with_the_board(people, open_call, 1)
    sheet = assessment.assign(entry=entry, assessor=people.assessor, by=people.manager)
    names = {"entry": entry.key, "sheet": sheet.key, "assessor": str(people.assessor.pk)}
    rows = {"entry": entry, "sheet": sheet}
    [(name, state)] = happens.items()
    client = as_person(getattr(people, role))

    began = {"declared_at": entry.submitted_at} if name == "sheet" else {}

    with meanwhile(changing(rows[name], state=state, **began)):
        answer = client.post(
            address.format(**names), {key: text.format(**names) for key, text in typed.items()}
        )

    assert answer.status_code in {200, 302}
    assert sentence in said(answer)


def test_who_stepped_back_in_another_tab_in_the_meantime_reads_so_and_loses_nothing(
    people: People, open_call: Call, as_person: AsPerson
) -> None:
    [entry] = with_the_board(people, open_call, 1)
    sheet = assessment.assign(entry=entry, assessor=people.assessor, by=people.manager)
    assessment.declare(assignment=sheet, by=people.assessor, conflict="")

    client, page = as_person(people.assessor), f"/assess/{sheet.key}/step-back/"

    with meanwhile(changing(sheet, state="stepped_back")):
        shown = client.post(page, {"what": "My sister is a trustee."})

    assert "is final" in said(shown)
    assert "My sister is a trustee." in said(shown)


@pytest.mark.parametrize("answer", ["accept", "turn_down"])
def test_an_offer_that_was_answered_in_the_meantime_says_so(
    people: People, open_call: Call, pot: Pot, as_person: AsPerson, answer: str
) -> None:
    award = offered(people, open_call, pot)
    client, page = as_person(people.entrant), f"/entries/{award.entry.key}/offer/{award.key}/"

    with meanwhile(changing(award, state="accepted", answered_at=award.offered_at)):
        shown = client.post(page, {"answer": answer, "why": "We moved."})

    assert "has been answered already, or was taken back" in said(shown)


def test_an_offer_asks_for_an_answer_and_keeps_what_was_typed(
    people: People, open_call: Call, pot: Pot, as_person: AsPerson
) -> None:
    award = offered(people, open_call, pot)
    page = f"/entries/{award.entry.key}/offer/{award.key}/"

    shown = as_person(people.entrant).post(page, {"why": "We moved."}).content.decode()

    assert shown.count("Choose whether you accept the offer.") == 2
    assert "The money goes back to the fund for the next idea on the list." in shown
    assert "We moved." in shown


def test_letters_of_a_call_that_went_back_in_the_meantime_are_not_sent(
    people: People, open_call: Call, as_person: AsPerson
) -> None:
    [entry] = with_the_board(people, open_call, 1)
    decisions.decide(entry=entry, by=people.board, outcome=Outcome.DECLINE, reason="Not now.")
    client, page = as_person(people.manager), f"/manage/{open_call.key}/letters/"

    with meanwhile(changing(open_call, state="closed")):
        answer = client.post(page, {"seal": letters.waiting(open_call).seal})

    assert answer.headers["Location"] == page
    assert "Letters go out once the board is deciding." in said(answer)


def offered(people: People, call: Call, pot: Pot) -> Award:
    [entry] = with_the_board(people, call, 1)
    decisions.decide(
        entry=entry, by=people.board, outcome=Outcome.FUND, amount=100_000, pot=pot, reason="Good."
    )
    letters.send_letters(call=call, by=people.manager)
    return Award.objects.get()


@pytest.mark.parametrize("address", ["form/sections/{section}/", "rules/", "moments/"])
def test_whoever_writes_while_the_call_is_published_gets_back_what_they_wrote(
    people: People, draft_call: Call, as_person: AsPerson, address: str
) -> None:
    place = address.format(section=draft_call.sections.all()[0].key)
    Call.objects.filter(pk=draft_call.pk).update(state="open")

    answer = as_person(people.manager).post(
        f"/manage/{draft_call.key}/{place}", {"intro": "An hour of careful words"}
    )

    assert answer.status_code == 403
    assert "The call is open" in answer.content.decode()
    assert "An hour of careful words" in answer.content.decode()


@pytest.fixture
def sheet(people: People, full_draft: Entry, open_call: Call) -> Assignment:
    """A sheet of scores that an assessor has begun."""
    entries.submit(entry=full_draft, by=people.entrant, token="t")
    close(open_call)
    full_draft.refresh_from_db()
    assessment.screen(entry=full_draft, by=people.manager, eligible=True)
    given = assessment.assign(entry=full_draft, assessor=people.assessor, by=people.manager)
    assessment.declare(assignment=given, by=people.assessor, conflict="")
    given.refresh_from_db()
    return given


REASON = "A reason in many words"


def scores_of(call: Call, reason: str = REASON) -> dict[str, str]:
    keys = list(call.criteria.values_list("key", flat=True))
    return {f"score-{key}": "3" for key in keys} | {f"reason-{key}": reason for key in keys}


@pytest.mark.parametrize(
    ("sheet_state", "call_state", "sentence"),
    [
        ("submitted", "closed", "These scores can no longer be changed"),
        ("reading", "decided", "The call is decided, so it takes no more scores"),
    ],
)
def test_scores_that_stand_are_not_changed_and_what_was_written_is_given_back(
    people: People, sheet: Assignment, open_call: Call, as_person: AsPerson,
    sheet_state: str, call_state: str, sentence: str,
) -> None:  # fmt: skip
    Assignment.objects.filter(pk=sheet.pk).update(state=sheet_state, submitted_at=timezone.now())
    Call.objects.filter(pk=open_call.pk).update(state=call_state, decided_at=timezone.now())

    answer = as_person(people.assessor).post(f"/assess/{sheet.key}/", scores_of(open_call))

    assert answer.status_code == 409
    assert sentence in answer.content.decode()
    assert REASON in answer.content.decode()
    assert not sheet.scores.exists()


def test_a_reason_that_is_too_long_is_refused_whole_and_not_cut(
    people: People, sheet: Assignment, open_call: Call, as_person: AsPerson
) -> None:
    long = "many words " * 2_000

    answer = as_person(people.assessor).post(f"/assess/{sheet.key}/", scores_of(open_call, long))

    assert "up to 20,000 characters" in answer.content.decode()
    assert long in answer.content.decode()
    assert not sheet.scores.exists()


def test_nobody_is_given_an_entry_of_a_decided_call(
    people: People, sheet: Assignment, open_call: Call
) -> None:
    Call.objects.filter(pk=open_call.pk).update(state="decided", decided_at=timezone.now())
    entry = Entry.objects.get(pk=sheet.entry_id)

    with pytest.raises(assessment.AssessmentError, match="takes no more scores"):
        assessment.assign(entry=entry, assessor=people.second_assessor, by=people.manager)


def test_an_entry_given_to_nobody_is_said_to_be_so(
    people: People, sheet: Assignment, as_person: AsPerson
) -> None:
    answer = as_person(people.manager).post(f"/received/{sheet.entry.key}/assign/", {})

    assert "Choose one of the funder" in said(answer)
