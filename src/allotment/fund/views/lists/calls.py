"""The lists of calls and of questions about one: columns, what narrows them, what an empty one says."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from allotment.fund.models import Call, Clarification
from allotment.fund.queries.calls import Managed
from allotment.fund.queries.lists import PastCall
from allotment.kernel.domain.money import pounds
from allotment.kernel.web.cells import macro, to
from allotment.kernel.web.tables import Column, Empty, Filter, Money, Table

_phase_tag = macro("fund/parts.html", "phase_tag")


def _phases() -> dict[str, str]:
    return {
        "draft": _("Draft"),
        "later": _("Opens soon"),
        "open": _("Open"),
        "closed": _("Closed"),
        "deciding": _("Being decided"),
        "decided": _("Decided"),
    }


def _awarded_in_all(call: PastCall) -> str:
    return pounds(call.awarded) if call.awards else "–"


def _number_of_awards(call: PastCall) -> str:
    text = ngettext("%(num)d award", "%(num)d awards", call.awards) % {"num": call.awards}
    return text if call.awards else ""


def past() -> Table[PastCall]:
    """Calls that have closed, as everybody sees them."""
    phases = _phases()
    states = [(phase, phases[phase]) for phase in ("closed", "deciding", "decided")]
    return Table(
        name="calls",
        caption=_("Past calls"),
        usual="-closed",
        columns=[
            Column(
                _("Call"), "title", sort="title", href=to("fund:call", "key"), in_file=_("Title")
            ),
            Column(_("Funder"), "funder", sort="funder"),
            Column(_("State"), lambda call: phases[call.phase], on_page=False),
            Column(_("State"), show=lambda call: _phase_tag(call.phase), sort="state"),
            Column(_("Closed"), "closed_at", sort="closed"),
            Money(_("On offer"), "on_offer", sort="offer"),
            Column(_("Awards"), "awards", on_page=False),
            Money(_("Awarded"), "awarded", on_page=False),
            Column(_("Awarded"), show=_awarded_in_all, numeric=True, under=_number_of_awards),
        ],
        filters=[
            Filter("text", _("Words in the title, the summary or the funder's name")),
            Filter("state", _("State"), states),
        ],
        empty=Empty(_("No call has closed yet.")),
        counted=lambda n: ngettext("%(n)s past call", "%(n)s past calls", n),
    )


def managed(funders: Sequence[tuple[str, str]]) -> Table[Managed]:
    """The calls of these funders (key, name)."""
    filters = [
        Filter("text", _("Words in the title")),
        Filter("state", _("State"), list(_phases().items())),
    ]
    inside = to("fund:inside", "call.key")
    if len(funders) > 1:
        filters.append(Filter("funder", _("Funder"), funders, every=_("All funders")))
    return Table(
        name="calls",
        caption=_("Your calls"),
        usual="-made",
        columns=[
            Column(_("Call"), "call.title", "title", href=inside, under="call.funder.name"),
            Column(_("Funder"), "call.funder.name", on_page=False),
            Column(_("State"), lambda m: _phases()[m.phase], on_page=False),
            Column(_("State"), show=lambda m: _phase_tag(m.phase), sort="state"),
            Column(_("Opens"), "call.opens_at", on_page=False),
            Column(_("Closes"), "call.closes_at", sort="closes"),
            Column(_("Made"), "call.made_at", sort="made"),
            Column(_("Started"), "begun", sort="begun", numeric=True),
            Column(_("Sent"), "sent", sort="sent", numeric=True),
        ],
        filters=filters,
        empty=Empty(_("No calls yet. Start one: you get a complete draft from a template.")),
        counted=lambda n: ngettext("%(n)s call", "%(n)s calls", n),
    )


def clarifications(call: Call) -> Table[Clarification]:
    """What people have asked about a call."""
    return Table(
        name="questions",
        caption=_("Questions about the call"),
        usual="answered",
        columns=[
            Column(_("Question"), "question"),
            Column(_("Asked"), "asked_at", sort="asked"),
            Column(_("Whether answered"), sort="answered"),
            Column(_("Answer"), "answer", on_page=False),
            Column(_("Answered"), "answered_at", on_page=False),
        ],
        filters=[
            Filter("text", _("Words in the question or the answer")),
            Filter("state", _("State"), [("open", _("Not answered")), ("done", _("Answered"))]),
        ],
        empty=Empty(
            _("Nobody has asked anything. People ask on the call's page while it is open."),
            _("The public page of the call"),
            reverse("fund:call", args=[call.key]),
        ),
        counted=lambda n: ngettext("%(n)s question", "%(n)s questions", n),
    )
