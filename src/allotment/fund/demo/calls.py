"""The demonstration's pots and calls, up to the moment before anybody enters."""

import datetime as dt
from collections.abc import Mapping

from allotment.fund.demo.clock import Clock
from allotment.fund.demo.content import Content, DemoCall
from allotment.fund.demo.people import Cast
from allotment.fund.domain.moves import CallState
from allotment.fund.domain.templates import template
from allotment.fund.models import Amendment, Call, Clarification
from allotment.fund.services import amendments, calls as services
from allotment.money.models import Pot
from allotment.money.services import ledger, pots


def open_pots(content: Content, cast: Cast, clock: Clock) -> dict[str, Pot]:
    """Open the pots and put their money in."""
    found: dict[str, Pot] = {}
    year = clock.today.year - (clock.today < dt.date(clock.today.year, 4, 1))
    for demo in content.pots:
        pot = pots.open_pot(
            funder=cast.funder, name=demo.name, source=demo.source, financial_year=year, by=None
        )
        ledger.put_in(pot=pot, pence=demo.amount, once=f"demonstration:{demo.key}", by=None)
        found[demo.key] = pot
    return found


def make_call(
    demo: DemoCall, content: Content, cast: Cast, pots: Mapping[str, Pot], clock: Clock
) -> Call:
    """Make a call from its template; unless it is a draft, open it."""
    found, manager = template(demo.template), cast.officers["manager"]
    if found is None:
        raise KeyError(demo.template)
    call = services.make_call(funder=cast.funder, template=found, by=manager)
    services.change_draft(
        call=call,
        by=manager,
        values={
            "title": demo.title,
            "summary": demo.summary,
            "purpose": demo.purpose,
            "who_may_enter": demo.who_may_enter,
            "reference_prefix": demo.prefix,
            "total_on_offer": demo.total,
            "opens_at": clock.opens(demo),
            "closes_at": clock.closes(demo),
            "contact": content.contact,
        },
        pots=[pots[key] for key in demo.pots],
    )
    made = min(clock.opens(demo), clock.at(0)) - dt.timedelta(days=12)
    Call.objects.filter(pk=call.pk).update(made_at=made)
    if demo.state is not CallState.DRAFT:
        services.move(call, to=CallState.OPEN, by=manager)
        _amend(call, demo, cast, clock)
        _clarify(call, demo, cast, clock)
    return call


def _amend(call: Call, demo: DemoCall, cast: Cast, clock: Clock) -> None:
    if demo.amendment is None:
        return
    amendment = amendments.amend(
        call=call,
        by=cast.officers["manager"],
        values={demo.amendment.field: demo.amendment.value},
        what=demo.amendment.what,
        why=demo.amendment.why,
    )
    if amendment is not None:
        Amendment.objects.filter(pk=amendment.pk).update(made_at=clock.at(demo.opens + 8, 11))


def _clarify(call: Call, demo: DemoCall, cast: Cast, clock: Clock) -> None:
    for one in demo.clarifications:
        answered = (
            None
            if one.days_after_opening is None
            else clock.at(demo.opens + one.days_after_opening, 15)
        )
        row = Clarification.objects.create(
            call=call,
            question=one.asked,
            answer=one.answer,
            answered_at=answered,
            answered_by=cast.officers["manager"] if answered else None,
        )
        asked = answered - dt.timedelta(days=1) if answered else clock.at(-1, 16)
        Clarification.objects.filter(pk=row.pk).update(asked_at=asked)
