"""The demonstration's calls, entries, scores and decisions, read from the files beside this one.

Pure data: nothing here touches the database. Everybody and everything in it is invented.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from allotment.fund.domain.moves import AssessmentState, CallState, EntryState, Outcome
from allotment.fund.domain.ranking import Score
from allotment.fund.domain.templates import template
from allotment.kernel.domain.money import parse_pounds

FOLDER = Path(__file__).parent / "content"

ENTRY_FILES: Mapping[str, str] = {
    "third_round": "open_entries.toml",
    "invest": "closed_entries.toml",
    "good_neighbours": "deciding_entries.toml",
    "second_round": "decided_entries.toml",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in; `roles` are held in the organisation they are listed under."""

    key: str
    name: str
    email: str
    roles: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation and those of its people who hold roles."""

    name: str
    kind: str
    is_funder: bool = False
    officers: tuple[Person, ...] = ()
    org_id: str = ""


@dataclass(frozen=True, slots=True)
class DemoPot:
    """Money that calls draw on; `amount` in pence."""

    key: str
    name: str
    source: str
    amount: int


@dataclass(frozen=True, slots=True)
class DemoClarification:
    """A question about a call; one without an answer waits for it."""

    asked: str
    answer: str
    days_after_opening: int | None


@dataclass(frozen=True, slots=True)
class DemoAmendment:
    """A change of an open call's rules: the field, its new value, what to say and why."""

    field: str
    value: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class DemoCall:
    """A call; days count from the day of loading, `hour` is in London, `total` in pence."""

    key: str
    state: CallState
    template: str
    prefix: str
    title: str
    summary: str
    purpose: str
    who_may_enter: str
    pots: tuple[str, ...]
    total: int
    opens: int
    closes: int
    hour: int
    decided: int | None = None
    letters: int | None = None
    came_of_it: str = ""
    clarifications: tuple[DemoClarification, ...] = ()
    amendment: DemoAmendment | None = None


@dataclass(frozen=True, slots=True)
class DemoSheet:
    """One assessor's work on an entry: scores and reasons by criterion key."""

    assessor: str
    state: AssessmentState
    scores: Mapping[str, Score] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    conflict: str = ""


@dataclass(frozen=True, slots=True)
class DemoDecision:
    """What the board decided; `amount` in pence, 0 unless funded."""

    outcome: Outcome
    amount: int
    reason: str
    feedback: str = ""
    conditions: str = ""
    days_later: int = 0


@dataclass(frozen=True, slots=True)
class DemoEntry:
    """An entry with its answers as typed; `decisions` has the correction after the first."""

    key: str
    call: str
    state: EntryState
    by: Person
    organisation: Body
    answers: Mapping[str, str]
    sheets: tuple[DemoSheet, ...] = ()
    decisions: tuple[DemoDecision, ...] = ()
    ineligible_because: str = ""
    turned_down_because: str = ""


@dataclass(frozen=True, slots=True)
class DemoConflict:
    """A board member's conflict of interest in one entry."""

    who: str
    entry: str
    what: str


@dataclass(frozen=True, slots=True)
class DemoExtension:
    """More time for one entry, in hours after the deadline of its call."""

    entry: str
    hours: int
    why: str


@dataclass(frozen=True, slots=True)
class Content:
    """All of the demonstration's fund."""

    funder: Body
    contact: str
    keeper: Person
    neighbours: tuple[Body, ...]
    one_can_be: tuple[str, ...]
    pots: tuple[DemoPot, ...]
    calls: tuple[DemoCall, ...]
    entries: tuple[DemoEntry, ...]
    conflicts: tuple[DemoConflict, ...]
    extensions: tuple[DemoExtension, ...]

    def entries_of(self, call: str) -> tuple[DemoEntry, ...]:
        """List the entries of one call."""
        return tuple(entry for entry in self.entries if entry.call == call)


def email_of(name: str) -> str:
    """Make an address that can reach nobody: "Bert Okell" → bert.okell@example.org."""
    words = re.sub(r"[^a-z ]", "", name.removeprefix("Councillor ").lower().replace("-", " "))
    return ".".join(words.split()) + "@example.org"


