"""A funder's people find entries by their words, once the deadline has passed and no sooner."""

import datetime as dt
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from allotment.fund.jobs import close_due_calls
from allotment.fund.models import Call, Entry
from allotment.fund.services import amendments, drafts, entries, indexing, looking
from allotment.kernel.jobs import services as jobs
from allotment.kernel.jobs.models import Job
from allotment.kernel.people.models import User
from allotment.kernel.search.queries.search import find
from allotment.kernel.search.services import reindex
from tests.fund.conftest import close
from tests.fund.test_judging import sent  # noqa: F401  # a fixture
from tests.people import People

TITLE = "Umbrellas for the marmoset walk"


def found_by(person: User) -> list[str]:
    return [hit.url for hit in find(User.objects.get(pk=person.pk), "marmoset").hits]


@pytest.fixture
def entry(sent: Callable[..., Entry]) -> Entry:
    return sent("1,240", TITLE)


def pass_the_deadline(call: Call) -> None:
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() - dt.timedelta(seconds=1))
    close_due_calls(None)


def open_the_first(call: Call) -> None:
    """Somebody of the funder begins to read, and the clock's next round comes."""
    looking.begin_to_read(Call.objects.get(pk=call.pk))
    close_due_calls(None)


def test_before_the_deadline_nobody_of_the_funder_finds_it(entry: Entry, people: People) -> None:
    close_due_calls(None)
    reindex()

    assert found_by(people.manager) == []
    assert found_by(people.entrant) == [f"/entries/{entry.key}/"]


def test_after_it_those_who_read_entries_do(entry: Entry, people: People, open_call: Call) -> None:
    pass_the_deadline(open_call)
    unopened = found_by(people.manager)
    open_the_first(open_call)

    assert unopened == [], "a result shows words of an entry, which nobody has opened yet"
    for reader in (people.manager, people.board, people.auditor, people.finance):
        assert found_by(reader) == [f"/received/{entry.key}/"]
    for other in (people.assessor, people.administrator, people.outsider, people.newcomer):
        assert found_by(other) == []


def test_who_has_no_second_step_does_not_find_what_they_could_not_read(
    entry: Entry, people: People, open_call: Call
) -> None:
    pass_the_deadline(open_call)
    open_the_first(open_call)
    Authenticator.objects.filter(user=people.manager).delete()

    assert found_by(people.manager) == []


def test_it_is_found_by_its_answers_its_reference_and_the_organisation(
    entry: Entry, people: People, open_call: Call
) -> None:
    pass_the_deadline(open_call)
    open_the_first(open_call)

    for words in ("mending table people came back", entry.reference, "Wexcombe Repair Café"):
        hits = find(people.manager, words).hits
        assert [hit.title for hit in hits if hit.kind == "fund.received"] == [TITLE], words


def test_with_more_time_for_one_it_is_found_when_that_is_over(
    entry: Entry, people: People, open_call: Call
) -> None:
    later = timezone.now() + dt.timedelta(days=9)
    amendments.extend(call=open_call, entry=entry, by=people.manager, closes_at=later, why="Flood.")
    pass_the_deadline(open_call)
    before = found_by(people.manager)

    Entry.objects.filter(pk=entry.pk).update(own_deadline=timezone.now() - dt.timedelta(seconds=1))
    open_the_first(open_call)

    assert before == []
    assert found_by(people.manager) == [f"/received/{entry.key}/"]


def test_what_was_sent_again_is_what_is_found(
    entry: Entry, people: People, open_call: Call
) -> None:
    pass_the_deadline(open_call)
    soon = timezone.now() + dt.timedelta(hours=1)
    amendments.extend(call=open_call, entry=entry, by=people.manager, closes_at=soon, why="Flood.")
    entry.refresh_from_db()
    row = entry.draft.get(question=open_call.title_question)
    drafts.save(
        entry=entry, by=people.entrant, answers={row.question: "Parasols"},
        versions={row.question: row.version},
    )  # fmt: skip
    entries.submit(entry=entry, by=people.entrant, token="again")
    jobs.deliver()
    for job in Job.objects.filter(kind__startswith="reaction:fund.entry_submitted"):
        jobs.run(job.key)
    while_it_is_open = found_by(people.manager)

    just_over = timezone.now() - dt.timedelta(seconds=1)
    Entry.objects.filter(pk=entry.pk).update(own_deadline=just_over)
    open_the_first(open_call)

    assert while_it_is_open == []
    assert found_by(people.manager) == []
    assert [hit.title for hit in find(people.manager, "parasols").hits] == ["Parasols"]


def test_looking_again_finds_nothing_to_do(entry: Entry, open_call: Call) -> None:
    close(open_call)
    looking.begin_to_read(open_call)

    assert (indexing.index_received(), indexing.index_received()) == (1, 0)


def test_every_entry_past_a_batch_is_found(
    sent: Callable[..., Entry],
    open_call: Call,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(3):
        sent("1,240", f"Idea {number}")
    close(open_call)
    looking.begin_to_read(open_call)
    monkeypatch.setattr(indexing, "BATCH", 2)

    assert indexing.index_received() == 3
