"""Where a journey begins: what others did before, set through services."""

import uuid

from allotment.fund.models import Call, Entry
from allotment.fund.services import assessment, calls, drafts, entries
from allotment.fund.services.assessment import Given
from allotment.kernel.jobs import services as jobs
from allotment.kernel.jobs.models import Job
from allotment.kernel.organisations.models import Membership, Organisation
from allotment.kernel.people.models import User
from tests.fund.conftest import answer_everything, close
from tests.people import People


def another_group(people: People, name: str) -> tuple[Organisation, User]:
    """A second community group with somebody who enters for it."""
    group = Organisation.objects.create(name=name, kind="community_group")
    person = people._person(f"{name} Person")
    Membership.objects.create(organisation=group, person=person, role="organisations.member")
    return group, person


def sent(call: Call, person: User, group: Organisation, title: str, asks: str = "1,240") -> Entry:
    """An entry that was sent in time."""
    entry = entries.start(call=call, by=person, token=uuid.uuid4().hex, organisation=group)
    answers = answer_everything(call) | {call.title_question: title, call.amount_question: asks}
    drafts.save(entry=entry, by=person, answers=answers, versions={})
    entries.submit(entry=entry, by=person, token=entry.key)
    return entry


def judged(people: People, entry: Entry, points: int) -> None:
    """Screened, scored by one assessor, and handed in."""
    entry.refresh_from_db()
    assessment.screen(entry=entry, by=people.manager, eligible=True)
    sheet = assessment.assign(entry=entry, assessor=people.assessor, by=people.manager)
    assessment.declare(assignment=sheet, by=people.assessor, conflict="")
    given = {c.key: Given(points, False, "Because.") for c in entry.call.criteria.all()}
    assessment.save_scores(assignment=sheet, by=people.assessor, given=given, comment="Well done.")
    assessment.submit_scores(assignment=sheet, by=people.assessor)


def before_the_board(people: People, call: Call) -> tuple[Entry, Entry]:
    """Two judged entries of a call that the board is deciding: £1,800 and £1,500 asked for."""
    group, person = another_group(people, "Mill Lane Swap")
    first = sent(call, people.entrant, people.repair_cafe, "A mending table", "1,800")
    second = sent(call, person, group, "A swap shelf", "1,500")
    close(call)
    judged(people, first, 5)
    judged(people, second, 3)
    calls.hand_to_board(call=call, by=people.manager)
    return first, second


def worker() -> None:
    """Let what waits in the outbox happen, as the worker does beside the server."""
    jobs.deliver()
    for key in Job.objects.exclude(status="done").values_list("key", flat=True):
        jobs.run(key)
