"""A conflict of interest that an assessor finds late: their scores count no more, anywhere."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from allotment.fund import todo
from allotment.fund.domain.moves import MoveNotAllowedError, Outcome
from allotment.fund.models import Assignment, Call, Conflict, Entry, Submission
from allotment.fund.queries import assessment as queries, entries as entry_queries
from allotment.fund.queries.calls import counts
from allotment.fund.queries.todo import unscored_of, waiting_for
from allotment.fund.services import assessment, calls, decisions, entries
from allotment.fund.services.assessment import AssessmentError, Given
from allotment.kernel.audit.models import AuditLine
from allotment.kernel.files.services import keep
from allotment.kernel.guards.rows import writing
from allotment.kernel.notify.models import Mail, Message
from allotment.kernel.organisations.models import Membership
from allotment.kernel.people.models import User
from allotment.kernel.permissions import Refused, may
from allotment.kernel.privacy.services import mark_emptied
from allotment.money.models import Pot
from tests.fund.conftest import close
from tests.people import People

pytestmark = pytest.mark.django_db
AsPerson = Callable[[object | None], Client]
WHY = "The treasurer is my sister."


@pytest.fixture
def eligible(people: People, full_draft: Entry) -> Entry:
    """An entry that can be scored, in a call that wants two assessors for each."""
    people.assessor, people.second_assessor  # noqa: B018  # they exist
    entries.submit(entry=full_draft, by=people.entrant, token="t")
    Call.objects.filter(pk=full_draft.call_id).update(assessors_per_entry=2)
    full_draft.call.refresh_from_db()
    close(full_draft.call)
    full_draft.refresh_from_db()
    assessment.screen(entry=full_draft, by=people.manager, eligible=True)
    full_draft.refresh_from_db()
    return full_draft


def reading(people: People, entry: Entry, person: User, score: int = 5) -> Assignment:
    """A sheet with a score for each criterion that is not handed in."""
    sheet = assessment.assign(entry=entry, assessor=person, by=people.manager)
    assessment.declare(assignment=sheet, by=person, conflict="")
    given = {c.key: Given(score, False, f"Reason of {score}.") for c in entry.call.criteria.all()}
    assessment.save_scores(assignment=sheet, by=person, given=given, comment=f"Comment of {score}.")
    return sheet


def submitted(people: People, entry: Entry, person: User, score: int = 5) -> Assignment:
    sheet = reading(people, entry, person, score)
    assessment.submit_scores(assignment=sheet, by=person)
    sheet.refresh_from_db()
    return sheet


def step_back(sheet: Assignment) -> None:
    assessment.declare(assignment=sheet, by=sheet.assessor, conflict=WHY)


def tasks_of(person: User) -> list[str]:
    return [str(task.text) for task in todo.funders(person)]


@pytest.fixture
def two_sheets(people: People, eligible: Entry) -> tuple[Assignment, Assignment]:
    """The first assessor gave 5 everywhere, the second 2."""
    return (
        submitted(people, eligible, people.assessor, 5),
        submitted(people, eligible, people.second_assessor, 2),
    )


def test_scores_of_who_stepped_back_count_nowhere(
    people: People, eligible: Entry, two_sheets: tuple[Assignment, Assignment]
) -> None:
    first, second = two_sheets
    call = eligible.call
    criteria = list(call.criteria.all())
    both = queries.ranked_list(call).entries[0]
    assert (both.ranked.standing.n, both.assessors, both.scores_submitted) == (2, 2, 2)

    step_back(first)

    left = queries.ranked_list(call).entries[0]
    assert (left.ranked.standing.n, left.assessors, left.scores_submitted) == (1, 1, 1)
    assert left.ranked.standing.mean < both.ranked.standing.mean  # type: ignore[operator]
    assert [set(s.scores.values()) for s in queries.sheets_of(call, criteria)[eligible.pk]] == [{2}]
    assert {s.score for s in queries.all_scores(eligible)} == {2}
    assert {s.score for s in queries.pack_of(call, queries.ranked_list(call))[1][eligible.key]} == {
        2
    }
    assert queries.others_scores(second) == []
    assert (counts(call).assigned, counts(call).scores_submitted) == (1, 1)


def test_no_page_or_file_shows_them(
    people: People,
    eligible: Entry,
    two_sheets: tuple[Assignment, Assignment],
    as_person: AsPerson,
) -> None:
    call = eligible.call
    calls.hand_to_board(call=call, by=people.manager)
    decisions_on = f"/received/{eligible.key}/decide/"
    pages = [f"/received/{eligible.key}/", decisions_on]
    board = as_person(people.board)
    assert all("Reason of 5." in board.get(page).content.decode() for page in pages)

    step_back(two_sheets[0])

    for page in pages:
        shown = board.get(page).content.decode()
        assert "Reason of 5." not in shown
        assert "Reason of 2." in shown
    eligible.refresh_from_db()
    decisions.decide(entry=eligible, by=people.board, outcome=Outcome.DECLINE, reason="No.")
    letters = as_person(people.manager).get(f"/manage/{call.key}/letters/").content.decode()
    assert "Comment of 5." not in letters
    assert "Comment of 2." in letters


def test_an_entry_whose_only_sheet_went_has_no_score(people: People, eligible: Entry) -> None:
    sheet = submitted(people, eligible, people.assessor)

    step_back(sheet)

    left = queries.ranked_list(eligible.call).entries[0]
    assert (left.ranked.standing.n, left.ranked.standing.mean) == (0, None)


@pytest.mark.parametrize("state", ["reading", "submitted"])
def test_who_steps_back_late_sees_the_entry_no_more(
    people: People, eligible: Entry, as_person: AsPerson, state: str
) -> None:
    make = reading if state == "reading" else submitted
    sheet = make(people, eligible, people.assessor)
    assessor, page = as_person(people.assessor), f"/assess/{sheet.key}/"
    assert "I have found a conflict of interest" in assessor.get(page).content.decode()

    answer = assessor.post(f"{page}step-back/", {"what": WHY}, follow=True)

    sheet.refresh_from_db()
    assert (sheet.state, sheet.conflict) == ("stepped_back", WHY)
    assert "Somebody else will score this entry" in answer.content.decode()
    assert assessor.get(page).status_code == 404
    assert assessor.post(f"{page}save/", {"comment": "x"}).status_code == 404
    for done in ("", "?done=yes"):
        assert sheet.key not in assessor.get(f"/assess/{done}").content.decode()
    assert unscored_of(people.assessor) == []


def test_their_files_of_the_entry_are_closed_too(people: People, eligible: Entry) -> None:
    stored = keep(
        upload=SimpleUploadedFile("plan.txt", b"Our plan"),
        about_kind="fund.entry", about_key=eligible.key, by=people.entrant,
    )  # fmt: skip
    sent = Submission.objects.get(entry=eligible)
    answers = [*sent.document["answers"], {"key": "files", "answer": [stored.key]}]
    with writing("fund"):
        Submission.objects.filter(pk=sent.pk).update(document=sent.document | {"answers": answers})
    sheet = submitted(people, eligible, people.assessor)
    assert entry_queries.may_read_file(people.assessor, stored)

    step_back(sheet)

    assert not entry_queries.may_read_file(people.assessor, stored)


def test_the_page_says_what_follows_and_asks_what_it_is(
    people: People, eligible: Entry, as_person: AsPerson
) -> None:
    sheet = submitted(people, eligible, people.assessor)
    assessor, address = as_person(people.assessor), f"/assess/{sheet.key}/step-back/"

    asked = assessor.get(address).content.decode()
    empty = assessor.post(address, {"what": " "}).content.decode()

    assert "no longer count" in asked
    assert "You cannot undo this" in asked
    assert "Say what your interest is" in empty
    sheet.refresh_from_db()
    assert sheet.state == "submitted"


def test_stepping_back_sent_twice_is_reported_once(
    people: People, eligible: Entry, as_person: AsPerson
) -> None:
    people.manager  # noqa: B018
    sheet = submitted(people, eligible, people.assessor)
    assessor, address = as_person(people.assessor), f"/assess/{sheet.key}/step-back/"

    answers = [assessor.post(address, {"what": WHY}) for _again in range(2)]

    assert [(a.status_code, a["Location"]) for a in answers] == [(302, "/assess/")] * 2
    assert Message.objects.filter(kind="fund.stepped_back").count() == 1
    assert AuditLine.objects.filter(kind="fund.conflict_declared").count() == 1
    assert Conflict.objects.count() == 1


def test_before_the_first_declaration_the_first_page_asks(
    people: People, eligible: Entry, as_person: AsPerson
) -> None:
    sheet = assessment.assign(entry=eligible, assessor=people.assessor, by=people.manager)

    answer = as_person(people.assessor).get(f"/assess/{sheet.key}/step-back/")

    assert answer["Location"] == f"/assess/{sheet.key}/"


@pytest.mark.parametrize("early", [True, False])
def test_the_managers_learn_that_somebody_else_is_needed(
    people: People, eligible: Entry, early: bool
) -> None:
    submitted(people, eligible, people.second_assessor)
    if early:
        sheet = assessment.assign(entry=eligible, assessor=people.assessor, by=people.manager)
    else:
        sheet = submitted(people, eligible, people.assessor)
    assert tasks_of(people.manager) == ([] if early else ["Hand over to the board"])

    step_back(sheet)

    told = Message.objects.get(kind="fund.stepped_back")
    assert (told.person, told.subject) == (people.manager, "An entry needs another assessor")
    assert told.link == f"/received/{eligible.key}/"
    assert "Of 2 assessors it now has 1" in told.body
    assert WHY not in told.body
    assert people.assessor.name not in told.body
    assert Mail.objects.filter(to=people.manager.email).exists()
    assert "Find another assessor for an entry" in tasks_of(people.manager)


def test_the_task_is_done_once_somebody_else_has_it(people: People, eligible: Entry) -> None:
    third = people._with("Ari Assessor", people.wexcombe, "fund.assessor")
    submitted(people, eligible, people.second_assessor)
    step_back(submitted(people, eligible, people.assessor))
    [before] = waiting_for(people.manager)

    made = assessment.assign_evenly(call=eligible.call, by=people.manager)

    [after] = waiting_for(people.manager)
    assert made == 1
    assert (before.short, before.is_scored) == (1, True)
    assert (after.short, after.unscored) == (0, 1)
    assert [row.assessor for row in eligible.assignments.filter(state="assigned")] == [third]


def test_where_nobody_is_left_the_usual_task_asks_for_somebody(
    people: People, eligible: Entry
) -> None:
    step_back(submitted(people, eligible, people.assessor))

    assert tasks_of(people.manager) == ["Find assessors for an entry"]


def test_who_has_a_conflict_is_not_given_the_entry_again(people: People, eligible: Entry) -> None:
    step_back(submitted(people, eligible, people.assessor))
    assessment.declare_conflict(entry=eligible, by=people.second_assessor, what="A friend.")

    made = assessment.assign_evenly(call=eligible.call, by=people.manager)

    assert made == 0
    for person in (people.assessor, people.second_assessor):
        with pytest.raises(AssessmentError, match="conflict of interest"):
            assessment.assign(entry=eligible, assessor=person, by=people.manager)


def test_who_steps_back_as_an_assessor_does_not_decide_either(
    people: People, eligible: Entry, pot: Pot
) -> None:
    Membership.objects.create(
        organisation=people.wexcombe, person=people.assessor, role="fund.board"
    )
    sheet = submitted(people, eligible, people.assessor)
    calls.hand_to_board(call=eligible.call, by=people.manager)
    eligible.refresh_from_db()

    step_back(sheet)

    person = User.objects.get(pk=people.assessor.pk)
    with pytest.raises(Refused, match="conflict of interest"):
        decisions.decide(entry=eligible, by=person, outcome=Outcome.DECLINE, reason="No.")
    assert waiting_for(person)[0].to_decide == 0


def test_who_declares_as_a_board_member_steps_back_from_scoring(
    people: People, eligible: Entry
) -> None:
    sheet = submitted(people, eligible, people.assessor)

    assessment.declare_conflict(entry=eligible, by=people.assessor, what=WHY)

    sheet.refresh_from_db()
    assert sheet.state == "stepped_back"
    assert queries.all_scores(eligible) == []


def test_found_after_the_decision_the_manager_looks_whether_it_stands(
    people: People, eligible: Entry, pot: Pot, as_person: AsPerson
) -> None:
    sheet = submitted(people, eligible, people.assessor)
    calls.hand_to_board(call=eligible.call, by=people.manager)
    eligible.refresh_from_db()
    decisions.decide(
        entry=eligible, by=people.board, outcome=Outcome.DECLINE, reason="Not this year."
    )
    asked = as_person(people.assessor).get(f"/assess/{sheet.key}/step-back/").content.decode()
    assert "checks whether the decision stands" in asked

    step_back(sheet)

    told = Message.objects.get(kind="fund.stepped_back")
    assert told.subject == "A conflict of interest was found late"
    assert "check whether the decision stands" in told.body


def test_it_is_final(people: People, eligible: Entry) -> None:
    sheet = submitted(people, eligible, people.assessor)
    step_back(sheet)

    with pytest.raises(MoveNotAllowedError):
        assessment.declare(assignment=sheet, by=people.assessor, conflict="")
    with pytest.raises(AssessmentError, match="no longer be changed"):
        assessment.save_scores(assignment=sheet, by=people.assessor, given={})
    with pytest.raises(AssessmentError, match="must stay on record"):
        assessment.unassign(assignment=sheet, by=people.manager)


def test_nothing_is_written_about_an_emptied_entry(
    people: People, eligible: Entry, as_person: AsPerson
) -> None:
    sheet = submitted(people, eligible, people.assessor)
    mark_emptied("fund.entry", [eligible.key])

    answer = as_person(people.assessor).post(f"/assess/{sheet.key}/step-back/", {"what": WHY})

    sheet.refresh_from_db()
    assert "nothing can be added to it" in answer.content.decode()
    assert (sheet.state, sheet.conflict) == ("submitted", "")
    assert not Conflict.objects.exists()


def test_only_managers_and_auditors_read_what_it_was(
    people: People, eligible: Entry, as_person: AsPerson
) -> None:
    step_back(submitted(people, eligible, people.assessor))
    page = f"/received/{eligible.key}/"

    read = {
        name: WHY in as_person(getattr(people, name)).get(page).content.decode()
        for name in ("manager", "auditor", "board", "finance")
    }

    assert read == {"manager": True, "auditor": True, "board": False, "finance": False}
    assert not may(people.board, "fund.read_conflicts", eligible)


def test_nobody_else_steps_back_for_them(
    people: People, eligible: Entry, as_person: AsPerson
) -> None:
    sheet = submitted(people, eligible, people.assessor)

    for person in (people.second_assessor, people.manager, people.outsider, people.entrant):
        answer = as_person(person).post(f"/assess/{sheet.key}/step-back/", {"what": WHY})
        assert answer.status_code == 404

    sheet.refresh_from_db()
    assert sheet.state == "submitted"
