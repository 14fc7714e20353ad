"""Two officers, or one with two tabs: nobody's work is undone by a page that was opened before it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from allotment.fund.forms.manager import rules_of
from allotment.fund.models import Amendment, Call, Clarification
from allotment.fund.services import calls
from allotment.kernel.audit.models import AuditLine
from allotment.kernel.notify.models import Message
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
    assert "Somebody else has amended this call meanwhile" in page
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
    asked = calls.ask(call=open_call, by=people.entrant, question="May we?")
    manager, address = (
        as_person(people.manager),
        f"/manage/{open_call.key}/questions-asked/{asked.key}/",
    )
    first, second = form_on(manager, address), form_on(manager, address)
    manager.post(address, first | {"answer": "Yes, you may."})

    answer = manager.post(address, second | {"answer": "No, never."})

    asked.refresh_from_db()
    assert asked.answer == "Yes, you may."
    assert "Somebody else has answered this question meanwhile" in answer.content.decode()
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


def test_the_rules_of_a_draft_that_was_published_meanwhile_are_not_changed(
    people: People, open_call: Call
) -> None:
    changed: dict[str, Any] = rules_of(open_call) | {"title": "Another"}

    with pytest.raises(calls.CallError):
        calls.change_draft(call=open_call, by=people.manager, values=changed)

    open_call.refresh_from_db()
    assert open_call.title != "Another"
