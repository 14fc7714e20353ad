"""Nothing is rewritten after somebody could have read a rival, but by what a second person allows."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from allotment.fund.domain.moves import MoveNotAllowedError
from allotment.fund.models import Assignment, Call, Entry, LateChange
from allotment.fund.queries import assessment as queries, packs
from allotment.fund.services import (
    amendments,
    assessment,
    drafts,
    entries,
    entry_files,
    late_changes,
    leaving,
    looking,
)
from allotment.fund.services.amendments import DeadlineError
from allotment.kernel.files.models import StoredFile
from allotment.kernel.notify.models import Message
from allotment.kernel.organisations.models import Membership
from allotment.kernel.people.models import User
from allotment.kernel.permissions import Refused
from tests.fund.conftest import close
from tests.fund.test_judging import sent  # noqa: F401  # a fixture
from tests.people import People

AsPerson = Callable[[object], Client]


def later(days: float = 1) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=days)


@pytest.fixture
def second(people: People) -> User:
    return people._with("Mo Manager", people.wexcombe, "fund.manager")


@pytest.fixture
def read(people: People, open_call: Call, sent: Callable[..., Entry]) -> tuple[Entry, Entry]:
    """Two entries of a closed call, the first of which a manager has opened."""
    found = sent(), sent(title="Umbrellas", by=people.colleague)
    close(open_call)
    looking.looked_at(entry=found[0], by=people.manager, kind=looking.ENTRY)
    for entry in found:
        entry.refresh_from_db()
    return found


def asked(people: People, entry: Entry) -> LateChange:
    return late_changes.ask(
        entry=entry, by=people.manager, closes_at=later(), why="Their network was away."
    )


def test_one_manager_extends_alone_only_until_an_entry_was_opened(
    people: People, open_call: Call, sent: Callable[..., Entry], as_person: AsPerson
) -> None:
    entry, rival = sent(), sent(title="Umbrellas", by=people.colleague)
    close(open_call)
    amendments.extend(call=open_call, entry=entry, by=people.manager, closes_at=later(), why="So.")
    Entry.objects.update(own_deadline=timezone.now() - dt.timedelta(seconds=1))
    assert as_person(people.board).get(f"/received/{rival.key}/").status_code == 200

    with pytest.raises(DeadlineError, match="second person"):
        amendments.extend(
            call=open_call, entry=entry, by=people.manager, closes_at=later(), why="So."
        )


@pytest.mark.parametrize("kind", ["entry", "sheet", "pack", "screened"])
def test_each_way_to_open_an_entry_counts(
    people: People, open_call: Call, sent: Callable[..., Entry], kind: str
) -> None:
    entry = sent()
    close(open_call)
    entry.refresh_from_db()
    acts = {
        "entry": lambda: looking.looked_at(entry=entry, by=people.board, kind=looking.ENTRY),
        "sheet": lambda: looking.looked_at(entry=entry, by=people.assessor, kind=looking.SHEET),
        "pack": lambda: looking.many_looked_at(
            call=open_call, entries=[entry], by=people.board, kind=looking.PACK
        ),
        "screened": lambda: assessment.screen(entry=entry, by=people.manager, eligible=True),
    }

    acts[kind]()

    assert Call.objects.get(pk=open_call.pk).first_read_at is not None


def test_a_second_person_allows_it_and_all_are_sealed_until_it_ends(
    people: People, read: tuple[Entry, Entry], second: User, as_person: AsPerson
) -> None:
    entry, rival = read
    change = asked(people, entry)
    heard = set(Message.objects.filter(kind="fund.late_change").values_list("person", flat=True))
    with pytest.raises(entries.TooLateError):
        entries.submit(entry=entry, by=people.entrant, token="late")

    late_changes.answer(change=change, by=second, allowed=True)

    assert second.pk in heard
    assert people.manager.pk not in heard
    assert as_person(people.manager).get(f"/received/{rival.key}/").status_code == 404
    row = entry.draft.get(question=entry.call.title_question)
    drafts.save(
        entry=entry, by=people.entrant, answers={row.question: "Parasols"},
        versions={row.question: row.version},
    )  # fmt: skip
    assert entries.submit(entry=entry, by=people.entrant, token="late").number == 2
    with pytest.raises(entries.TooLateError):
        entries.submit(entry=rival, by=people.colleague, token="late")


def test_the_board_sees_both_versions_and_who_allowed_it(
    people: People, read: tuple[Entry, Entry], second: User, as_person: AsPerson
) -> None:
    entry, _rival = read
    late_changes.answer(change=asked(people, entry), by=second, allowed=True)
    row = entry.draft.get(question=entry.call.title_question)
    drafts.save(
        entry=entry, by=people.entrant, answers={row.question: "Parasols"},
        versions={row.question: row.version},
    )  # fmt: skip
    entries.submit(entry=entry, by=people.entrant, token="late")
    Entry.objects.filter(pk=entry.pk).update(own_deadline=timezone.now() - dt.timedelta(seconds=1))
    assessment.screen(entry=entry, by=second, eligible=True)

    page = as_person(people.board).get(f"/received/{entry.key}/").content.decode()

    for words in ("Parasols", "A mending table", "Version 1, as it was before", "Mo Manager"):
        assert words in page
    ranked = queries.ranked_list(entry.call, people.board)
    sections = queries.pack_of(entry.call, ranked)[0][entry.key]
    assert any(each.title.startswith("Version 1, before a late change") for each in sections)
    assert "A mending table" in str(sections)


def test_nobody_allows_what_they_asked_for(
    people: People, read: tuple[Entry, Entry], as_person: AsPerson
) -> None:
    change = asked(people, read[0])

    with pytest.raises(Refused):
        late_changes.answer(change=change, by=people.manager, allowed=True)
    page = as_person(people.manager).get(f"/late-changes/{change.key}/")
    assert page.status_code == 403
    assert "somebody else allows or refuses" in page.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        LateChange.objects.filter(pk=change.pk).update(
            state="allowed", answered_by=people.manager, answered_at=timezone.now()
        )


def test_neither_the_applicant_s_colleague_nor_a_stranger_allows_it(
    people: People, read: tuple[Entry, Entry]
) -> None:
    change = asked(people, read[0])

    for person in (
        people.assessor,
        people.finance,
        people.auditor,
        people.outsider,
        people.entrant,
    ):
        with pytest.raises(Refused):
            late_changes.answer(change=change, by=person, allowed=True)
    assessment.declare_conflict(entry=read[0], by=people.board, what="My sister's.")
    with pytest.raises(Refused):
        late_changes.answer(change=change, by=people.board, allowed=True)


def test_refused_it_changes_nothing_and_is_final(
    people: People, read: tuple[Entry, Entry], second: User
) -> None:
    entry, _rival = read
    change = asked(people, entry)
    with pytest.raises(DeadlineError, match="asked for this already"):
        late_changes.ask(entry=entry, by=second, closes_at=later(), why="So.")

    late_changes.answer(change=change, by=people.board, allowed=False)

    entry.refresh_from_db()
    assert entry.own_deadline is None
    with pytest.raises(MoveNotAllowedError):
        late_changes.answer(change=change, by=second, allowed=True)


def test_it_is_not_given_once_the_board_decides_or_the_entry_was_screened(
    people: People, read: tuple[Entry, Entry], second: User
) -> None:
    entry, rival = read
    change, other = asked(people, entry), asked(people, rival)
    assessment.screen(entry=rival, by=people.manager, eligible=True)
    with pytest.raises(DeadlineError, match="can no longer be changed"):
        late_changes.answer(change=other, by=second, allowed=True)
    Call.objects.filter(pk=entry.call_id).update(state="deciding")

    with pytest.raises(DeadlineError, match="with the board"):
        late_changes.answer(change=change, by=second, allowed=True)


def test_by_page_from_asking_to_the_task_of_the_second_person(
    people: People, read: tuple[Entry, Entry], second: User, as_person: AsPerson
) -> None:
    entry, _rival = read
    manager, other = as_person(people.manager), as_person(second)
    address = f"/manage/{entry.call.key}/extend/{entry.reference}/"
    day = later(3).date()

    assert "second fund manager or a board member" in manager.get(address).content.decode()
    manager.post(
        address,
        {"closes_on_0": day.day, "closes_on_1": day.month, "closes_on_2": day.year,
         "closes_at": "5pm", "why": "Their network was away."},
    )  # fmt: skip
    change = LateChange.objects.get()

    task = f"/late-changes/{change.key}/"
    assert task in other.get("/tasks/").content.decode()
    assert task not in manager.get("/tasks/").content.decode()
    assert "Their network was away." in other.get(task).content.decode()
    assert other.post(task, {"answer": "yes"}).status_code == 302
    change.refresh_from_db()
    entry.refresh_from_db()
    assert (change.state, change.answered_by) == ("allowed", second)
    assert entry.own_deadline == change.closes_at


def test_while_it_may_be_sent_the_ranking_and_the_pack_are_sealed_too(
    people: People, read: tuple[Entry, Entry], second: User, as_person: AsPerson
) -> None:
    entry, rival = read
    assessment.screen(entry=rival, by=people.manager, eligible=True)
    address = f"/manage/{entry.call.key}/ranking/"
    before = as_person(people.board).get(address).content.decode()

    late_changes.answer(change=asked(people, entry), by=second, allowed=True)

    assert rival.title in before
    assert rival.title not in as_person(people.board).get(address).content.decode()
    assert queries.pack_of(entry.call, queries.ranked_list(entry.call))[0] == {}


def test_a_pack_that_was_made_before_is_sealed_with_its_call(
    people: People, read: tuple[Entry, Entry], second: User
) -> None:
    entry, _rival = read
    pack = StoredFile(about_kind=packs.KIND, about_key=entry.call.key)
    before = packs.may_read(people.board, pack)

    late_changes.answer(change=asked(people, entry), by=second, allowed=True)

    assert before
    assert not packs.may_read(people.board, pack)


def test_whoever_typed_an_entry_from_paper_does_not_allow_its_late_change(
    people: People, open_call: Call, sent: Callable[..., Entry], second: User
) -> None:
    entry = sent()
    Entry.objects.filter(pk=entry.pk).update(on_paper_by=second, paper_name="Ann")
    close(open_call)
    looking.looked_at(entry=entry, by=people.manager, kind=looking.ENTRY)

    with pytest.raises(Refused):
        late_changes.answer(change=asked(people, entry), by=second, allowed=True)


def test_an_assessor_who_leaves_while_entries_are_sealed_leaves_theirs_to_be_given_out(
    people: People, read: tuple[Entry, Entry], second: User
) -> None:
    entry, rival = read
    assessment.screen(entry=rival, by=people.manager, eligible=True)
    assessment.assign(entry=rival, assessor=people.assessor, by=people.manager)
    late_changes.answer(change=asked(people, entry), by=second, allowed=True)
    Membership.objects.filter(person=people.assessor).update(ended_at=timezone.now())

    taken_off = leaving.pass_on(
        organisation=people.wexcombe.pk, person=str(people.assessor.pk),
        to=str(people.second_assessor.pk),
    )  # fmt: skip

    assert taken_off == 1
    assert not Assignment.objects.filter(entry=rival).exists()


def test_while_it_may_be_sent_nothing_official_is_made_of_no_entries(
    people: People, read: tuple[Entry, Entry], second: User, as_person: AsPerson
) -> None:
    entry, rival = read
    assessment.screen(entry=rival, by=people.manager, eligible=False, reason="It is a sale.")
    letters_page = f"/manage/{entry.call.key}/letters/"
    before = as_person(people.manager).get(letters_page).content.decode()

    late_changes.answer(change=asked(people, entry), by=second, allowed=True)

    letters = as_person(people.manager).get(letters_page).content.decode()
    pack = as_person(people.board).get(f"/manage/{entry.call.key}/board-pack.pdf")
    assert "It is a sale." in before
    assert "It is a sale." not in letters
    assert rival.title not in letters
    assert pack.status_code == 409
    assert "can still be sent until" in pack.content.decode()


def test_a_screening_that_was_under_way_does_not_end_a_late_change(
    people: People, read: tuple[Entry, Entry], second: User
) -> None:
    entry, rival = read
    late_changes.answer(change=asked(people, entry), by=second, allowed=True)

    for each in (entry, rival):
        with pytest.raises(entries.SealedError):
            assessment.screen(entry=each, by=people.manager, eligible=False, reason="No.")


def test_nobody_extends_or_screens_an_entry_that_they_write(
    people: People, open_call: Call, sent: Callable[..., Entry]
) -> None:
    entry = sent(by=people.manager, organisation=None)
    close(open_call)

    for act in (
        lambda: amendments.extend(
            call=open_call, entry=entry, by=people.manager, closes_at=later(), why="So."
        ),
        lambda: asked(people, entry),
    ):
        with pytest.raises(DeadlineError, match="somebody else extends"):
            act()
    with pytest.raises(assessment.ScreeningError, match="somebody else screens"):
        assessment.screen(entry=entry, by=people.manager, eligible=True)


def test_one_entry_is_extended_by_two_months_at_most(people: People, full_draft: Entry) -> None:
    call = full_draft.call
    assert call.closes_at is not None
    longest = call.closes_at + dt.timedelta(days=60)

    with pytest.raises(DeadlineError, match="at most 60 days"):
        amendments.extend(
            call=call, entry=full_draft, by=people.manager, why="So.",
            closes_at=longest + dt.timedelta(seconds=1),
        )  # fmt: skip
    amendments.extend(call=call, entry=full_draft, by=people.manager, closes_at=longest, why="So.")

    full_draft.refresh_from_db()
    assert full_draft.own_deadline == longest


def test_whoever_asks_again_corrects_what_they_asked_for(
    people: People, read: tuple[Entry, Entry]
) -> None:
    asked(people, read[0])
    late_changes.ask(entry=read[0], by=people.manager, closes_at=later(5), why="Two more days.")

    assert LateChange.objects.get().why == "Two more days."


def test_a_late_change_that_was_answered_says_so_and_is_no_task_of_those_who_may_not(
    people: People, read: tuple[Entry, Entry], second: User, as_person: AsPerson
) -> None:
    change = asked(people, read[0])
    assessment.declare_conflict(entry=read[0], by=people.board, what="My sister's.")
    task = f"/late-changes/{change.key}/"
    assert task not in as_person(people.board).get("/tasks/").content.decode()

    late_changes.answer(change=change, by=second, allowed=False)

    page = as_person(people._with("Una Manager", people.wexcombe, "fund.manager")).get(
        task, follow=True
    )
    assert "Somebody else has answered this already." in page.content.decode()


def test_the_board_opens_the_files_of_the_version_before_too(
    people: People, open_call: Call, sent: Callable[..., Entry], second: User, as_person: AsPerson
) -> None:
    entry = sent()
    question = next(q.key for q in open_call.questions.all() if q.kind == "file")
    upload = SimpleUploadedFile("plan.txt", b"Our plan")
    kept = entry_files.add(entry=entry, by=people.entrant, question=question, upload=upload)
    entries.submit(entry=entry, by=people.entrant, token="with a file")
    close(open_call)
    entry.refresh_from_db()
    looking.looked_at(entry=entry, by=people.manager, kind=looking.ENTRY)
    late_changes.answer(change=asked(people, entry), by=second, allowed=True)
    drafts.remove_file(entry=entry, by=people.entrant, question=question, key=kept.key)
    entries.submit(entry=entry, by=people.entrant, token="without")
    while_sealed = as_person(people.board).get(f"/files/{kept.key}/").status_code

    Entry.objects.filter(pk=entry.pk).update(own_deadline=timezone.now() - dt.timedelta(seconds=1))

    assert while_sealed == 404
    assert as_person(people.board).get(f"/files/{kept.key}/").status_code == 200
