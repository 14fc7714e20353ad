"""What applicants answer to an offer."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.fund.domain.moves import EntryState
from allotment.fund.models import Award, Entry
from allotment.fund.queries import calls as call_queries
from allotment.fund.services import entries as entry_services
from allotment.fund.services.decisions import DecisionError
from allotment.kernel.domain.sentences import gettext_noop as noop
from allotment.kernel.guards import states
from allotment.kernel.jobs.services import announce
from allotment.kernel.notify.services import send_message
from allotment.kernel.people.models import User
from allotment.money.services import ledger, pots


def accept(*, award: Award, by: User) -> None:
    """Accept an offer: the award enters the register and the open data."""
    with transaction.atomic():
        _answer(award, by, Award.State.ACCEPTED)
        entry_services.move(award.entry, to=EntryState.ACCEPTED, kind="fund.award_accepted", by=by)
        announce("fund.award_accepted", award=award.key)
        _notify_managers(award, _("An award has been accepted"))


def turn_down(*, award: Award, by: User, why: str = "") -> None:
    """Turn an offer down: its money goes back to the pot for the reserve list."""
    with transaction.atomic():
        _answer(award, by, Award.State.TURNED_DOWN, turned_down_because=why)
        pots.hold(award.decision.pot)
        entry_services.move(
            award.entry, to=EntryState.TURNED_DOWN, kind="fund.award_turned_down", by=by
        )
        if award.decision.pot is not None:
            ledger.release(
                pot=award.decision.pot, reference=award.entry.key, pence=award.amount,
                once=f"turned-down:{award.key}", by=by, why=_("The award was turned down"),
            )  # fmt: skip
        _notify_managers(award, _("An award has been turned down"))


def _answer(award: Award, by: User, state: str, **also: object) -> None:
    Entry.objects.select_for_update(no_key=True).get(pk=award.entry_id)
    if not states.move_row(award, to=state, answered_at=timezone.now(), answered_by=by, **also):
        raise DecisionError(noop("This offer has been answered already, or was taken back."))


def _notify_managers(award: Award, subject: str) -> None:
    for manager in call_queries.managers_of(award.entry.call):
        send_message(
            manager,
            kind="fund.offer_answered",
            subject=subject,
            body=f"{award.entry.title} ({award.entry.reference})",
            link=reverse("fund:ranking", args=[award.entry.call.key]),
            once=f"answered:{award.key}:{award.state}:{manager.pk}",
        )
