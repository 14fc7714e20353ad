"""An analysis of a call is not shown, and not made anew, while entries of the call are sealed again."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from allotment.evidence.services import analyses, running
from allotment.fund.models import Call, Entry
from allotment.fund.services.entries import SealedError
from tests.fund.conftest import (  # noqa: F401  # fixtures
    close,
    draft_call,
    open_call,
    pot,
    start_entry,
)
from tests.fund.test_judging import sent  # noqa: F401  # a fixture
from tests.people import People


def test_it_is_hidden_until_the_last_deadline(
    people: People,
    open_call: Call,
    sent: Callable[..., Entry],
    as_person: Callable[[object], Client],
) -> None:
    sent()
    late = sent(title="Umbrellas", by=people.colleague)
    close(open_call)
    made, _job = analyses.begin_with_calls(
        owner=open_call.funder, calls=[open_call], title="What they say", by=people.manager
    )
    running.run(analysis=made, number=1, by=people.manager, on_progress=lambda *_: None)
    pages = [f"/analyses/{made.key}/{part}" for part in ("", "labels/", "labels/0/")]
    manager = as_person(people.manager)
    before = [manager.get(page).status_code for page in pages]

    Entry.objects.filter(pk=late.pk).update(own_deadline=timezone.now() + dt.timedelta(days=1))

    assert before == [200, 200, 200]
    for person in (people.manager, people.board, people.auditor, people.finance):
        assert [as_person(person).get(page).status_code for page in pages] == [404, 404, 404]
    with pytest.raises(SealedError):
        running.run(analysis=made, number=2, by=people.manager, on_progress=lambda *_: None)
