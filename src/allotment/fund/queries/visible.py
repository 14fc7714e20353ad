"""Which rows each person may see, as querysets; `permissions` says the same of one row."""

import datetime as dt
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, Case, Q, QuerySet, When
from django.db.models.functions import Coalesce, Now

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
from allotment.kernel.people.models import User

Viewer = User | AnonymousUser

#: Whether its own deadline, or its call's, has passed: by the database's clock.
PAST_ITS_DEADLINE = Q(deadline__lte=Now())

#: The call has opened and the entry's own deadline has not passed: by the database's clock.
WRITABLE = Q(
    call__opens_at__lte=Now(),
    deadline__gt=Now(),
    state__in=[EntryState.DRAFT, EntryState.SUBMITTED],
    call__state__in=[CallState.OPEN, CallState.CLOSED],
)


def calls_visible_to(user: Viewer) -> QuerySet[Call]:
    """Published calls for everybody; a funder's drafts for those who work there."""
    calls = Call.objects.select_related("funder")
    published = ~Q(state=CallState.DRAFT)
    if not isinstance(user, User):
        return calls.filter(published)
    return calls.filter(published | Q(funder_id__in=user.organisations_with(*STAFF)))


# These are made once: making them takes longer than the database needs to answer.
_DEADLINE = Coalesce("own_deadline", "call__closes_at")
_WITH_DEADLINE: QuerySet[Any] = Entry.objects.select_related("call", "call__funder").annotate(
    deadline=_DEADLINE
)
_TO_WRITE: QuerySet[Any] = _WITH_DEADLINE.annotate(
    is_writable=Case(When(WRITABLE, then=True), default=False, output_field=BooleanField())
)
#: The database's moment, for each entry that may be changed and sent at it.
MOMENTS_IF_WRITABLE: QuerySet[Any, dt.datetime] = (
    Entry.objects.alias(deadline=_DEADLINE)
    .filter(WRITABLE)
    .annotate(now=Now())
    .values_list("now", flat=True)
)


def entries_with_deadline() -> QuerySet[Any]:
    """Entries with `deadline`: their own where one was given, else their call's."""
    return _WITH_DEADLINE.all()


def own_entry(user: User, key: str) -> Entry:
    """The one of `own_entries` that has this key. Raises Entry.DoesNotExist."""
    found: Entry = _TO_WRITE.get(key=key)
    if writes_entry.test(user, found) or entered_it_on_paper.test(user, found):
        return found
    raise Entry.DoesNotExist


def own_entries(user: User) -> QuerySet[Any]:
    """Entries the person writes: their own, their organisations', those they took on paper.

    `is_writable` says whether the draft could be changed and sent at the moment of reading.
    """
    return _TO_WRITE.filter(
        Q(owner=user)
        | Q(organisation_id__in=user.organisations_with(*WRITERS))
        | Q(on_paper_by__isnull=False, call__funder_id__in=user.organisations_with(*MANAGERS))
    )


def received_entries(user: User) -> QuerySet[Any]:
    """Entries that a funder's people read: sent, and only once the deadline has passed."""
    return (
        entries_with_deadline()
        .filter(call__funder_id__in=user.organisations_with(*READERS))
        .filter(PAST_ITS_DEADLINE)
        .exclude(state=EntryState.DRAFT)
        .exclude(submitted_at=None)
    )


def assignments_of(user: User) -> QuerySet[Assignment]:
    """The person's own assignments where they assess, but for those they stepped back from."""
    return sheets_of_assessor(user).exclude(state=AssessmentState.STEPPED_BACK)


def sheets_of_assessor(user: User) -> QuerySet[Assignment]:
    """The person's own assignments where they assess, also those they stepped back from."""
    return (
        Assignment.objects.filter(assessor=user)
        .filter(entry__call__funder_id__in=user.organisations_with(*ASSESSORS))
        .exclude(entry__state=EntryState.WITHDRAWN)
        .select_related("entry", "entry__call", "entry__call__funder")
    )
