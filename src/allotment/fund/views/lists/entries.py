"""The lists of entries, of their letters and awards: columns, what narrows them, what an empty one says."""

from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from allotment.fund.domain.moves import ASSESSMENT_MOVES, ENTRY_MOVES, OUTCOME_LABELS
from allotment.fund.models import Assignment, Award, Call
from allotment.fund.queries.assessment import UNDECIDED, Load, RankedEntry
from allotment.fund.queries.lists import MyEntry, Offered, Received, Sent
from allotment.kernel.web.cells import macro, to
from allotment.kernel.web.formats import short_date
from allotment.kernel.web.tables import Column, Empty, Filter, Money, Table

_entry_tag = macro("fund/parts.html", "entry_tag")
_assessment_tag = macro("fund/parts.html", "assessment_tag")


def for_staff_of(call: Call) -> str:
    """Who sees the lists of a call."""
    return _("This page is for people who work for %(funder)s.") % {"funder": call.funder.name}


def _entry(href: Callable[[Any], str], of: str = "", in_file: str = "") -> list[Column[Any]]:
    """An entry by its title and, in a column of its own in the file, its reference."""
    title, reference = f"{of}title", f"{of}reference"
    return [
        Column(_("Reference"), reference, on_page=False),
        Column(_("Entry"), title, "title", href=href, under=reference, in_file=in_file),
    ]


def _entries(n: int) -> str:
    return ngettext("%(n)s entry", "%(n)s entries", n)


def _state(state: str) -> str:
    return _(ENTRY_MOVES.labels[state])


def _working(state: str) -> str:
    return _(ASSESSMENT_MOVES.labels[state])


def _assessors(loads: Sequence[Load]) -> Filter:
    people = [(str(load.person.pk), load.person.display_name) for load in loads]
    return Filter("assessor", _("Assessor"), people, every=_("Everybody"))


def _outcomes() -> list[tuple[str, str]]:
    return [(str(value), _(label)) for value, label in OUTCOME_LABELS.items()]


def mine() -> Table[MyEntry]:
    """A person's own entries."""
    return Table(
        name="entries",
        caption=_("Your entries"),
        usual="-begun",
        columns=[
            Column(_("Reference"), "reference", on_page=False),
            Column(_("Title"), "title", sort="title"),
            Column(_("Call"), "call", sort="call"),
            Column(_("State"), lambda e: _state(e.state), sort="state"),
            Column(_("Deadline"), "deadline", sort="deadline"),
            Column(_("Started"), "begun_at", sort="begun"),
        ],
        filters=[
            Filter("text", _("Title, reference or call")),
            Filter("state", _("State"), [(s, _state(s)) for s in ENTRY_MOVES.labels]),
        ],
        empty=Empty(
            _("You have not entered anything yet."),
            _("See which calls are open"),
            reverse("fund:calls"),
        ),
        counted=_entries,
    )


def _scores_submitted(entry: Received) -> str:
    if not entry.assessors:
        return ""
    counts = {"done": entry.scores_submitted, "all": len(entry.assessors)}
    return _("%(done)s of %(all)s scores submitted") % counts


def received(call: Call, loads: Sequence[Load]) -> Table[Received]:
    """The entries that a call received."""
    states = [(s, _state(s)) for s in ENTRY_MOVES.labels if s not in {"draft", "submitted"}]
    return Table(
        name="entries",
        caption=_("Entries"),
        usual="sent",
        columns=[
            *_entry(to("fund:received", "key"), in_file=_("Title")),
            Column(_("Who"), "who", sort="who"),
            Money(_("Asks for"), "asked", sort="asked", in_file=_("Asked for (£)")),
            Column(_("State"), lambda e: _state(e.state), on_page=False),
            Column(_("State"), show=lambda e: _entry_tag(e.state), sort="state"),
            Column(_("Sent"), "submitted_at", sort="sent"),
            Column(
                _("Assessors"),
                lambda e: ", ".join(e.assessors),
                show=lambda names: names or "–",
                under=_scores_submitted,
            ),
            Column(_("Scores submitted"), "scores_submitted", on_page=False),
        ],
        filters=[
            Filter("text", _("Title, reference or organisation")),
            Filter("state", _("State"), [("submitted", _("Submitted")), *states]),
            _assessors(loads),
        ],
        empty=Empty(
            _("No entries were sent to this call."),
            _("See the call"),
            reverse("fund:inside", args=[call.key]),
        ),
        counted=_entries,
    )


def work() -> Table[Assignment]:
    """What an assessor has been given."""
    done = Filter(
        "done", _("Show"), [("yes", _("Scores submitted"))], every=_("Still to score"), chooses=True
    )
    return Table(
        name="entries-to-score",
        caption=_("Entries to score"),
        usual="given",
        columns=[
            *_entry(to("fund:assess", "key"), of="entry."),
            Column(_("Call"), "entry.call.title", sort="call"),
            Column(_("State"), lambda a: _working(a.state), on_page=False),
            Column(_("State"), show=lambda a: _assessment_tag(a.state), sort="state"),
            Column(_("Assigned to you"), "assigned_at", sort="given"),
        ],
        filters=[Filter("text", _("Title, reference or call")), done],
        empty=Empty(
            _(
                "You have no entries to score. A fund manager assigns entries once a call has closed."
            )
        ),
        counted=_entries,
    )


