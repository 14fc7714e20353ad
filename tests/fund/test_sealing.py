"""Sealed means sealed: until the last moment at which an entry can be sent, the funder reads none."""

import datetime as dt
from collections.abc import Callable, Iterable

import pytest
from django.test import Client
from django.utils import timezone

from allotment.fund import privacy
from allotment.fund.models import Call, Entry
from allotment.fund.queries import assessment as queries, todo
from allotment.fund.queries.entries import received
from allotment.fund.queries.visible import entries_with_deadline, sealed_until
from allotment.fund.services import amendments, assessment, calls, entries, looking
from allotment.fund.services.entries import SealedError
from allotment.kernel.organisations.models import Membership
from tests.fund.conftest import close
from tests.fund.test_judging import judge, sent  # noqa: F401  # a fixture
from tests.people import People

AsPerson = Callable[[object], Client]
DAYS = dt.timedelta(days=1)


def text_of(answer: Iterable[bytes]) -> str:
    """A page, or a file that comes in pieces."""
    return b"".join(answer).decode()


def extend(people: People, entry: Entry, days: float) -> None:
    later = timezone.now() + days * DAYS
    amendments.extend(
        call=entry.call, entry=entry, by=people.manager, closes_at=later, why="Their network."
    )
    entry.refresh_from_db()


def readable(people: People, entry: Entry) -> bool:
    try:
        received(people.manager, entry.key)
    except Entry.DoesNotExist:
        return False
    return True


def test_a_short_extension_for_one_then_a_long_one_for_all_opens_nothing(
    people: People, open_call: Call, sent: Callable[..., Entry], as_person: AsPerson
) -> None:
    entry = sent()
    Call.objects.filter(pk=open_call.pk).update(closes_at=timezone.now() + dt.timedelta(seconds=60))
    open_call.refresh_from_db()
    amendments.extend(
        call=open_call, entry=entry, by=people.manager, why="Their network.",
        closes_at=timezone.now() + dt.timedelta(seconds=90),
    )  # fmt: skip
    amendments.extend(
        call=open_call, by=people.manager, why="For all.", closes_at=timezone.now() + 9 * DAYS
    )
    Entry.objects.filter(pk=entry.pk).update(own_deadline=timezone.now() - dt.timedelta(seconds=1))
    manager = as_person(people.manager)

    assert entries_with_deadline().get(pk=entry.pk).deadline == open_call.closes_at
    assert manager.get(f"/received/{entry.key}/").status_code == 404
    for page in ("", "?format=csv"):
        answer = manager.get(f"/manage/{open_call.key}/entries/{page}")
        assert entry.title not in text_of(answer)
    assert list(queries.sent_to(open_call)) == []


def test_while_one_entry_can_still_be_sent_none_of_its_call_is_read_or_judged(
    people: People, open_call: Call, sent: Callable[..., Entry], as_person: AsPerson
) -> None:
    other, extended = sent(), sent(title="Umbrellas", by=people.colleague)
    extend(people, extended, days=9)
    close(open_call)
    manager = as_person(people.manager)

    assert sealed_until(open_call) == extended.own_deadline
    assert not readable(people, other)
    assert "can still be sent until" in manager.get(f"/manage/{open_call.key}/").content.decode()
    assert todo.waiting_for(people.manager)[0].unscreened == 0
    for act in (
        lambda: assessment.screen(entry=other, by=people.manager, eligible=True),
        lambda: calls.hand_to_board(call=open_call, by=people.manager),
        lambda: looking.begin_to_read(open_call),
    ):
        with pytest.raises(SealedError, match="can still be sent"):
            act()
    open_call.refresh_from_db()
    assert (open_call.state, open_call.first_read_at) == ("closed", None)

    Entry.objects.filter(pk=extended.pk).update(
        own_deadline=timezone.now() - dt.timedelta(seconds=1)
    )

    assert sealed_until(open_call) is None
    assert readable(people, other)
    assert readable(people, extended)


def test_an_extended_draft_that_was_never_sent_seals_too(
    people: People, open_call: Call, sent: Callable[..., Entry], full_draft: Entry
) -> None:
    other = sent()
    extend(people, full_draft, days=9)
    close(open_call)
    before = readable(people, other)

    entries.withdraw(entry=full_draft, by=people.entrant)

    assert not before
    assert readable(people, other), "a withdrawn draft cannot be sent any more"


