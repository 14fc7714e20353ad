"""Changes to the rules and deadlines of a call that is open, published with their reason."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.fund.domain.moves import CallState, EntryState
from allotment.fund.models import Amendment, Call, Entry
from allotment.fund.permissions import writes_entry
from allotment.fund.queries import calls as call_queries
from allotment.fund.queries.received import RECEIVED
from allotment.fund.services.calls import CallError
from allotment.kernel.audit import services as audit
from allotment.kernel.domain.sentences import gettext_noop as noop
from allotment.kernel.notify.services import send_message
from allotment.kernel.people.models import User
from allotment.kernel.search import services as search
from allotment.kernel.web.formats import moment


class DeadlineError(CallError):
    """The deadline cannot be moved to that moment."""

    field = "closes_on"


#: All entries of a call are sealed until one that was extended can be sent no more.
MOST_DAYS = 60

#: What a draft's page may change, and an amendment of an open call too.
RULES = (
    "title", "summary", "purpose", "who_may_enter", "total_on_offer", "smallest_award",
    "largest_award", "contact", "appeal", "privacy_notice", "assessors_per_entry",
    "retention_months",
)  # fmt: skip


def amend(
    *,
    call: Call,
    by: User,
    values: Mapping[str, Any],
    what: str,
    why: str,
    seen: int | None = None,
) -> Amendment | None:
    """Change an open call's rules by a published amendment, and tell everybody who has begun.

    `values` maps names of RULES to new values; None where nothing differs. `seen` is how many
    amendments there were when the person saw the rules. CallError where the call is not open, or a
    colleague has amended it meanwhile.
    """
    with transaction.atomic():
        locked = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        if locked.state != CallState.OPEN:
            raise CallError(noop("Only an open call is amended."))
        differing = {n: v for n, v in values.items() if n in RULES and getattr(locked, n) != v}
        if not differing:
            return None
        if seen is not None and seen != call_queries.amendments_of(locked):
            raise CallError(
                noop(
                    "Somebody else has amended this call since you opened it. Check its rules again."
                )
            )
        changes = {n: [getattr(locked, n), v] for n, v in differing.items()}
        Call.objects.filter(pk=call.pk).update(**differing)
        amendment = _publish(call, by=by, what=what, why=why, changes=changes)
        search.refresh("fund.call", [call.key])
        audit.record(
            kind="fund.call_amended", by=by, on=call, chain=call.funder, why=why,
            facts={"number": amendment.number, "fields": sorted(differing)},
        )  # fmt: skip
    call.refresh_from_db()
    return amendment


def extend(
    *, call: Call, by: User, closes_at: dt.datetime, why: str, entry: Entry | None = None
) -> Amendment:
    """Give everybody, or one entry, a later deadline, with a reason.

    Everybody's may be given while the call is open; one entry's also within the call's closed state,
    until somebody of the funder has opened an entry: then `late_changes` asks a second person.
    DeadlineError where the new deadline is not later, or it is too late to give it.
    """
    with transaction.atomic():
        locked = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        own = Entry.objects.get(pk=entry.pk) if entry is not None else None
        must_be_later(locked, closes_at, own)
        if own is None and not call_queries.is_before_deadline(locked):
            raise DeadlineError(noop("The call has closed. Extend for one entry."))
        if own is not None:
            must_be_of_others(own, by)
            if locked.first_read_at is not None:
                raise DeadlineError(
                    noop("Entries of this call have been opened. A second person must allow it.")
                )
        amendment = set_deadline(call, entry, by=by, closes_at=closes_at, why=why)
    call.refresh_from_db()
    return amendment


def must_be_later(call: Call, closes_at: dt.datetime, entry: Entry | None = None) -> None:
    """Raises DeadlineError unless this can be the new deadline of the call, or of one entry."""
    if call.state not in {CallState.OPEN, CallState.CLOSED}:
        raise DeadlineError(noop("The entries are with the board, so the deadline cannot change."))
    if entry is not None and entry.state not in {EntryState.DRAFT, EntryState.SUBMITTED}:
        raise DeadlineError(noop("This entry can no longer be changed, so it needs no deadline."))
    present = (call.closes_at, entry.own_deadline if entry else None, timezone.now())
    if any(each is not None and closes_at <= each for each in present):
        raise DeadlineError(noop("The new deadline must be later than the current one."))
    counted_from = max(call.closes_at or timezone.now(), timezone.now())
    if entry is not None and closes_at > counted_from + dt.timedelta(days=MOST_DAYS):
        raise DeadlineError(
            noop("One entry can be extended by at most {most} days after the call closes."),
            most=MOST_DAYS,
        )


def must_be_of_others(entry: Entry, by: User) -> None:
    """Raises DeadlineError where the person works on the entry for its applicant."""
    if writes_entry.test(by, entry):
        raise DeadlineError(noop("You work on this entry, so somebody else extends its deadline."))


def set_deadline(
    call: Call, entry: Entry | None, *, by: User, closes_at: dt.datetime, why: str
) -> Amendment:
    """Write the deadline of the call, or of one entry, and publish it, within a transaction. What of
    the call could be searched is sealed again."""
    if entry is None:
        Call.objects.filter(pk=call.pk).update(closes_at=closes_at)
    else:
        Entry.objects.filter(pk=entry.pk).update(own_deadline=closes_at)
        search.refresh(RECEIVED, list(call.entries.values_list("key", flat=True)))
    what = _("New deadline: %(moment)s.") % {"moment": moment(closes_at)}
    amendment = _publish(call, by=by, what=what, why=why, changes={}, entry=entry)
    audit.record(
        kind="fund.deadline_extended", by=by, on=entry or call, chain=call.funder, why=why,
        facts={"closes_at": closes_at.isoformat()},
    )  # fmt: skip
    return amendment


def _publish(
    call: Call,
    *,
    by: User,
    what: str,
    why: str,
    changes: dict[str, Any],
    entry: Entry | None = None,
) -> Amendment:
    number = call_queries.amendments_of(call) + 1
    amendment = Amendment.objects.create(
        call=call, number=number, what=what, why=why, changes=changes, entry=entry, made_by=by
    )
    entries = [entry] if entry else list(call_queries.unfinished_entries(call))
    for one in entries:
        for person in call_queries.people_of(one):
            send_message(
                person,
                kind="fund.amended",
                subject=_("The rules of a call you are entering have changed"),
                body=_("%(call)s\n\n%(what)s\n\nWhy: %(why)s")
                % {"call": call.title, "what": what, "why": why},
                link=reverse("fund:entry", args=[one.key]),
                once=f"amendment:{amendment.pk}:{person.pk}",
            )
    return amendment