def assignments(call: Call, loads: Sequence[Load]) -> Table[Assignment]:
    """Who was given which entry of a call."""
    return Table(
        name="assignments",
        caption=_("Assignments"),
        usual="given",
        columns=[
            *_entry(to("fund:received", "entry.key"), of="entry."),
            Column(_("Assessor"), "assessor.display_name", sort="assessor"),
            Column(_("State"), lambda a: _working(a.state), on_page=False),
            Column(_("State"), show=lambda a: _assessment_tag(a.state), sort="state"),
            Column(_("Not started"), "assigned_at", sort="given"),
            Column(_("Scores submitted"), "submitted_at", sort="handed_in"),
        ],
        filters=[
            Filter("text", _("Title, reference or organisation")),
            _assessors(loads),
            Filter("state", _("State"), [(s, _working(s)) for s in ASSESSMENT_MOVES.labels]),
        ],
        empty=Empty(
            _("No entry has been assigned yet. Screen the entries, then assign them."),
            _("Entries"),
            reverse("fund:entries", args=[call.key]),
        ),
        counted=lambda n: ngettext("%(n)s assignment", "%(n)s assignments", n),
    )


def ranking(call: Call) -> Table[RankedEntry]:
    """The ranked list."""
    return Table(
        name="ranking",
        caption=_("Ranked list"),
        usual="rank",
        columns=[
            Column(_("Rank"), lambda e: e.ranked.rank or "", sort="rank"),
            Column(_("Reference"), "reference", on_page=False),
            Column(_("Title"), "title", on_page=False),
            Column(_("Who"), "who", on_page=False),
            Column(_("Entry"), sort="title"),
            Column(_("Mean"), sort="mean", numeric=True),
            Column(_("Mean (of 100)"), lambda e: e.ranked.standing.points, on_page=False),
            Column(_("Spread"), "ranked.standing.spread_points", "spread", numeric=True),
            Column(_("Scores"), "ranked.standing.n", "scores", numeric=True),
            Money(_("Asks for"), "asked", sort="asked", in_file=_("Asked for (£)")),
            Column(_("Adds up to"), numeric=True),
            Column(_("Decision"), _outcome),
            Money(_("Awarded"), _awarded, on_page=False),
        ],
        filters=[
            Filter("text", _("Words in the title")),
            Filter("decision", _("Decision"), [(UNDECIDED, _("Not decided")), *_outcomes()]),
        ],
        empty=Empty(
            _("No eligible entry yet. Screen the entries first."),
            _("Entries"),
            reverse("fund:entries", args=[call.key]),
        ),
        counted=_entries,
    )


def _outcome(entry: RankedEntry) -> str:
    return _(entry.decision.get_outcome_display()) if entry.decision else ""


def _awarded(entry: RankedEntry) -> int | None:
    return entry.decision.amount if entry.decision else None


def letter_kinds() -> dict[str, str]:
    """What a letter can tell."""
    return {
        "fund": _("Offer"),
        "reserve": _("Kept in reserve"),
        "decline": _("Declined"),
        "ineligible": _("Not eligible"),
    }


def letters(call: Call) -> Table[Sent]:
    """The letters that have gone out."""
    return Table(
        name="letters",
        caption=_("Letters sent"),
        usual="-sent",
        columns=[
            *_entry(lambda x: reverse("fund:letter", args=[call.key, x.key])),
            Column(_("To"), "who", sort="who"),
            Column(_("Outcome"), lambda x: letter_kinds()[x.outcome], sort="outcome"),
            Column(_("Sent"), "sent_at", sort="sent"),
            Column(_("Sent by"), "sent_by", on_page=False),
            Column(_("Subject"), "subject", on_page=False),
            Column(_("Letter"), "body", on_page=False),
        ],
        filters=[
            Filter("text", _("Title, reference or organisation")),
            Filter("outcome", _("Outcome"), list(letter_kinds().items())),
        ],
        empty=Empty(
            _("No letter has been sent yet. Letters are sent once the board has decided."),
            _("Ranked list"),
            reverse("fund:ranking", args=[call.key]),
        ),
        counted=lambda n: ngettext("%(n)s letter", "%(n)s letters", n),
    )


def _award_states() -> dict[str, str]:
    return {
        Award.State.OFFERED: _("Offered"),
        Award.State.ACCEPTED: _("Accepted"),
        Award.State.TURNED_DOWN: _("Turned down"),
        Award.State.TAKEN_BACK: _("Taken back"),
    }


def _award_state(award: Offered) -> str:
    return _award_states()[award.state]


def _reply_due(award: Offered) -> str:
    if award.state != Award.State.OFFERED or not award.reply_by:
        return ""
    return _("to be answered by %(day)s") % {"day": short_date(award.reply_by)}


def awards(call: Call) -> Table[Offered]:
    """The awards of a call."""
    return Table(
        name="awards",
        caption=_("Awards"),
        usual="-offered",
        columns=[
            *_entry(to("fund:received", "entry")),
            Column(_("To"), "who", sort="who"),
            Money(_("Amount"), "amount", sort="amount"),
            Column(_("State"), _award_state, sort="state", under=_reply_due),
            Column(_("Offered"), "offered_at", sort="offered"),
            Column(_("Reply by"), "reply_by", on_page=False),
            Column(_("Answered"), "answered_at"),
        ],
        filters=[
            Filter("text", _("Title, reference or organisation")),
            Filter("state", _("State"), list(_award_states().items())),
        ],
        empty=Empty(
            _("No award yet. An award is offered when its letter is sent."),
            _("Letters sent"),
            reverse("fund:letters_sent", args=[call.key]),
        ),
        counted=lambda n: ngettext("%(n)s award", "%(n)s awards", n),
    )