def test_what_was_withdrawn_while_sealed_is_never_read(
    people: People, open_call: Call, sent: Callable[..., Entry], as_person: AsPerson
) -> None:
    early, late = sent(), sent(title="Umbrellas", by=people.colleague)
    entries.withdraw(entry=early, by=people.entrant)
    close(open_call)
    entries.withdraw(entry=late, by=people.colleague)
    manager = as_person(people.manager)

    assert (early.withdrawn_sealed, late.withdrawn_sealed) == (False, False), "stale objects"
    assert list(Entry.objects.filter(withdrawn_sealed=True)) == [early]
    assert manager.get(f"/received/{early.key}/").status_code == 404
    assert manager.get(f"/received/{late.key}/").status_code == 200
    listed = text_of(manager.get(f"/manage/{open_call.key}/entries/?format=csv"))
    assert late.reference in listed
    assert early.reference not in listed


def test_the_history_does_not_tell_who_began_sent_or_withdrew_while_sealed(
    people: People, open_call: Call, sent: Callable[..., Entry], as_person: AsPerson
) -> None:
    _entry, gone = sent(), sent(title="Umbrellas", by=people.colleague)
    entries.withdraw(entry=gone, by=people.colleague)
    auditor = as_person(people.auditor)

    def history() -> str:
        address = f"/organisations/{people.wexcombe.key}/history/?format=csv"
        return text_of(auditor.get(address))

    sealed = history()
    close(open_call)

    assert "Call opened" in sealed
    assert people.entrant.display_name not in sealed
    assert not any(words in sealed for words in ("Entry sent", "Entry started", "Entry withdrawn"))
    opened = history()
    assert people.entrant.display_name in opened
    assert "Entry withdrawn" not in opened
    assert people.colleague.display_name not in opened


def test_a_paper_entry_is_sealed_to_all_but_whoever_typed_it(
    people: People, open_call: Call, as_person: AsPerson
) -> None:
    other = people._with("Mo Manager", people.wexcombe, "fund.manager")
    typed = entries.start(
        call=open_call, by=people.manager, token="t", paper_name="Ann", paper_contact="12 Mill Lane"
    )

    assert as_person(people.manager).get(f"/entries/{typed.key}/").status_code == 200
    assert as_person(other).get(f"/entries/{typed.key}/").status_code == 404

    Membership.objects.filter(person=people.manager).update(ended_at=timezone.now())

    assert as_person(people.manager).get(f"/entries/{typed.key}/").status_code == 404
    assert as_person(other).get(f"/entries/{typed.key}/").status_code == 200
    assert f"/entries/{typed.key}/" in as_person(other).get("/entries/").content.decode()


def test_an_assessor_reads_no_sheet_while_an_entry_can_be_sent_late(
    people: People, open_call: Call, sent: Callable[..., Entry]
) -> None:
    entry, late = sent(), sent(title="Umbrellas", by=people.colleague)
    close(open_call)
    assessment.screen(entry=entry, by=people.manager, eligible=True)
    given = assessment.assign(entry=entry, assessor=people.assessor, by=people.manager)
    assessment.declare(assignment=given, by=people.assessor, conflict="")
    Entry.objects.filter(pk=late.pk).update(own_deadline=timezone.now() + DAYS)

    with pytest.raises(type(given).DoesNotExist):
        queries.assignment(people.assessor, given.key)
    with pytest.raises(SealedError):
        assessment.save_scores(assignment=given, by=people.assessor, given={})


def test_scores_read_the_call_s_state_as_it_is_now(
    people: People, open_call: Call, sent: Callable[..., Entry]
) -> None:
    entry = sent()
    close(open_call)
    assessment.screen(entry=entry, by=people.manager, eligible=True)
    stale = Entry.objects.select_related("call__funder").get(pk=entry.pk)
    Call.objects.filter(pk=open_call.pk).update(state="decided", decided_at=timezone.now())

    with pytest.raises(assessment.AssessmentError, match="decided"):
        assessment.assign(entry=stale, assessor=people.assessor, by=people.manager)
    with pytest.raises(assessment.ScreeningError):
        assessment.screen(entry=stale, by=people.manager, eligible=False, reason="No.")


def test_a_draft_that_was_erased_before_the_deadline_stays_out_of_the_history(
    people: People, open_call: Call, as_person: AsPerson
) -> None:
    draft = entries.start(call=open_call, by=people.newcomer, token="t")

    privacy.erase(people.newcomer)
    close(open_call)

    draft.refresh_from_db()
    assert (draft.state, draft.withdrawn_sealed) == ("withdrawn", True)
    address = f"/organisations/{people.wexcombe.key}/history/?format=csv"
    assert "Entry withdrawn" not in text_of(as_person(people.auditor).get(address))
