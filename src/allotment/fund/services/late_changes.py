"""A later deadline for one entry after others were read: one person asks, another answers."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.fund.domain.moves import LATE_CHANGE_MOVES, LateChangeState, check_move
from allotment.fund.models import Call, Entry, LateChange
from allotment.fund.queries import calls as call_queries
from allotment.fund.services import amendments
from allotment.kernel.audit import services as audit
from allotment.kernel.domain.sentences import gettext_noop as noop
from allotment.kernel.guards import states
from allotment.kernel.notify.services import send_message
from allotment.kernel.people.models import User
from allotment.kernel.permissions import require


def ask(*, entry: Entry, by: User, closes_at: dt.datetime, why: str) -> LateChange:
    """Ask for a later deadline for one entry; whoever asks again has mistyped it the first time.
    DeadlineError where it cannot be given, or somebody else has asked already."""
    with transaction.atomic():
        call, locked = _locked(entry)
        amendments.must_be_later(call, closes_at, locked)
        amendments.must_be_of_others(locked, by)
        locked.late_changes.filter(state=LateChangeState.ASKED, asked_by=by).delete()
        if locked.late_changes.filter(state=LateChangeState.ASKED).exists():
            raise amendments.DeadlineError(
                noop("Somebody has asked for this already, and it has not been answered yet.")
            )
        last = locked.submissions.order_by("-number").values_list("number", flat=True).first()
        change = LateChange.objects.create(
            entry=locked, closes_at=closes_at, why=why, version=last or 0, asked_by=by
        )
        audit.record(
            kind="fund.late_change_asked", by=by, on=entry, chain=call.funder, why=why,
            facts={"closes_at": closes_at.isoformat()},
        )  # fmt: skip
        for person in call_queries.second_people_of(call, by):
            send_message(
                person,
                kind="fund.late_change",
                subject=_("A late change of an entry waits for your answer"),
                body=_(
                    "%(who)s asks to let the entry %(reference)s be changed, although entries of "
                    "“%(call)s” have been read. It cannot be changed unless a second person allows it."
                )
                % {"who": by.display_name, "reference": locked.reference, "call": call.title},
                link=reverse("fund:late_change", args=[change.key]),
                once=f"late_change:{change.key}:{person.pk}",
            )
    return change


def answer(*, change: LateChange, by: User, allowed: bool) -> None:
    """Allow or refuse a late change. Allowed, all entries of the call are sealed until it ends.

    Refused to whoever asked; DeadlineError where the deadline can be given no more.
    """
    with transaction.atomic():
        call, entry = _locked(change.entry)
        locked = LateChange.objects.select_for_update(no_key=True).get(pk=change.pk)
        locked.entry = entry
        require(by, "fund.answer_late_change", locked)
        to = LateChangeState.ALLOWED if allowed else LateChangeState.REFUSED
        check_move(LATE_CHANGE_MOVES, locked.state, to)
        if allowed:
            amendments.must_be_later(call, locked.closes_at, entry)
        states.move_row(change, to=to, answered_by=by, answered_at=timezone.now())
        audit.record(kind=f"fund.late_change_{to}", by=by, on=entry, chain=call.funder)
        if allowed:
            amendments.set_deadline(call, entry, by=by, closes_at=locked.closes_at, why=locked.why)


def _locked(entry: Entry) -> tuple[Call, Entry]:
    call = (
        Call.objects.select_for_update(of=("self",), no_key=True)
        .select_related("funder")
        .get(pk=entry.call_id)
    )
    locked = Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    locked.call = call
    return call, locked
