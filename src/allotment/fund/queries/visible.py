"""Which rows each person may see, as querysets; `permissions` says the same of one row."""

import datetime as dt
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, Case, Exists, Max, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Concat, Greatest, Now

from allotment.fund.domain.moves import AssessmentState, CallState, EntryState
from allotment.fund.models import Assignment, Call, Entry
from allotment.fund.permissions import (
    ASSESSORS,
    MANAGERS,
    READERS,
    STAFF,
    WRITERS,
    entered_it_on_paper,
    writes_entry,
)
from allotment.kernel.organisations.models import Membership
from allotment.kernel.people.models import User

Viewer = User | AnonymousUser

_UNFINISHED = Q(
    state__in=[EntryState.DRAFT, EntryState.SUBMITTED],
    call__state__in=[CallState.OPEN, CallState.CLOSED],
)

#: The call has opened and the entry's deadline has not passed: by the database's clock.
WRITABLE = _UNFINISHED & Q(call__opens_at__lte=Now(), deadline__gt=Now())

#: Calls that have closed, of which one entry may still be sent.
EXTENDED = Entry.objects.filter(_UNFINISHED, own_deadline__gt=Now()).order_by().values("call")

#: Of entries: nobody of the funder reads one before the last moment at which any entry of its call
#: may be sent, nor ever one that was withdrawn before that.
UNSEALED = Q(call__closes_at__lte=Now(), withdrawn_sealed=False) & ~Q(call__in=EXTENDED)


def calls_visible_to(user: Viewer) -> QuerySet[Call]:
    """Published calls for everybody; a funder's drafts for those who work there."""
    calls = Call.objects.select_related("funder")
    published = ~Q(state=CallState.DRAFT)
    if not isinstance(user, User):
        return calls.filter(published)
    return calls.filter(published | Q(funder_id__in=user.organisations_with(*STAFF)))


# These are made once: making them takes longer than the database needs to answer.
#: The later of the two: an entry's own deadline widens its call's.
DEADLINE = Greatest(Coalesce("own_deadline", "call__closes_at"), "call__closes_at")
_WITH_DEADLINE: QuerySet[Any] = Entry.objects.select_related("call", "call__funder").annotate(
    deadline=DEADLINE
)
_TO_WRITE: QuerySet[Any] = _WITH_DEADLINE.annotate(
    is_writable=Case(When(WRITABLE, then=True), default=False, output_field=BooleanField())
)
#: The database's moment, for each entry that may be changed and sent at it.
MOMENTS_IF_WRITABLE: QuerySet[Any, dt.datetime] = (
    Entry.objects.alias(deadline=DEADLINE)
    .filter(WRITABLE)
    .annotate(now=Now())
    .values_list("now", flat=True)
)


#: Of an entry from paper: the role of whoever typed it, where they have it still.
_TYPIST_AS_MANAGER = Membership.objects.filter(
    person=OuterRef("on_paper_by"), organisation=OuterRef("call__funder"), role__in=MANAGERS,
    ended_at=None,
)  # fmt: skip


def entries_with_deadline() -> QuerySet[Any]:
    """Entries with `deadline`: the later of their own, where one was given, and their call's."""
    return _WITH_DEADLINE.all()


def sent_entries() -> QuerySet[Any]:
    """Entries that a funder's people may read: sent, and no longer sealed (UNSEALED)."""
    return (
        entries_with_deadline()
        .filter(UNSEALED)
        .exclude(state=EntryState.DRAFT)
        .exclude(submitted_at=None)
    )


def sealed_until(call: Call) -> dt.datetime | None:
    """The last moment at which an entry of the call may be sent; None once it has passed."""
    calls = Call.objects.filter(pk=call.pk).filter(Q(closes_at__gt=Now()) | Q(pk__in=EXTENDED))
    closes_at = calls.values_list("closes_at", flat=True).first()
    if closes_at is None:
        return None
    extended = Entry.objects.filter(_UNFINISHED, call=call, own_deadline__gt=Now())
    last: dt.datetime | None = extended.aggregate(last=Max("own_deadline"))["last"]
    return max(closes_at, last or closes_at)


def sealed_subjects() -> QuerySet[Any, str]:
    """Sealed entries, named as the audit names them."""
    name = Concat(Value(f"{Entry._meta.label_lower}:"), "key")
    return Entry.objects.exclude(UNSEALED).order_by().values_list(name, flat=True)


def own_entry(user: User, key: str) -> Entry:
    """The one of `own_entries` that has this key. Raises Entry.DoesNotExist."""
    found: Entry = _TO_WRITE.get(key=key)
    if writes_entry.test(user, found) or entered_it_on_paper.test(user, found):
        return found
    raise Entry.DoesNotExist


def own_entries(user: User) -> QuerySet[Any]:
    """Entries the person writes: their own, their organisations', those they typed from paper.

    `is_writable` says whether the draft could be changed and sent at the moment of reading.
    """
    return _TO_WRITE.filter(
        Q(owner=user, on_paper_by=None)
        | Q(organisation_id__in=user.organisations_with(*WRITERS))
        | Q(call__funder_id__in=user.organisations_with(*MANAGERS))
        & (Q(on_paper_by=user) | Q(on_paper_by__isnull=False) & ~Exists(_TYPIST_AS_MANAGER))
    )


def received_entries(user: User) -> QuerySet[Any]:
    """Entries that a funder's people read: sent, and no longer sealed."""
    return sent_entries().filter(call__funder_id__in=user.organisations_with(*READERS))


def assignments_of(user: User) -> QuerySet[Assignment]:
    """The person's own assignments where they assess, but for those they stepped back from."""
    return sheets_of_assessor(user).exclude(state=AssessmentState.STEPPED_BACK)


def sheets_of_assessor(user: User) -> QuerySet[Assignment]:
    """The person's own assignments where they assess, also those they stepped back from."""
    return (
        Assignment.objects.filter(assessor=user)
        .filter(entry__call__funder_id__in=user.organisations_with(*ASSESSORS))
        .exclude(entry__state=EntryState.WITHDRAWN)
        .exclude(entry__call__in=EXTENDED)
        .select_related("entry", "entry__call", "entry__call__funder")
    )
