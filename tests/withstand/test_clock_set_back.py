"""The server's clock is set back: nothing opens again, nothing comes twice, and work goes on."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.utils import timezone

from allotment.fund.models import Call, Entry
from allotment.fund.services import drafts, entries
from allotment.kernel.audit import queries as audit
from allotment.kernel.audit.models import AuditLine
from allotment.kernel.jobs import services as jobs
from allotment.kernel.jobs.models import Job
from allotment.kernel.organisations import services as organisations
from allotment.kernel.organisations.models import Invitation
from tests.fund.conftest import (
    answer_everything,
    draft_call,
    full_draft,
    open_call,
    pot,
    start_entry,
)
from tests.people import People

__all__ = ["draft_call", "full_draft", "open_call", "pot", "start_entry"]
pytestmark = pytest.mark.django_db(transaction=True)


def set_back(by: dt.timedelta) -> time_machine.travel:
    return time_machine.travel(timezone.now() - by)


def test_a_deadline_stays_passed_since_the_database_knows_the_time(
    people: People, open_call: Call, full_draft: Entry
) -> None:
    Call.objects.filter(pk=open_call.pk).update(closes_at=timezone.now() - dt.timedelta(minutes=1))

    with set_back(dt.timedelta(days=2)), pytest.raises(entries.TooLateError):
        drafts.save(
            entry=full_draft, by=people.entrant, answers=answer_everything(open_call), versions={}
        )


def test_the_audit_goes_on_in_the_order_of_what_happened(
    people: People, start_entry: Callable[..., Entry]
) -> None:
    start_entry()
    with set_back(dt.timedelta(hours=3)):
        start_entry()
    start_entry()

    lines = AuditLine.objects.filter(kind="fund.entry_started").order_by("number")
    first, earlier, last = [line.at for line in lines]
    assert earlier < first < last
    assert audit.verify_all()[1] == []


def test_an_invitation_that_was_used_or_has_ended_stays_so(people: People) -> None:
    used, withdrawn = (
        organisations.invite(
            organisation=people.wexcombe, email=people.newcomer.email, role=role,
            by=people.administrator,
        )
        for role in ("fund.assessor", "fund.board")
    )  # fmt: skip
    organisations.accept_invitation(invitation=used, by=people.newcomer)
    Invitation.objects.filter(pk=withdrawn.pk).update(withdrawn_at=timezone.now())

    for invitation in Invitation.objects.all():
        with set_back(dt.timedelta(days=1)), pytest.raises(organisations.OrganisationError):
            organisations.accept_invitation(invitation=invitation, by=people.newcomer)


def test_what_is_due_each_night_is_not_done_twice(db: None) -> None:
    in_a_minute = timezone.now().replace(second=30)
    with time_machine.travel(in_a_minute):
        jobs.start_scheduled()
    started = set(Job.objects.values_list("once", flat=True))

    with time_machine.travel(in_a_minute - dt.timedelta(seconds=1)):
        jobs.start_scheduled()

    assert set(Job.objects.values_list("once", flat=True)) == started


def test_work_that_failed_while_the_clock_was_years_ahead_is_tried_again(db: None) -> None:
    ahead = timezone.now() + dt.timedelta(days=5 * 365)
    late = Job.objects.create(kind="tests.add", attempts=1, run_after=ahead)
    soon = timezone.now() + dt.timedelta(minutes=59)
    waits = Job.objects.create(kind="tests.add", attempts=4, run_after=soon)

    jobs.resume_stuck()

    late.refresh_from_db()
    waits.refresh_from_db()
    assert late.run_after is None
    assert waits.run_after == soon
