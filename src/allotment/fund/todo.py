"""What people have to do in the fund, for Your tasks."""

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from allotment.fund.domain.moves import CallState
from allotment.fund.permissions import FINANCE
from allotment.fund.queries import late_changes, todo as queries
from allotment.fund.queries.todo import Waiting
from allotment.kernel.people.models import User
from allotment.kernel.web.tasks import Task, source


@source
def entrants(user: User) -> Iterable[Task]:
    """Drafts to finish, changes to send, and offers to answer."""
    for entry in queries.drafts_of(user):
        yield Task(
            _("Finish and send your entry"),
            reverse("fund:entry", args=[entry.key]),
            f"{entry.title or entry.reference} · {entry.call.title}",
            entry.deadline,
        )
    for entry in queries.changed_since_sent(user):
        yield Task(
            _("Send your changed entry again"),
            reverse("fund:entry", args=[entry.key]),
            f"{entry.title} · {entry.call.title}",
            entry.deadline,
        )
    for award in queries.offers_to(user):
        yield Task(
            _("Answer the offer"),
            reverse("fund:offer", args=[award.entry.key, award.key]),
            award.entry.title,
            queries.end_of(award.reply_by),
        )


@source
def assessors(user: User) -> Iterable[Task]:
    """Entries to score."""
    for assignment in queries.unscored_of(user):
        yield Task(
            _("Score an entry"),
            reverse("fund:assess", args=[assignment.key]),
            f"{assignment.entry.title} · {assignment.entry.call.title}",
        )


@source
def second_people(user: User) -> Iterable[Task]:
    """Late changes that somebody else asked for."""
    for change in late_changes.waiting_for(user):
        yield Task(
            _("Say whether an entry may be changed late"),
            reverse("fund:late_change", args=[change.key]),
            f"{change.entry.reference} · {change.entry.call.title}",
            change.closes_at,
        )


@source
def funders(user: User) -> Iterable[Task]:
    """Everything that moves a call on, from the draft to the closed decisions."""
    for waiting in queries.waiting_for(user):
        if waiting.manages:
            yield from _to_manage(waiting)
        if waiting.to_decide:
            yield Task(
                ngettext("Decide an entry", "Decide %(n)d entries", waiting.to_decide)
                % {"n": waiting.to_decide},
                reverse("fund:ranking", args=[waiting.call.key]),
                waiting.call.title,
            )


def _to_manage(waiting: Waiting) -> Iterator[Task]:
    key, title = waiting.call.key, waiting.call.title
    entries = reverse("fund:entries", args=[key])
    if waiting.call.state == CallState.DRAFT:
        inside = reverse("fund:inside", args=[key])
        yield Task(_("Finish and publish your call"), inside, title, waiting.call.opens_at)
    if waiting.questions:
        yield Task(
            ngettext(
                "Answer a question about a call",
                "Answer %(n)d questions about a call",
                waiting.questions,
            )
            % {"n": waiting.questions},
            reverse("fund:questions_asked", args=[key]),
            title,
            waiting.call.closes_at,
        )
    if waiting.unscreened:
        yield Task(
            ngettext("Screen an entry", "Screen %(n)d entries", waiting.unscreened)
            % {"n": waiting.unscreened},
            entries + "?state=submitted",
            title,
        )
    if waiting.unassigned:
        yield Task(
            ngettext(
                "Find assessors for an entry",
                "Find assessors for %(n)d entries",
                waiting.unassigned,
            )
            % {"n": waiting.unassigned},
            entries + "?state=eligible",
            title,
        )
    if waiting.short:
        yield Task(
            ngettext(
                "Find another assessor for an entry",
                "Find another assessor for %(n)d entries",
                waiting.short,
            )
            % {"n": waiting.short},
            entries + "?state=eligible",
            title,
        )
    if waiting.without_letter:
        yield Task(
            ngettext("Send a letter", "Send %(n)d letters", waiting.without_letter)
            % {"n": waiting.without_letter},
            reverse("fund:letters", args=[key]),
            title,
        )
    if waiting.is_scored:
        yield Task(_("Hand over to the board"), reverse("fund:to_board", args=[key]), title)
    if waiting.has_sent_all_letters:
        yield Task(_("Close the decisions"), reverse("fund:close_decisions", args=[key]), title)


@source
def finance_officers(user: User) -> Iterable[Task]:
    """Accepted awards that are not paid in full."""
    if not user.organisations_with(*FINANCE):
        return
    for unpaid in queries.unpaid_for(user):
        yield Task(
            ngettext("Pay an award and record it", "Pay %(n)d awards and record it", unpaid.awards)
            % {"n": unpaid.awards},
            reverse("money:pot", args=[unpaid.pot.key]),
            unpaid.pot.name,
        )
