"""Which states a call, an entry and an assessment pass through, and which moves are allowed.

Each table reads "from this state, to these, and what the move is called". A service calls
`check_move` before it changes a state; what must be true besides (a deadline passed, money
left) is the service's and the database's business.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from allotment.kernel.domain.sentences import RuleBrokenError, Sentence, gettext_noop as _, sentence


class CallState(StrEnum):
    """The life of a call."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    DECIDING = "deciding"
    DECIDED = "decided"


class EntryState(StrEnum):
    """The life of an entry."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    INELIGIBLE = "ineligible"
    ELIGIBLE = "eligible"
    DECIDED = "decided"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    TURNED_DOWN = "turned_down"


class AssessmentState(StrEnum):
    """The life of one assessor's work on one entry."""

    ASSIGNED = "assigned"
    """Nothing of the entry may be read before conflicts of interest are declared."""
    READING = "reading"
    STEPPED_BACK = "stepped_back"
    SUBMITTED = "submitted"


class LateChangeState(StrEnum):
    """The life of an exception by which an entry changes after others were read."""

    ASKED = "asked"
    ALLOWED = "allowed"
    REFUSED = "refused"


class Outcome(StrEnum):
    """What the board decided of an entry; a correction is a new decision, not a move."""

    FUND = "fund"
    RESERVE = "reserve"
    DECLINE = "decline"


class MoveNotAllowedError(RuleBrokenError):
    """The table has no such move."""


@dataclass(frozen=True, slots=True)
class Moves:
    """A table of moves: what it is about, how its states are named, and state → {state: name}."""

    about: Sentence
    labels: Mapping[str, str]
    table: Mapping[str, Mapping[str, str]]

    def label(self, state: str) -> Sentence:
        """Name a state as people see it."""
        return Sentence(self.labels[state])

    def choices(self) -> list[tuple[str, str]]:
        """List (value, English label), as a model field's choices want them."""
        return [(str(state), label) for state, label in self.labels.items()]

    def allowed(self, from_: str) -> tuple[str, ...]:
        """List the states that can follow this one."""
        return tuple(self.table.get(from_, {}))

    def is_final(self, state: str) -> bool:
        """Say whether nothing can follow this state."""
        return not self.table.get(state)


CALL_MOVES = Moves(
    about=sentence(_("call")),
    labels={
        CallState.DRAFT: _("Draft"),
        CallState.OPEN: _("Open"),
        CallState.CLOSED: _("Closed"),
        CallState.DECIDING: _("Being decided"),
        CallState.DECIDED: _("Decided"),
    },
    table={
        # An open call never goes back to draft: people have read its rules.
        CallState.DRAFT: {CallState.OPEN: _("Open the call")},
        # A closed call never opens again: the funder has seen the entries by then.
        CallState.OPEN: {CallState.CLOSED: _("Close the call")},
        CallState.CLOSED: {CallState.DECIDING: _("Hand over to the board")},
        CallState.DECIDING: {
            CallState.CLOSED: _("Ask for more scores"),
            CallState.DECIDED: _("Close the decisions"),
        },
        CallState.DECIDED: {},
    },
)

ENTRY_MOVES = Moves(
    about=sentence(_("entry")),
    labels={
        EntryState.DRAFT: _("Draft"),
        EntryState.SUBMITTED: _("Submitted"),
        EntryState.WITHDRAWN: _("Withdrawn"),
        EntryState.INELIGIBLE: _("Not eligible"),
        EntryState.ELIGIBLE: _("Eligible"),
        EntryState.DECIDED: _("Decided"),
        EntryState.OFFERED: _("Offered"),
        EntryState.ACCEPTED: _("Accepted"),
        EntryState.TURNED_DOWN: _("Turned down"),
    },
    table={
        EntryState.DRAFT: {
            EntryState.SUBMITTED: _("Submit"),
            EntryState.WITHDRAWN: _("Withdraw"),
        },
        # Sending a newer version before the deadline is no move: it is submitted already.
        EntryState.SUBMITTED: {
            EntryState.ELIGIBLE: _("Mark as eligible"),
            EntryState.INELIGIBLE: _("Mark as not eligible"),
            EntryState.WITHDRAWN: _("Withdraw"),
        },
        EntryState.ELIGIBLE: {
            EntryState.DECIDED: _("Decide"),
            EntryState.INELIGIBLE: _("Mark as not eligible"),
            EntryState.WITHDRAWN: _("Withdraw"),
        },
        EntryState.INELIGIBLE: {EntryState.ELIGIBLE: _("Mark as eligible after all")},
        # From reserve or decline, too: money may come free, or a decision be corrected.
        EntryState.DECIDED: {
            EntryState.OFFERED: _("Send the offer"),
            EntryState.WITHDRAWN: _("Withdraw"),
        },
        EntryState.OFFERED: {
            EntryState.ACCEPTED: _("Accept the offer"),
            EntryState.TURNED_DOWN: _("Turn down the offer"),
            EntryState.DECIDED: _("Take back the offer by a corrected decision"),
        },
        EntryState.ACCEPTED: {},
        EntryState.TURNED_DOWN: {},
        EntryState.WITHDRAWN: {},
    },
)

ASSESSMENT_MOVES = Moves(
    about=sentence(_("assessment")),
    labels={
        AssessmentState.ASSIGNED: _("Not started"),
        AssessmentState.READING: _("Being scored"),
        AssessmentState.STEPPED_BACK: _("Stepped back"),
        AssessmentState.SUBMITTED: _("Scores submitted"),
    },
    table={
        AssessmentState.ASSIGNED: {
            AssessmentState.READING: _("Declare no conflict of interest"),
            AssessmentState.STEPPED_BACK: _("Declare a conflict of interest"),
        },
        AssessmentState.READING: {
            AssessmentState.SUBMITTED: _("Submit scores"),
            AssessmentState.STEPPED_BACK: _("Declare a conflict of interest"),
        },
        # Others' scores are in sight now, so scores stand; a conflict found late still counts.
        AssessmentState.SUBMITTED: {
            AssessmentState.STEPPED_BACK: _("Declare a conflict of interest"),
        },
        AssessmentState.STEPPED_BACK: {},
    },
)

LATE_CHANGE_MOVES = Moves(
    about=sentence(_("late change")),
    labels={
        LateChangeState.ASKED: _("Waiting for a second person"),
        LateChangeState.ALLOWED: _("Allowed"),
        LateChangeState.REFUSED: _("Refused"),
    },
    table={
        LateChangeState.ASKED: {
            LateChangeState.ALLOWED: _("Allow the late change"),
            LateChangeState.REFUSED: _("Refuse the late change"),
        },
        LateChangeState.ALLOWED: {},
        LateChangeState.REFUSED: {},
    },
)

OUTCOME_LABELS: Mapping[Outcome, str] = {
    Outcome.FUND: _("Fund"),
    Outcome.RESERVE: _("Keep in reserve"),
    Outcome.DECLINE: _("Decline"),
}


def check_move(moves: Moves, from_: str, to: str) -> None:
    """Raise MoveNotAllowedError, with a sentence for people, unless the table has the move."""
    if to in moves.table[from_]:
        return
    if moves.is_final(from_):
        raise MoveNotAllowedError(
            _("This {thing} cannot change any more: “{state}” is final."),
            thing=moves.about,
            state=moves.label(from_),
        )
    raise MoveNotAllowedError(
        _("This {thing} is “{state}” and cannot change to “{to}”."),
        thing=moves.about,
        state=moves.label(from_),
        to=moves.label(to),
    )
