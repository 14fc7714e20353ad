"""Loading the demonstration's report: what the decided call told, as it was published."""

import datetime as dt

from django.db import transaction

from allotment.evidence.models import Analysis, Wording
from allotment.evidence.queries.composed import composed
from allotment.evidence.services import analyses, editing, publishing, running
from allotment.fund.models import Award, Call
from allotment.fund.services.publishing import publish as publish_award
from allotment.kernel.people.models import User

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
FOREWORD = (
    "We asked for small ideas, and we promised to say what we learned. This is it: not who was best, but "
    "what people care about, what stands in their way and who helps them.\n\n"
    "Nobody is named who was not awarded money. Where fewer than five people would be seen, we say nothing."
)
OWN_WORDING = (
    "Most asked for less than the price of a second-hand van. That is what small means here, and it was "
    "enough to begin."
)


def load(today: dt.date) -> None:
    """Publish what the call that was decided told, and begin on what neighbours' awards say."""
    call = Call.objects.select_related("funder").get(state="decided")
    board = _with_role(call, "fund.board")
    manager = _with_role(call, "fund.manager")
    _publish(call, manager, today)
    with transaction.atomic():
        found, job = analyses.begin_with_awards(
            owner=call.funder, query="", title="What our neighbours fund", by=manager
        )
        job.delete()
    running.run(analysis=found, number=1, by=manager, on_progress=lambda *_step: None)
    publishing.ask_for_review(
        analysis=found, reviewer=board, note="Do the themes make sense to you?", by=manager
    )


def _with_role(call: Call, role: str) -> User:
    working = User.objects.filter(
        memberships__organisation=call.funder, memberships__role=role, memberships__ended_at=None
    )
    return working.order_by("name", "pk")[0]


def _publish(call: Call, manager: User, today: dt.date) -> None:
    for award in Award.objects.filter(entry__call=call, state=Award.State.ACCEPTED).order_by("pk"):
        publish_award(award.key)
    with transaction.atomic():
        found, job = analyses.begin_with_calls(
            owner=call.funder, calls=[call], title=analyses.title_for([call]), by=manager
        )
        job.delete()
    running.run(analysis=found, number=1, by=manager, on_progress=lambda *_step: None)
    found = Analysis.objects.get(pk=found.pk)
    analyses.rename(
        analysis=found, title=found.title, foreword=FOREWORD, seen=found.version, by=manager
    )
    found = Analysis.objects.get(pk=found.pk)
    now = composed(found)
    assert now is not None
    money = now.judged("asked-median")
    if money is not None:
        editing.word(
            analysis=found, finding=money.key, choice=Wording.Choice.REPLACED, words=OWN_WORDING,
            rests_on=money.figures, seen=found.version, by=manager,
        )  # fmt: skip
        found = Analysis.objects.get(pk=found.pk)
        now = composed(found)
        assert now is not None
    publishing.publish(
        analysis=found, run=now.run, report=now.report, licence=LICENCE, on=today, changes="",
        seen=found.version, by=manager,
    )  # fmt: skip
