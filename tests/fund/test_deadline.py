"""The deadline: by the database's clock, at the moment the statement runs, in London's time."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from allotment.fund.models import Call, DraftAnswer, Entry
from allotment.fund.queries import calls as queries
from allotment.fund.services import calls, drafts, entries
from allotment.kernel.web.inputs import local_moment
from tests.fund.conftest import close
from tests.people import People
from tests.waiting import HANGS


def database_clock() -> dt.datetime:
    """What the database's clock says."""
    now: dt.datetime = Entry.objects.annotate(now=Now()).values_list("now", flat=True)[0]
    return now


@pytest.mark.parametrize(
    ("seconds", "phase"), [(-60, "later"), (60, "open")], ids=["before", "after"]
)
def test_a_call_takes_entries_from_its_opening_moment(
    people: People, open_call: Call, seconds: int, phase: str
) -> None:
    opens = timezone.now() - dt.timedelta(seconds=seconds)
    Call.objects.filter(pk=open_call.pk).update(opens_at=opens)
    open_call.refresh_from_db()

    assert queries.phase(open_call) == phase


def test_a_stored_state_that_lags_behind_lets_nothing_in(
    people: People, open_call: Call, full_draft: Entry
) -> None:
    Call.objects.filter(pk=open_call.pk).update(closes_at=timezone.now() - dt.timedelta(seconds=1))

    assert Call.objects.get(pk=open_call.pk).state == "open"
    with pytest.raises(entries.TooLateError):
        entries.submit(entry=full_draft, by=people.entrant, token="late")


def test_due_calls_are_closed_once(people: People, open_call: Call) -> None:
    Call.objects.filter(pk=open_call.pk).update(closes_at=timezone.now() - dt.timedelta(seconds=1))

    assert calls.close_due_calls() == 1
    assert calls.close_due_calls() == 0
    open_call.refresh_from_db()
    assert open_call.state == "closed"


@pytest.mark.django_db(transaction=True)
def test_a_save_that_waited_for_a_lock_past_the_deadline_is_too_late(
    people: People, open_call: Call, full_draft: Entry
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: there is no row to wait for")
    key = open_call.title_question
    Call.objects.filter(pk=open_call.pk).update(closes_at=timezone.now() + dt.timedelta(seconds=2))
    locked, finished = threading.Event(), threading.Event()
    outcome: list[str] = []

    def hold_the_row() -> None:
        with transaction.atomic():
            Entry.objects.select_for_update().get(pk=full_draft.pk)
            locked.set()
            closes = Call.objects.get(pk=open_call.pk).closes_at
            assert closes is not None
            while database_clock() <= closes:
                finished.wait(0.05)
        connection.close()

    def save() -> None:
        try:
            drafts.save(
                entry=full_draft, by=people.entrant, answers={key: "Late"}, versions={key: 1}
            )
            outcome.append("saved")
        except entries.TooLateError:
            outcome.append("too late")
        connection.close()

    holder = threading.Thread(target=hold_the_row)
    holder.start()
    locked.wait(HANGS)
    saver = threading.Thread(target=save)
    saver.start()
    saver.join(HANGS)
    holder.join(20)

    assert outcome == ["too late"]
    assert DraftAnswer.objects.get(entry=full_draft, question=key).typed != "Late"


def test_a_time_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(ValidationError, match="does not exist"):
        local_moment(dt.date(2027, 3, 28), dt.time(1, 30))


@pytest.mark.parametrize(
    ("day", "time", "utc"),
    [
        (dt.date(2027, 3, 27), dt.time(17), "2027-03-27T17:00:00+00:00"),
        (dt.date(2027, 3, 28), dt.time(17), "2027-03-28T16:00:00+00:00"),
        (dt.date(2027, 10, 30), dt.time(17), "2027-10-30T16:00:00+00:00"),
        (dt.date(2027, 10, 31), dt.time(1, 30), "2027-10-31T00:30:00+00:00"),
        (dt.date(2027, 10, 31), dt.time(17), "2027-10-31T17:00:00+00:00"),
    ],
)
def test_a_moment_of_the_clock_change_weekend_is_london_s(
    day: dt.date, time: dt.time, utc: str
) -> None:
    assert local_moment(day, time).isoformat() == utc


def test_a_manager_sets_the_deadline_in_london_s_time(
    people: People, draft_call: Call, as_person: Callable[..., object]
) -> None:
    client = as_person(people.manager)
    pot = draft_call.pots.get()

    client.post(  # type: ignore[attr-defined]
        f"/manage/{draft_call.key}/moments/",
        {"opens_on_0": "27", "opens_on_1": "3", "opens_on_2": "2027", "opens_at": "midday",
         "closes_on_0": "28", "closes_on_1": "3", "closes_on_2": "2027", "closes_at": "5pm",
         "pots": str(pot.pk)},
    )  # fmt: skip

    draft_call.refresh_from_db()
    assert draft_call.opens_at == dt.datetime(2027, 3, 27, 12, tzinfo=dt.UTC)
    assert draft_call.closes_at == dt.datetime(2027, 3, 28, 16, tzinfo=dt.UTC)


@pytest.mark.parametrize("to", ["section", "save"])
def test_words_sent_after_the_deadline_are_given_back(
    people: People, open_call: Call, full_draft: Entry, as_person: Callable[..., Client], to: str
) -> None:
    section = open_call.sections.order_by("position")[0]
    question = section.questions.filter(kind="short_text")[0]
    close(open_call)

    answer = as_person(people.entrant).post(
        f"/entries/{full_draft.key}/{to}/{section.key}/",
        {question.key: "An hour of careful words", f"version-{question.key}": "1"},
    )

    page = answer.content.decode()
    assert "An hour of careful words" in page or to == "save"  # there the page with them stays
    assert "The deadline has passed, so this can no longer be changed" in page