@cache
def content() -> Content:
    """Read all of it; the same every time."""
    people, calls = _read("people.toml"), _read("calls.toml")
    return Content(
        funder=_body(people["funder"] | {"officer": people["officer"]}, is_funder=True),
        contact=people["funder"]["email"],
        keeper=_person(people["keeper"]),
        neighbours=tuple(_body(one, is_funder=True) for one in people["neighbour"]),
        one_can_be=tuple(people["visitors_can_be"]["entries"]),
        pots=tuple(_pot(one) for one in calls["pot"]),
        calls=tuple(_call(one) for one in calls["call"]),
        entries=tuple(
            _entry(one, call, calls["stepped_back"])
            for call, name in ENTRY_FILES.items()
            for one in _read(name)["entry"]
        ),
        conflicts=tuple(DemoConflict(**one) for one in calls["conflict"]),
        extensions=tuple(DemoExtension(**one) for one in calls["extension"]),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _body(row: Mapping[str, Any], *, is_funder: bool) -> Body:
    officers = tuple(_person(officer) for officer in row.get("officer", ()))
    return Body(row["name"], row["kind"], is_funder, officers, row.get("org_id", ""))


def _person(row: Mapping[str, Any]) -> Person:
    return Person(row["key"], row["name"], email_of(row["name"]), tuple(row["roles"]), row["about"])


def _pot(row: Mapping[str, Any]) -> DemoPot:
    return DemoPot(row["key"], row["name"], row["source"], parse_pounds(row["amount"]))


def _call(row: dict[str, Any]) -> DemoCall:
    known = {name: row[name] for name in row.keys() - {"clarification", "amendment"}}
    return DemoCall(
        **known
        | {
            "state": CallState(row["state"]),
            "pots": tuple(row["pots"]),
            "total": parse_pounds(row["total"]),
            "clarifications": tuple(
                DemoClarification(
                    one["asked"], one.get("answer", ""), one.get("days_after_opening")
                )
                for one in row.get("clarification", ())
            ),
            "amendment": DemoAmendment(**row["amendment"]) if "amendment" in row else None,
        }
    )


def _entry(row: Mapping[str, Any], call: str, stepped_back: list[dict[str, str]]) -> DemoEntry:
    decisions = [row[name] for name in ("decision", "correction") if name in row]
    conflicts = {one["who"]: one["what"] for one in stepped_back if one["entry"] == row["key"]}
    return DemoEntry(
        key=row["key"],
        call=call,
        state=EntryState(row["state"]),
        by=Person(row["key"], row["by"], email_of(row["by"]), ("organisations.member",)),
        organisation=Body(row["organisation"], row["kind"]),
        answers=row["answers"],
        sheets=tuple(
            _sheet(sheet, place, row["key"], _criteria(call), conflicts)
            for place, sheet in enumerate(row.get("sheets", ()))
        ),
        decisions=tuple(_decision(one) for one in decisions),
        ineligible_because=row.get("ineligible", {}).get("reason", ""),
        turned_down_because=row.get("turned_down", {}).get("because", ""),
    )


def _decision(row: Mapping[str, Any]) -> DemoDecision:
    return DemoDecision(
        outcome=Outcome(row["outcome"]),
        amount=parse_pounds(row["amount"]) if "amount" in row else 0,
        reason=row["reason"],
        feedback=row.get("feedback", ""),
        conditions=row.get("conditions", ""),
        days_later=row.get("days_later", 0),
    )


@cache
def _criteria(call: str) -> tuple[str, ...]:
    name = next(one["template"] for one in _read("calls.toml")["call"] if one["key"] == call)
    found = template(name)
    if found is None:
        raise KeyError(name)
    return tuple(criterion.key for criterion in found.criteria)


@cache
def _stock_reasons() -> dict[str, dict[str, list[str]]]:
    return _read("reasons.toml")


def _sheet(
    row: Mapping[str, Any],
    place: int,
    entry: str,
    criteria: tuple[str, ...],
    conflicts: Mapping[str, str],
) -> DemoSheet:
    """Read a sheet; a criterion without a remark of its own gets a reason from the stock."""
    given = row.get("scores", [])
    usual = AssessmentState.SUBMITTED if given else AssessmentState.ASSIGNED
    scores: dict[str, Score] = {
        key: None if score == "-" else int(score)
        for key, score in zip(criteria, given, strict=False)
    }
    reasons = {
        key: row["remark"] if key == row["on"] else _stock_reason(key, score, entry, place)
        for key, score in scores.items()
    }
    return DemoSheet(
        assessor=row["by"],
        state=AssessmentState(row.get("state", usual)),
        scores=scores,
        reasons=reasons,
        conflict=conflicts.get(row["by"], ""),
    )


def _stock_reason(criterion: str, score: Score, entry: str, place: int) -> str:
    """Choose by the letters of the entry's key, so that the assessors of one entry differ."""
    stock = _stock_reasons()[criterion]["-" if score is None else str(score)]
    return stock[(sum(map(ord, entry + criterion)) + place) % len(stock)]
