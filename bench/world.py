"""A call with a thousand sent, screened and scored entries, written in bulk."""

import datetime as dt
import random
from typing import Any

ENTRIES = 1000
ASSESSORS = 10


def set_up() -> None:
    """Prepare the empty home, as `allotment init` does."""
    import django

    django.setup()
    from allotment.kernel.site.commands import init

    init()


def make_call(people: Any, *, closes_in: dt.timedelta) -> Any:
    """An open call of Wexcombe's with a pot of £100,000."""
    from django.utils import timezone

    from allotment.fund.domain.templates import SMALL_IDEAS
    from allotment.fund.services import calls
    from allotment.money.services import ledger, pots

    pot = pots.open_pot(
        funder=people.wexcombe, name="Small ideas", source="Discretionary", financial_year=2026,
        by=people.finance,
    )  # fmt: skip
    ledger.put_in(pot=pot, pence=10_000_000, once="first", by=people.finance)
    call = calls.make_call(funder=people.wexcombe, template=SMALL_IDEAS, by=people.manager)
    now = timezone.now()
    calls.change_draft(
        call=call, by=people.manager, pots=[pot],
        values={"opens_at": now - dt.timedelta(days=1), "closes_at": now + closes_in},
    )  # fmt: skip
    calls.open_call(call=call, by=people.manager)
    return call


def add_entries(call: Any, people: Any, count: int = ENTRIES) -> None:
    """Sent entries, each with its version, two submitted score sheets, all eligible."""
    from django.utils import timezone

    from allotment.fund.domain.receipt import digest, new_reference
    from allotment.fund.models import Assignment, Entry, Score, Submission
    from allotment.kernel.domain.identifiers import new_key
    from allotment.kernel.guards.rows import writing
    from allotment.kernel.organisations.models import Membership
    from allotment.kernel.people.models import User
    from tests.fund.conftest import answer_everything
    from tests.people import give_second_step

    choose = random.Random(5)
    now = timezone.now()
    typed = answer_everything(call)
    assessors = [
        User.objects.create(email=f"assessor{n}@example.org", name=f"Assessor {n}")
        for n in range(ASSESSORS)
    ]
    for assessor in assessors:
        give_second_step(assessor)
    Membership.objects.bulk_create(
        Membership(organisation=people.wexcombe, person=a, role="fund.assessor") for a in assessors
    )
    entries = Entry.objects.bulk_create(
        Entry(
            call=call, owner=people.entrant, organisation=people.repair_cafe, state="eligible",
            reference=new_reference("SI"), start_token=new_key(), title=f"Idea number {n}",
            asked=choose.randint(200, 2000) * 100, submitted_at=now - dt.timedelta(minutes=n),
        )
        for n in range(count)
    )  # fmt: skip
    document = {
        "answers": [{"key": k, "question": k, "kind": "", "answer": v} for k, v in typed.items()]
    }
    with writing("fund"):
        Submission.objects.bulk_create(
            Submission(entry=e, number=1, token="t", document=document, digest=digest(document),
                       sent_at=now)
            for e in entries
        )  # fmt: skip
    sheets = Assignment.objects.bulk_create(
        Assignment(entry=e, assessor=a, state="submitted", declared_at=now, submitted_at=now)
        for e in entries
        for a in choose.sample(assessors, 2)
    )
    criteria = list(call.criteria.all())
    Score.objects.bulk_create(
        [
            Score(
                assignment=s, criterion=c, score=choose.randint(c.lowest, c.highest), reason="So."
            )
            for s in sheets
            for c in criteria
        ],
        batch_size=2000,
    )


def decide_all(call: Any, people: Any) -> None:
    """Every entry has a decision: 60 funded through the ledger, the others declined in bulk."""
    from allotment.fund.models import Call, Decision, Entry
    from allotment.fund.services import decisions
    from allotment.kernel.guards.rows import writing

    Call.objects.filter(pk=call.pk).update(state="deciding")
    entries = list(Entry.objects.filter(call=call).select_related("call").order_by("pk"))
    for entry in entries[:60]:
        decisions.decide(
            entry=entry, by=people.board, outcome=decisions.Outcome.FUND, amount=50_000,
            pot=call.pots.get(), reason="Good.",
        )  # fmt: skip
    declined = [entry.pk for entry in entries[60:]]
    with writing("fund"):
        Decision.objects.bulk_create(
            Decision(
                entry_id=pk, number=1, outcome="decline", reason="Not now.", made_by=people.board
            )
            for pk in declined
        )  # fmt: skip
    Entry.objects.filter(pk__in=declined).update(state="decided")
