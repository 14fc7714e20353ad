"""A pot, a call and an entry for the fund's tests."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from allotment.fund.domain.templates import SMALL_IDEAS
from allotment.fund.models import Call, Entry
from allotment.fund.services import calls, drafts, entries
from allotment.money.models import Pot
from allotment.money.services import ledger, pots
from tests.people import People


def answer_everything(call: Call) -> dict[str, Any]:
    """Something valid for every question that must be answered."""
    typed: dict[str, Any] = {}
    for question in call.questions.all():
        kind, options = question.kind, question.options
        typed[question.key] = {
            "short_text": "A mending table on Saturdays",
            "long_text": "We opened a mending table at the library and people came back.",
            "number": str(options.get("lowest") or 3),
            "money": "1,240",
            "date": {"day": "2", "month": "3", "year": "2027"},
            "choice": options["choices"][0]["value"] if options.get("choices") else "",
            "choices": [options["choices"][0]["value"]] if options.get("choices") else [],
            "yes_no": "yes",
            "file": [],
            "place": {"text": "Wexcombe", "code": ""},
            "organisation": {"name": "Repair Café", "org_id": ""},
            "declaration": "yes",
        }[kind]
    return typed


@pytest.fixture
def pot(people: People) -> Pot:
    pot = pots.open_pot(
        funder=people.wexcombe, name="Small ideas", source="Discretionary budget",
        financial_year=2026, by=people.finance,
    )  # fmt: skip
    ledger.put_in(pot=pot, pence=1_000_000, once="first", by=people.finance)
    return pot


@pytest.fixture
def draft_call(people: People, pot: Pot) -> Call:
    call = calls.make_call(funder=people.wexcombe, template=SMALL_IDEAS, by=people.manager)
    calls.change_draft(call=call, by=people.manager, values={}, pots=[pot])
    return call


@pytest.fixture
def open_call(people: People, draft_call: Call) -> Call:
    now = timezone.now()
    calls.change_draft(
        call=draft_call,
        by=people.manager,
        values={"opens_at": now - dt.timedelta(days=1), "closes_at": now + dt.timedelta(days=7)},
    )
    calls.open_call(call=draft_call, by=people.manager)
    return draft_call


@pytest.fixture
def start_entry(people: People, open_call: Call) -> Callable[..., Entry]:
    def start(**given: Any) -> Entry:
        given.setdefault("by", people.entrant)
        given.setdefault("organisation", people.repair_cafe)
        return entries.start(call=open_call, token=uuid.uuid4().hex, **given)

    return start


@pytest.fixture
def full_draft(people: People, open_call: Call, start_entry: Callable[..., Entry]) -> Entry:
    """An entry whose draft has every answer and can be sent."""
    entry = start_entry()
    drafts.save(entry=entry, by=people.entrant, answers=answer_everything(open_call), versions={})
    return entry


def close(call: Call) -> None:
    """Let a call's deadline have passed a moment ago."""
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() - dt.timedelta(seconds=1))
    calls.close_due_calls()
    call.refresh_from_db()
