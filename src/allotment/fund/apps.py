from django.utils.translation import gettext_lazy as _

from allotment.kernel.site.module import MenuPage, Message, Module, Role
from allotment.kernel.web.navigation import IDEAS

_ENTRANTS, _FUNDERS = _("When you enter a call"), _("When you work for a funder")


class FundConfig(Module):
    name = "allotment.fund"
    roles = (
        Role(
            "fund.manager",
            _("Fund manager"),
            _("makes calls, screens entries, assigns assessors and sends letters"),
            order=30,
        ),
        Role("fund.assessor", _("Assessor"), _("scores the entries assigned to them"), order=40),
        Role(
            "fund.board",
            _("Board member"),
            _("reads the ranked list and decides which entries are funded"),
            order=50,
        ),
    )
    audit_kinds = {
        "fund.call_made": _("Call started"),
        "fund.call_changed": _("Call changed"),
        "fund.call_opened": _("Call opened"),
        "fund.call_amended": _("Rules amended"),
        "fund.call_closed": _("Call closed"),
        "fund.call_deciding": _("Handed over to the board"),
        "fund.call_reopened_for_scores": _("More scores asked for"),
        "fund.call_decided": _("Decisions closed"),
        "fund.deadline_extended": _("Deadline extended"),
        "fund.late_change_asked": _("Late change of an entry asked for"),
        "fund.late_change_allowed": _("Late change of an entry allowed"),
        "fund.late_change_refused": _("Late change of an entry refused"),
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
    events = {
        "fund.call_opened": "A call has opened. call: its key.",
        "fund.entry_submitted": "An entry was sent. entry: its key; version: its number.",
        "fund.call_decided": "A call's decisions are closed. call: its key.",
        "fund.award_accepted": "An award was accepted. award: its key.",
    }
    messages = (
        Message(
            "fund.received",
            _("Your entry has been received"),
            _ENTRANTS,
            must=_("It is your proof that we have it."),
        ),
        Message(
            "fund.amended",
            _("The rules of a call that you are entering have changed"),
            _ENTRANTS,
            must=_("You may have to act before the deadline."),
        ),
        Message(
            "fund.letter",
            _("Letters of decision"),
            _ENTRANTS,
            must=_("They say what was decided about your entry."),
        ),
        Message("fund.answered", _("A question about a call has been answered"), _ENTRANTS),
        Message("fund.assigned", _("You have an entry to score"), _FUNDERS),
        Message("fund.asked", _("Somebody has a question about a call"), _FUNDERS),
        Message("fund.late_change", _("A late change of an entry waits for an answer"), _FUNDERS),
        Message("fund.stepped_back", _("An assessor has stepped back from an entry"), _FUNDERS),
        Message("fund.withdrawn", _("An entry that was to be funded has been withdrawn"), _FUNDERS),
        Message("fund.offer_answered", _("An offer was accepted or turned down"), _FUNDERS),
    )
    pages = (
        MenuPage(
            _("Open calls"),
            "fund:calls",
            IDEAS,
            _("Calls that you can enter now, and the results of earlier ones."),
            order=20,
        ),
        MenuPage(
            _("Your entries"),
            "fund:my_entries",
            IDEAS,
            _("The ideas that you have started or sent."),
            order=30,
            permission="fund.enter",
        ),
        MenuPage(
            _("Your calls"),
            "fund:manage",
            IDEAS,
            _("The calls of the organisations that you work for."),
            order=35,
            permission="fund.see_managed_calls",
        ),
    )

    def connect(self) -> None:
        from allotment.fund.queries import packs
        from allotment.fund.queries.entries import may_read_file
        from allotment.fund.queries.visible import sealed_subjects
        from allotment.fund.services import looking
        from allotment.kernel.audit.queries import keep_out
        from allotment.kernel.files.services import readable_by

        readable_by("fund.entry", may_read_file, on_read=looking.file_was_read)
        keep_out(sealed_subjects)
        readable_by(packs.KIND, packs.may_read, on_read=looking.stored_pack_was_read)
