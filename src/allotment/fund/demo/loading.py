"""Loading the demonstration's fund: people, pots, and a call in each state.

Everything goes through the services where they allow it; what lies in the past is dated back
afterwards. The audit is not: its lines say when the demonstration was loaded, which is true.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from allotment.fund.demo.calls import make_call, open_pots
from allotment.fund.demo.clock import Clock
from allotment.fund.demo.content import content
from allotment.fund.demo.entries import make_entries
from allotment.fund.demo.judging import decide, judge
from allotment.fund.demo.people import make_people
from allotment.fund.domain.moves import CallState
from allotment.fund.models import Call, Entry
from allotment.fund.services import calls as services
from allotment.kernel.domain.identifiers import keys_chosen_by
from allotment.kernel.search.services.index import reindex

SEED = 1649

_AFTER_CLOSING = {CallState.CLOSED, CallState.DECIDING, CallState.DECIDED}
_WITH_THE_BOARD = {CallState.DECIDING, CallState.DECIDED}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded."""

    calls: int
    entries: int


def load(today: dt.date, *, seed: int = SEED) -> Loaded:
    """Load it, all or nothing. Each person one can be signs in by one click in demonstration mode."""
    demo, clock = content(), Clock(today, seed)
    made = 0
    with transaction.atomic(), keys_chosen_by(clock.random("keys").choice):
        cast = make_people(demo, clock)
        pots = open_pots(demo, cast, clock)
        manager = cast.officers["manager"]
        for one in demo.calls:
            call = make_call(one, demo, cast, pots, clock)
            if one.state is CallState.DRAFT:
                continue
            entries = make_entries(call, one, demo, cast, clock)
            made += len(entries)
            if one.state in _AFTER_CLOSING:
                services.move(call, to=CallState.CLOSED, by=None)
                _refresh(entries.values(), call)
                judge(one, demo, entries, cast, clock)
            if one.state in _WITH_THE_BOARD:
                services.move(call, to=CallState.DECIDING, by=manager)
                _refresh(entries.values(), call)
            if one.state is CallState.DECIDED:
                decide(call, one, demo, entries, pots[one.pots[0]], cast, clock)
                services.move(call, to=CallState.DECIDED, by=manager)
                Call.objects.filter(pk=call.pk).update(
                    decided_at=clock.at(one.letters or 0, 17), came_of_it=one.came_of_it
                )
    reindex()
    return Loaded(len(demo.calls), made)


def _refresh(entries: Iterable[Entry], call: Call) -> None:
    """The entries in hand must know the state that their call is in now."""
    for entry in entries:
        entry.call = call
