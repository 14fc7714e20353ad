"""Reads of calls."""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Now

from allotment.fund.domain.moves import CallState, EntryState
from allotment.fund.domain.questions import Kind, check_questions
from allotment.fund.models import Amendment, Award, Call, Clarification, Entry, Question
from allotment.fund.permissions import BOARD, MANAGERS, WRITERS
from allotment.fund.queries.decisions import without_letter
from allotment.fund.queries.visible import Viewer, calls_visible_to
from allotment.kernel.domain.sentences import Sentence, gettext_noop as _, sentence
from allotment.kernel.people.models import User

#: A call's phase as visitors see it: by the database's clock, whatever the stored state.
OPEN_NOW = Q(state=CallState.OPEN, opens_at__lte=Now(), closes_at__gt=Now())
OPENS_LATER = Q(state=CallState.OPEN, opens_at__gt=Now())


def one(user: Viewer, key: str) -> Call:
    """A call that the person may see. Raises Call.DoesNotExist."""
    return calls_visible_to(user).get(key=key)


def inside(user: Viewer, key: str) -> Call:
    """A call of a funder for whom the person works. Raises Call.DoesNotExist."""
    from allotment.fund.permissions import STAFF

    if not isinstance(user, User):
        raise Call.DoesNotExist
    return (
        Call.objects.select_related("funder")
        .filter(funder_id__in=user.organisations_with(*STAFF))
        .get(key=key)
    )


def phase(call: Call) -> str:
    """ "draft", "later", "open", "closed", "deciding" or "decided", by the database's clock."""
    if call.state != CallState.OPEN:
        return str(call.state)
    rows = Call.objects.filter(pk=call.pk)
    if rows.filter(OPEN_NOW).exists():
        return "open"
    return "later" if rows.filter(OPENS_LATER).exists() else "closed"


def is_before_deadline(call: Call) -> bool:
    """Has the call's own deadline not passed yet, by the database's clock?"""
    return Call.objects.filter(pk=call.pk, closes_at__gt=Now()).exists()


@dataclasses.dataclass(frozen=True, slots=True)
class PublicCall:
    """A call as a list shows it."""

    key: str
    title: str
    summary: str
    funder: str
    phase: str
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    total_on_offer: int
    largest_award: int


def current() -> list[PublicCall]:
    """Calls that are open, soonest deadline first, then those that open later. One statement."""
    calls = (
        Call.objects.filter(state=CallState.OPEN, closes_at__gt=Now())
        .select_related("funder")
        .annotate(now=Now())
        .order_by("closes_at", "pk")
    )
    rows = [_public(call, call.now) for call in calls]
    return sorted(rows, key=lambda row: row.phase == "later")


def phase_at(call: Call, now: dt.datetime) -> str:
    """The phase at a moment that the database gave."""
    if call.state != CallState.OPEN or call.opens_at is None or call.closes_at is None:
        return str(call.state)
    if now < call.opens_at:
        return "later"
    return "open" if now < call.closes_at else "closed"


def _public(call: Call, now: dt.datetime) -> PublicCall:
    return PublicCall(
        call.key, call.title, call.summary, call.funder.name, phase_at(call, now), call.opens_at,
        call.closes_at, call.total_on_offer, call.largest_award,
    )  # fmt: skip


def what_is_missing(call: Call) -> list[Sentence]:
    """What keeps a draft from being opened, each a sentence; empty when it is ready."""
    found: list[Sentence] = []
    if not call.summary.strip():
        found.append(sentence(_("Write a summary.")))
    if call.opens_at is None or call.closes_at is None or call.closes_at <= call.opens_at:
        found.append(
            sentence(_("Say when the call opens and closes; it must close after it opens."))
        )
    elif not is_before_deadline(call):
        found.append(sentence(_("The closing moment has passed. Choose a later one.")))
    if call.largest_award <= 0 or call.total_on_offer < call.largest_award:
        found.append(sentence(_("Say how much is on offer: at least the largest award.")))
    if not call.pots.exists():
        found.append(sentence(_("Choose the pot that the awards are paid from.")))
    if not call.privacy_notice.strip():
        found.append(sentence(_("Write the privacy notice.")))
    if not call.contact.strip():
        found.append(sentence(_("Enter a contact for questions.")))
    found.extend(_missing_from_form(call))
    if not call.criteria.exists():
        found.append(sentence(_("Add at least one criterion.")))
    return found


def _missing_from_form(call: Call) -> list[Sentence]:
    questions = [row.as_domain() for row in call.questions.select_related("section")]
    found = list(check_questions(questions))
    kinds = {q.key: q.kind for q in questions}
    if kinds.get(call.title_question) not in {Kind.SHORT_TEXT}:
        found.append(sentence(_("Choose the question whose answer is the entry's title.")))
    if kinds.get(call.amount_question) is not Kind.MONEY:
        found.append(sentence(_("Choose the question that asks for the amount of money.")))
    return found


def form_of(call: Call) -> list[tuple[Any, list[Question]]]:
    """The form: each section with its questions, in order. Two statements."""
    sections = list(call.sections.all())
    questions = list(call.questions.order_by("section__position", "position"))
    by_section: dict[int, list[Question]] = {}
    for question in questions:
        by_section.setdefault(question.section_id, []).append(question)
    return [(section, by_section.get(section.pk, [])) for section in sections]


def public_amendments(call: Call) -> list[Amendment]:
    """Amendments that concern everybody, newest first."""
    return list(call.amendments.filter(entry=None).order_by("-number"))


