"""Two officers, or one with two tabs: nobody's work is undone by a page that was opened before it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from allotment.fund.forms.manager import rules_of
from allotment.fund.models import Amendment, Call, Clarification, Entry
from allotment.fund.services import calls, clarifications, entries
from allotment.kernel.audit.models import AuditLine
from allotment.kernel.notify.models import Message
from allotment.money.models import Pot
from tests.fund.conftest import close
from tests.people import People
from tests.withstand.forms_of import forms_of

pytestmark = pytest.mark.django_db

AsPerson = Callable[[object | None], Client]


def form_on(client: Client, address: str) -> dict[str, str]:
    """The fields of the page's own form, as they stand."""
    page = client.get(address).content.decode()
    return next(fields for action, fields in forms_of(page) if not action or action == address)


def test_an_amendment_is_not_taken_back_by_a_page_that_was_opened_before_it(
    people: People, open_call: Call, as_person: AsPerson
) -> None:
    manager, address = as_person(people.manager), f"/manage/{open_call.key}/amend/"
    first, second = form_on(manager, address), form_on(manager, address)
    said = {"what": "It changes.", "why": "It must."}
    manager.post(address, first | said | {"total_on_offer": "25,000"})

    answer = manager.post(address, second | said | {"contact": "grants@wexcombe.example"})

    open_call.refresh_from_db()
    page = answer.content.decode()
    assert "Somebody else has amended this call since you opened it" in page
    assert "grants@wexcombe.example" in page
    assert open_call.total_on_offer == 2_500_000
    assert Amendment.objects.count() == 1


def test_an_amendment_sent_twice_is_one(
    people: People, open_call: Call, as_person: AsPerson
) -> None:
    manager, address = as_person(people.manager), f"/manage/{open_call.key}/amend/"
    fields = form_on(manager, address) | {
        "what": "More.", "why": "We can.", "total_on_offer": "25,000",
    }  # fmt: skip

    answers = [manager.post(address, fields).status_code for _again in range(2)]

    assert answers == [302, 302]
    assert Amendment.objects.count() == 1


def test_an_answer_is_not_replaced_by_a_page_that_was_opened_before_it(
    people: People, open_call: Call, as_person: AsPerson
) -> None:
    asked = clarifications.ask(call=open_call, by=people.entrant, question="May we?")
    manager, address = (
        as_person(people.manager),
        f"/manage/{open_call.key}/questions-asked/{asked.key}/",
    )
    first, second = form_on(manager, address), form_on(manager, address)
    manager.post(address, first | {"answer": "Yes, you may."})

    answer = manager.post(address, second | {"answer": "No, never."})

    asked.refresh_from_db()
    assert asked.answer == "Yes, you may."
    assert "Somebody else has answered this question since you opened it" in answer.content.decode()
    assert "No, never." in answer.content.decode()
    corrected = manager.post(address, form_on(manager, address) | {"answer": "Yes, and soon."})
    assert corrected.status_code == 302


def test_a_question_asked_twice_by_a_double_click_is_asked_once(
    people: People, open_call: Call, as_person: AsPerson
) -> None:
    entrant, address = as_person(people.entrant), f"/calls/{open_call.key}/ask/"

    for _again in range(2):
        entrant.post(address, {"question": "May we?"})

    assert Clarification.objects.count() == 1
    assert AuditLine.objects.filter(kind="fund.clarification_asked").count() == 1
    assert Message.objects.filter(kind="fund.asked").count() == 1


def test_nobody_floods_the_managers_with_questions(
    people: People, open_call: Call, as_person: AsPerson
) -> None:
    assert people.manager
    client, address = as_person(people.entrant), f"/calls/{open_call.key}/ask/"

    for number in range(clarifications.MOST_WAITING):
        client.post(address, {"question": f"May choir number {number} enter?"})
    late = client.post(address, {"question": "May one more choir enter?"})

    assert "10 questions of yours wait for an answer" in late.content.decode()
    assert "May one more choir enter?" in late.content.decode()
    assert Clarification.objects.count() == clarifications.MOST_WAITING
    clarifications.answer(
        clarification=Clarification.objects.all()[0], by=people.manager, question="x", answer="Yes."
    )
    assert client.post(address, {"question": "May one more choir enter?"}).status_code == 302


def test_a_question_that_comes_after_the_end_of_a_call_is_given_back(
    people: People, open_call: Call, as_person: AsPerson
) -> None:
    close(open_call)

    page = as_person(people.entrant).post(
        f"/calls/{open_call.key}/ask/", {"question": "May a choir enter?"}
    )

    assert "This call has closed" in page.content.decode()
    assert "May a choir enter?" in page.content.decode()


def test_the_rules_of_a_draft_that_was_published_in_the_meantime_are_not_changed(
    people: People, open_call: Call
) -> None:
    changed: dict[str, Any] = rules_of(open_call) | {"title": "Another"}

    with pytest.raises(calls.CallError):
        calls.change_draft(call=open_call, by=people.manager, values=changed)

    open_call.refresh_from_db()
    assert open_call.title != "Another"


