"""The kinds of event that the fund records and announces."""

from django.utils.translation import gettext_lazy as _

from allotment.kernel.audit import kinds
from allotment.kernel.jobs import registry
from allotment.kernel.notify import kinds as messages

AUDITED = {
    "fund.call_made": _("Call started"),
    "fund.call_changed": _("Call changed"),
    "fund.call_opened": _("Call opened"),
    "fund.call_amended": _("Rules amended"),
    "fund.call_closed": _("Call closed"),
    "fund.call_deciding": _("Handed over to the board"),
    "fund.call_reopened_for_scores": _("More scores asked for"),
    "fund.call_decided": _("Decisions closed"),
    "fund.deadline_extended": _("Deadline extended"),
    "fund.clarification_asked": _("Question asked about the call"),
    "fund.clarification_answered": _("Question answered to all"),
    "fund.entry_started": _("Entry started"),
    "fund.entry_submitted": _("Entry sent"),
    "fund.entry_withdrawn": _("Entry withdrawn"),
    "fund.entry_screened": _("Entry screened"),
    "fund.assessor_assigned": _("Assessor assigned"),
    "fund.assessor_unassigned": _("Assessor unassigned"),
    "fund.no_conflict_declared": _("No conflict of interest declared"),
    "fund.conflict_declared": _("Conflict of interest declared"),
    "fund.scores_submitted": _("Scores submitted"),
    "fund.disclosed": _("Answer to a request for information made"),
    "fund.decision_made": _("Decision made"),
    "fund.letter_text_changed": _("Text of the letters changed"),
    "fund.letters_sent": _("Letters sent"),
    "fund.letters_stopped": _("Sending of letters stopped early"),
    "fund.award_accepted": _("Award accepted"),
    "fund.award_turned_down": _("Award turned down"),
    "fund.award_taken_back": _("Offer taken back"),
}

ANNOUNCED = {
    "fund.call_opened": "A call has opened. call: its key.",
    "fund.entry_submitted": "An entry was sent. entry: its key; version: its number.",
    "fund.call_decided": "A call's decisions are closed. call: its key.",
    "fund.award_accepted": "An award was accepted. award: its key.",
}


_ENTRANTS, _FUNDERS = _("When you enter a call"), _("When you work for a funder")
#: What people are told: title, under which heading, and why it must be sent, if it must.
TOLD = {
    "fund.received": (
        _("Your entry has been received"), _ENTRANTS, _("It is your proof that we have it."),
    ),
    "fund.amended": (
        _("The rules of a call that you are entering have changed"), _ENTRANTS,
        _("You may have to act before the deadline."),
    ),
    "fund.letter": (
        _("Letters of decision"), _ENTRANTS, _("They say what was decided about your entry."),
    ),
    "fund.answered": (_("A question about a call has been answered"), _ENTRANTS, ""),
    "fund.assigned": (_("You have an entry to score"), _FUNDERS, ""),
    "fund.asked": (_("Somebody has a question about a call"), _FUNDERS, ""),
    "fund.stepped_back": (_("An assessor has stepped back from an entry"), _FUNDERS, ""),
    "fund.withdrawn": (_("An entry that was to be funded has been withdrawn"), _FUNDERS, ""),
    "fund.offer_answered": (_("An offer was accepted or turned down"), _FUNDERS, ""),
}  # fmt: skip


def declare_all() -> None:
    """Make them known to the kernel."""
    for kind, (title, about, must) in TOLD.items():
        messages.declare(kind, title, about=about, must=must)
    for kind, words in AUDITED.items():
        kinds.declare(kind, words)
    for kind, meaning in ANNOUNCED.items():
        registry.event(kind, meaning)
