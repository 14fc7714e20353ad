"""An assessor who leaves reads nothing any more, and what they had not begun goes to others."""

from collections.abc import Callable

import pytest
from django.test import Client

from allotment.fund.models import Assignment, Call, Entry
from allotment.fund.queries.visible import assignments_of
from allotment.fund.services import assessment
from allotment.kernel.jobs import services as jobs
from allotment.kernel.jobs.models import Job
from allotment.kernel.organisations import services as organisations
from allotment.kernel.people.models import User
from allotment.kernel.permissions import may
from tests.fund.conftest import close
from tests.fund.test_judging import sent  # noqa: F401  # a fixture
from tests.people import People

AsPerson = Callable[[object | None], Client]


@pytest.fixture
def given(people: People, open_call: Call, sent: Callable[..., Entry]) -> list[Assignment]:
    """Two entries are Asa's to score; she has declared on the first."""
    found = [sent("1,240", "First"), sent("1,240", "Second")]
    close(open_call)
    rows = []
    for entry in found:
        entry.refresh_from_db()
        assessment.screen(entry=entry, by=people.manager, eligible=True)
        rows.append(assessment.assign(entry=entry, assessor=people.assessor, by=people.manager))
    assessment.declare(assignment=rows[0], by=people.assessor, conflict="")
    rows[0].refresh_from_db()
    return rows


def react() -> None:
    jobs.deliver()
    for job in Job.objects.filter(kind__startswith="reaction:organisations.role_ended"):
        jobs.run(job.key)


def again(person: User) -> User:
    """The person as the next request knows them."""
    return User.objects.get(pk=person.pk)


def end_role(people: People) -> None:
    role = people.assessor.memberships.get(role="fund.assessor")
    organisations.end_role(membership=role, by=people.administrator)


def test_who_has_left_reads_and_scores_nothing(
    given: list[Assignment], people: People, as_person: AsPerson
) -> None:
    begun = f"/assess/{given[0].key}/"
    before = as_person(people.assessor).get(begun).status_code

    end_role(people)

    left = again(people.assessor)
    assert before == 200
    assert as_person(left).get(begun).status_code == 404
    assert not may(left, "fund.assess", given[0])
    assert list(assignments_of(left)) == []


def test_what_was_not_begun_waits_for_somebody_else_and_what_was_stays(
    given: list[Assignment], people: People
) -> None:
    end_role(people)
    react()

    assert list(Assignment.objects.all()) == [given[0]]


def test_whoever_takes_over_gets_what_was_not_begun(
    given: list[Assignment], people: People
) -> None:
    organisations.hand_over(
        organisation=people.wexcombe, leaving=people.assessor, to=people.finance,
        by=people.administrator,
    )  # fmt: skip
    react()

    assert {(row.entry_id, row.assessor_id) for row in Assignment.objects.all()} == {
        (given[0].entry_id, people.assessor.pk), (given[1].entry_id, people.finance.pk),
    }  # fmt: skip


def test_nobody_is_handed_an_entry_of_their_own(given: list[Assignment], people: People) -> None:
    Entry.objects.filter(pk=given[1].entry_id).update(owner=people.finance)

    organisations.hand_over(
        organisation=people.wexcombe, leaving=people.assessor, to=people.finance,
        by=people.administrator,
    )  # fmt: skip
    react()

    assert list(Assignment.objects.all()) == [given[0]]


def test_who_was_given_the_role_again_in_the_meantime_keeps_everything(
    given: list[Assignment], people: People
) -> None:
    end_role(people)
    organisations.give_role(
        organisation=people.wexcombe, person=people.assessor, role="fund.assessor",
        by=people.administrator,
    )  # fmt: skip
    react()

    assert Assignment.objects.count() == 2