def answered(call: Call) -> list[Clarification]:
    """Questions answered to all, newest first."""
    return list(call.clarifications.exclude(answered_at=None).order_by("-answered_at"))


def clarification(user: Viewer, key: str, question: str) -> Clarification:
    return Clarification.objects.select_related("call", "call__funder", "asked_by").get(
        call=inside(user, key), key=question
    )


def unfinished_entries(call: Call) -> QuerySet[Entry]:
    """Entries whose people must hear of a change: begun or sent, not withdrawn."""
    return call.entries.filter(state__in=[EntryState.DRAFT, EntryState.SUBMITTED]).select_related(
        "owner", "organisation"
    )


def people_of(entry: Entry) -> list[User]:
    """Everybody who works on an entry: its owner, and members of its organisation."""
    found: dict[Any, User] = {}
    if entry.owner is not None:
        found[entry.owner.pk] = entry.owner
    if entry.organisation_id is not None:
        members = User.objects.filter(
            memberships__organisation_id=entry.organisation_id,
            memberships__role__in=WRITERS,
            memberships__ended_at=None,
        ).distinct()
        found.update({member.pk: member for member in members})
    return list(found.values())


def managers_of(call: Call) -> Sequence[User]:
    """The fund managers of a call's funder."""
    return list(
        User.objects.filter(
            memberships__organisation_id=call.funder_id,
            memberships__role="fund.manager",
            memberships__ended_at=None,
        ).distinct()
    )


def second_people_of(call: Call, first: User) -> Sequence[User]:
    """The managers and board members of a call's funder, but for the one who asks."""
    return list(
        User.objects.filter(
            memberships__organisation_id=call.funder_id,
            memberships__role__in=(*MANAGERS, *BOARD),
            memberships__ended_at=None,
        )
        .exclude(pk=first.pk)
        .distinct()
    )


def stamp_of(call: Call, names: Iterable[str]) -> str:
    """What a call says in these of its fields, in short: another when one of them has changed."""
    values = [
        sorted(call.pots.values_list("pk", flat=True)) if name == "pots" else getattr(call, name)
        for name in sorted(names)
    ]
    return hashlib.blake2s(repr(values).encode(), digest_size=8).hexdigest()


def amendments_of(call: Call) -> int:
    """How many amendments of a call have been published. One statement."""
    return Amendment.objects.filter(call=call).count()


def undecided(call: Call) -> int:
    """How many entries still wait for a decision, or for the letter that tells of it."""
    waiting = call.entries.filter(state__in=[EntryState.SUBMITTED, EntryState.ELIGIBLE])
    return waiting.count() + without_letter([call.pk]).count()


@dataclasses.dataclass(frozen=True, slots=True)
class Managed:
    """One of a funder's calls, from the inside, with its counts."""

    call: Call
    phase: str
    begun: int
    sent: int


def managed(user: User) -> list[Managed]:
    """Calls of the funders for whom the person works, newest first. One statement."""
    from allotment.fund.permissions import STAFF

    sent = ~Q(entries__state__in=[EntryState.DRAFT, EntryState.WITHDRAWN])
    calls = (
        Call.objects.filter(funder_id__in=user.organisations_with(*STAFF))
        .select_related("funder")
        .annotate(
            now=Now(),
            begun=Count("entries", filter=Q(entries__state=EntryState.DRAFT)),
            sent=Count("entries", filter=Q(entries__isnull=False) & sent),
        )
        .order_by("-made_at")
    )
    return [Managed(c, phase_at(c, c.now), c.begun, c.sent) for c in calls]


@dataclasses.dataclass(frozen=True, slots=True)
class PublicAward:
    """An accepted award, as the call's public page tells of it."""

    key: str
    title: str
    recipient: str
    amount: int


def public_awards(call: Call) -> list[PublicAward]:
    """What came of a call: its accepted awards, largest first."""
    rows = (
        Award.objects.filter(entry__call=call, state=Award.State.ACCEPTED)
        .select_related("entry", "entry__organisation")
        .order_by("-amount", "entry__title")
    )
    return [
        PublicAward(
            row.key,
            row.entry.title,
            row.entry.organisation.name if row.entry.organisation else "",
            row.amount,
        )
        for row in rows
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class Counts:
    """How many entries a call has in each stage, and how the assessing stands."""

    begun: int
    sent: int
    unscreened: int
    eligible: int
    assigned: int
    scores_submitted: int
    decided: int
    accepted: int
    unanswered: int


def counts(call: Call) -> Counts:
    """The figures of a call's page from the inside. Two statements."""
    row = Entry.objects.filter(call=call).aggregate(
        begun=Count("pk", filter=Q(state=EntryState.DRAFT), distinct=True),
        sent=Count(
            "pk", filter=~Q(state__in=[EntryState.DRAFT, EntryState.WITHDRAWN]), distinct=True
        ),
        unscreened=Count("pk", filter=Q(state=EntryState.SUBMITTED), distinct=True),
        eligible=Count("pk", filter=Q(state=EntryState.ELIGIBLE), distinct=True),
        assigned=Count("assignments", filter=~Q(assignments__state="stepped_back"), distinct=True),
        scores_submitted=Count(
            "assignments", filter=Q(assignments__state="submitted"), distinct=True
        ),
        decided=Count("decisions__entry", distinct=True),
        accepted=Count("pk", filter=Q(state=EntryState.ACCEPTED), distinct=True),
    )
    unanswered = call.clarifications.filter(answered_at=None).count()
    return Counts(**row, unanswered=unanswered)