@pytest.mark.parametrize(
    ("page", "one", "other"),
    [
        ("rules", {"title": "Better streets"}, {"contact": "grants@wexcombe.example"}),
        ("moments", {"closes_on_2": "2031"}, {"opens_at": "8am"}),
    ],
)
def test_a_draft_keeps_what_a_colleague_saved_after_the_page_was_opened(
    people: People, draft_call: Call, as_person: AsPerson, page: str,
    one: dict[str, str], other: dict[str, str],
) -> None:  # fmt: skip
    opens = timezone.now() + dt.timedelta(days=1)
    dates = {"opens_at": opens, "closes_at": opens + dt.timedelta(days=30)}
    calls.change_draft(call=draft_call, by=people.manager, values=dates)
    manager, address = as_person(people.manager), f"/manage/{draft_call.key}/{page}/"
    first, second = form_on(manager, address), form_on(manager, address)
    manager.post(address, first | one)
    draft_call.refresh_from_db()
    saved = (draft_call.title, draft_call.closes_at)

    answer = manager.post(address, second | other)
    again = manager.post(address, first | one)

    draft_call.refresh_from_db()
    said = answer.content.decode()
    assert "Somebody else has changed this since you opened it" in said
    assert next(iter(other.values())) in said
    assert (draft_call.title, draft_call.closes_at) == saved
    assert draft_call.contact != "grants@wexcombe.example"
    assert again.status_code == 302  # the same once more changes nothing
    assert manager.post(address, form_on(manager, address) | other).status_code == 302


def test_a_screening_is_not_overruled_by_a_page_that_was_opened_before_it(
    people: People, full_draft: Entry, as_person: AsPerson
) -> None:
    entries.submit(entry=full_draft, by=people.entrant, token="t")
    close(full_draft.call)
    manager, address = as_person(people.manager), f"/received/{full_draft.key}/"
    stale = dict(forms_of(manager.get(address).content.decode()))[f"{address}screen/"]
    manager.post(f"{address}screen/", stale | {"eligible": "yes"})

    answer = manager.post(f"{address}screen/", stale | {"eligible": "no", "reason": "Too late."})

    full_draft.refresh_from_db()
    assert "Somebody else has screened this entry since you opened it" in answer.content.decode()
    assert "Too late." in answer.content.decode()
    assert full_draft.state == "eligible"


@pytest.mark.parametrize(
    ("address", "first", "second"),
    [
        ("form/sections/{section}/", {"intro": "First words"}, {"title": "Second"}),
        ("form/questions/{question}/", {"guidance": "First words"}, {"short": "Second"}),
        ("form/criteria/{criterion}/", {"asks": "First words"}, {"name": "Second"}),
        ("letters/texts/fund/", {"subject": "First words"}, {"subject": "Second"}),
    ],
)
def test_a_page_of_the_form_or_a_letter_keeps_what_a_colleague_saved(
    people: People, draft_call: Call, as_person: AsPerson, address: str,
    first: dict[str, str], second: dict[str, str],
) -> None:  # fmt: skip
    client = as_person(people.manager)
    page = f"/manage/{draft_call.key}/" + address.format(
        section=draft_call.sections.all()[0].key,
        question=draft_call.questions.filter(kind="long_text")[0].key,
        criterion=draft_call.criteria.all()[0].key,
    )
    opened = next(f for action, f in forms_of(client.get(page).content.decode()) if not action)

    opened.pop("try", None)
    saved = client.post(page, opened | first)
    twice = client.post(page, opened | first)
    late = client.post(page, opened | second)

    assert (saved.status_code, twice.status_code, late.status_code) == (302, 302, 200)
    assert "Somebody else has changed this since you opened it" in late.content.decode()
    assert next(iter(first.values())) in client.get(page).content.decode()


def test_a_decision_a_screening_and_an_answer_sent_twice_are_one(
    people: People, full_draft: Entry, open_call: Call, pot: Pot, as_person: AsPerson
) -> None:
    asked = clarifications.ask(call=open_call, by=people.entrant, question="May a choir enter?")
    entries.submit(entry=full_draft, by=people.entrant, token="t")
    close(open_call)
    manager, board = as_person(people.manager), as_person(people.board)
    key = full_draft.key

    def twice(client: Client, address: str, page: str, **typed: str) -> list[Any]:
        form = next(f for action, f in forms_of(client.get(page).content.decode())
                    if (action or page) == address)  # fmt: skip
        return [client.post(address, form | typed) for _press in range(2)]

    answered = twice(
        manager, *[f"/manage/{open_call.key}/questions-asked/{asked.key}/"] * 2, answer="It may.",
        question=asked.question,
    )  # fmt: skip
    screened = twice(
        manager, f"/received/{key}/screen/", f"/received/{key}/", eligible="yes", reason=""
    )
    calls.hand_to_board(call=open_call, by=people.manager)
    decided = twice(
        board, *[f"/received/{key}/decide/"] * 2, outcome="fund", amount="500", pot=str(pot.pk),
        reason="It is good.",
    )  # fmt: skip

    for first, second in (answered, screened, decided):
        assert (first.status_code, second.status_code) == (302, 302), second.content.decode()[-900:]
        assert second["Location"] == first["Location"]
    kinds = ["fund.clarification_answered", "fund.entry_screened", "fund.decision_made"]
    assert [AuditLine.objects.filter(kind=kind).count() for kind in kinds] == [1, 1, 1]
