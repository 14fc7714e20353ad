"""What the fund holds on a person: entries, scores, conflicts, questions; exported, erased, emptied."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _, gettext_lazy

from allotment.fund.domain.moves import AssessmentState, CallState, EntryState
from allotment.fund.models import (
    Amendment,
    Assignment,
    Award,
    Call,
    Conflict,
    Decision,
    DraftAnswer,
    Entry,
    LateChange,
    Letter,
    RemovedFile,
    Score,
    Submission,
)
from allotment.fund.permissions import WRITERS
from allotment.fund.queries.packs import KIND as PACKS
from allotment.fund.queries.received import RECEIVED
from allotment.fund.queries.visible import entries_with_deadline, sealed_until
from allotment.fund.services import assessment, entries, looking
from allotment.kernel.audit.services import erase_reasons, subject
from allotment.kernel.domain.privacy import Kept, Plan, holder, look_kind, period
from allotment.kernel.files.models import StoredFile
from allotment.kernel.files.services import remove, remove_about
from allotment.kernel.guards.rows import writing
from allotment.kernel.organisations.models import Membership
from allotment.kernel.people.models import User
from allotment.kernel.privacy.queries import emptied
from allotment.kernel.privacy.services import mark_emptied
from allotment.kernel.search.services import refresh

KIND = "fund.entry"


def export(person: User) -> dict[str, Any]:
    """Entries with drafts, versions and decisions, and what the person scored."""
    own = Entry.objects.filter(owner=person).order_by("made_at")
    assigned = Assignment.objects.filter(assessor=person).order_by("assigned_at")
    return {
        "entries": [_entry(entry) for entry in own.select_related("call")],
        "answers you saved in others' entries": list(
            DraftAnswer.objects.filter(saved_by=person)
            .exclude(entry__owner=person)
            .values("entry__reference", "question", "typed", "saved_at")
        ),
        "scores": [
            {
                "entry": row.entry.reference,
                "state": row.state,
                "conflict": row.conflict,
                "comment": row.comment,
                "scores": list(row.scores.values("criterion__name", "score", "unable", "reason")),
            }
            for row in assigned.select_related("entry").prefetch_related("scores__criterion")
        ],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "call": entry.call.title,
        "reference": entry.reference,
        "title": entry.title,
        "state": entry.state,
        "taken down for": [entry.paper_name, entry.paper_contact],
        "said when it was checked": entry.screening_reason,
        "draft": dict(entry.draft.values_list("question", "typed")),
        "sent": list(entry.submissions.order_by("number").values("number", "sent_at", "document")),
        "letters": list(entry.letters.order_by("sent_at").values("subject", "body", "sent_at")),
        "offers": list(entry.awards.values("amount", "state", "turned_down_because")),
    }


def _hers_alone(person: User) -> QuerySet[Entry]:
    """Entries that nobody else writes: her own, or of an organisation where she is the last."""
    shared = (
        Membership.objects.filter(role__in=WRITERS, ended_at=None)
        .exclude(person=person)
        .values("organisation")
    )
    return Entry.objects.filter(owner=person).filter(
        Q(organisation=None) | ~Q(organisation__in=shared)
    )


def plan(person: User) -> Plan:
    """What goes: drafts and what is asked of the person. What stays: what was sent and judged."""
    return Plan(
        goes=[text % {"count": count} for text, count in _goes(person) if count],
        stays=[Kept(text % {"count": count}, why) for text, count, why in _stays(person) if count],
    )


def _goes(person: User) -> list[tuple[str, int]]:
    drafts = _hers_alone(person).filter(state=EntryState.DRAFT)
    waiting = Assignment.objects.filter(assessor=person, state=AssessmentState.ASSIGNED)
    return [
        (_("Entries that you began and never sent, with their files: %(count)d"), drafts.count()),
        (_("Answers that you changed in sent entries and did not send: %(count)d"),
         _unsent(person).count()),
        (_("Entries that wait for your scores, which others will give: %(count)d"),
         waiting.count()),
        (_("Your address as the contact of calls; the funder's name stands there: %(count)d"),
         len(_contact_of(person))),
    ]  # fmt: skip


def _contact_of(person: User) -> list[Call]:
    named = _whole(person.email)
    found = Call.objects.filter(contact__icontains=person.email).select_related("funder")
    return [call for call in found if named.search(call.contact)]


def _whole(email: str) -> re.Pattern[str]:
    """This address, not as a part of a longer one."""
    return re.compile(rf"(?<![\w.%+-]){re.escape(email)}(?![\w-]|\.\w)", re.IGNORECASE)


def _take_out_of_amendments(person: User) -> None:
    """Put the funder's name where an amendment has the person's address as the contact."""
    named = _whole(person.email)
    found = Amendment.objects.filter(changes__has_key="contact").select_related("call__funder")
    for each in found:
        contacts = each.changes["contact"]
        left = [each.call.funder.name if named.search(one) else one for one in contacts]
        if left != contacts:
            Amendment.objects.filter(pk=each.pk).update(changes={**each.changes, "contact": left})


def _stays(person: User) -> list[tuple[str, int, str]]:
    own = Entry.objects.filter(owner=person)
    sent = own.exclude(submitted_at=None).exclude(key__in=emptied(KIND))
    shared = own.filter(state=EntryState.DRAFT).exclude(pk__in=_hers_alone(person))
    begun = Assignment.objects.filter(assessor=person).exclude(state=AssessmentState.ASSIGNED)
    return [
        (_("Entries that you sent, and the letters about them: %(count)d"), sent.count(),
         _("The funder must be able to show how it decided. Personal details are "
           "removed at the end of the period on the call's page. If an entry is still to be judged "
           "and you do not want that, withdraw it first.")),
        (_("Drafts that you share with colleagues: %(count)d"), shared.count(),
         _("They belong to your organisation, and your colleagues can continue to write them.")),
        (_("Scores that you gave, with their reasons: %(count)d"), begun.count(),
         _("Applicants have a right to know how their entry was judged.")),
    ]  # fmt: skip


def _unsent(person: User) -> QuerySet[DraftAnswer]:
    alone = _hers_alone(person).exclude(state=EntryState.DRAFT)
    return DraftAnswer.objects.filter(entry__in=alone)


def erase(person: User) -> None:
    """Drafts are emptied and withdrawn, work not begun is given back, names are taken off."""
    drafts = list(_hers_alone(person).filter(state=EntryState.DRAFT).select_related("call__funder"))
    for entry in drafts:
        _empty_draft(entry, by=person)
    sent = list(_hers_alone(person).exclude(state=EntryState.DRAFT).exclude(submitted_at=None))
    _unsent(person).delete()
    for entry in sent:
        _remove_unsent_files(entry)
    for row in Assignment.objects.filter(
        assessor=person, state=AssessmentState.ASSIGNED
    ).select_related("entry__call__funder"):
        assessment.unassign(assignment=row, by=person)
    for call in _contact_of(person):
        Call.objects.filter(pk=call.pk).update(contact=call.funder.name)
    _take_out_of_amendments(person)
    refresh(KIND, [entry.key for entry in drafts])


def _empty_draft(entry: Entry, *, by: User | None) -> None:
    DraftAnswer.objects.filter(entry=entry).delete()
    remove_about(kind=KIND, keys=[entry.key])
    entries.move(
        entry, to=EntryState.WITHDRAWN, kind="fund.entry_withdrawn", by=by,
        withdrawn_sealed=sealed_until(entry.call) is not None,
        title="", paper_name="", paper_contact="",
    )  # fmt: skip


def _remove_unsent_files(entry: Entry) -> None:
    """Files that were uploaded to the draft and went with no version."""
    for stored in StoredFile.objects.filter(about_kind=KIND, about_key=entry.key).exclude(
        key__in=_sent_files(entry)
    ):
        remove(stored=stored)


def _sent_files(entry: Entry) -> set[str]:
    sent: set[str] = set()
    for document in Submission.objects.filter(entry=entry).values_list("document", flat=True):
        for answer in document.get("answers", []):
            if isinstance(answer["answer"], list):
                sent.update(answer["answer"])
    return sent


def empty_removed_files(before: dt.datetime, most: int) -> Mapping[Any, int]:
    """Remove files that were taken out of drafts before this moment and went with no version."""
    found = list(
        RemovedFile.objects.filter(removed_at__lt=before)
        .select_related("entry__call__funder")
        .order_by("pk")[:most]
    )
    for row in found:
        _remove_for_good(row)
    return _by_funder([row.entry for row in found])


@transaction.atomic
def _remove_for_good(row: RemovedFile) -> None:
    entry = Entry.objects.select_for_update(no_key=True).get(pk=row.entry_id)
    still_out = RemovedFile.objects.filter(pk=row.pk).select_related("stored").first()
    if still_out is None:
        return
    still_out.delete()
    if still_out.stored.key not in _sent_files(entry):
        remove(stored=still_out.stored)


def _months_before(moment: dt.datetime, months: int) -> dt.datetime:
    """The same day so many months before, or the last day of a month that is shorter."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    for day in range(moment.day, moment.day - 4, -1):
        try:
            return moment.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    raise AssertionError("every month has one of four days that follow each other")


def _due_calls(now: dt.datetime) -> list[int]:
    decided = Call.objects.filter(state=CallState.DECIDED, decided_at__isnull=False)
    return [
        pk
        for pk, decided_at, months in decided.values_list("pk", "decided_at", "retention_months")
        if decided_at and decided_at <= _months_before(now, months)
    ]


def empty_entries(now: dt.datetime, most: int) -> Mapping[Any, int]:
    """Empty entries whose call was decided longer ago than it promised to keep them.

    Who was funded, with how much and by which decision, stays: outcome, amount, title, digest.
    """
    found = list(
        Entry.objects.filter(call__in=_due_calls(now))
        .exclude(key__in=emptied(KIND))
        .select_related("call__funder")
        .order_by("pk")[:most]
    )
    if found:
        _empty(found)
    return _by_funder(found)


def _by_funder(found: Iterable[Entry]) -> dict[Any, int]:
    counts: dict[Any, int] = {}
    for entry in found:
        counts[entry.call.funder] = counts.get(entry.call.funder, 0) + 1
    return counts


@transaction.atomic
@writing("fund")
def _empty(found: list[Entry]) -> None:
    gone = _("Removed, because its retention period was over")
    pks, keys = [entry.pk for entry in found], [entry.key for entry in found]
    list(Entry.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk"))
    DraftAnswer.objects.filter(entry__in=pks).delete()
    for sent in Submission.objects.filter(entry__in=pks):
        left = {**sent.document, "answers": [], "files": []}
        Submission.objects.filter(pk=sent.pk).update(document=left, sent_by=None)
    Score.objects.filter(assignment__entry__in=pks).update(reason="")
    Assignment.objects.filter(entry__in=pks).update(conflict="", comment="")
    Conflict.objects.filter(entry__in=pks).update(what=gone)
    Letter.objects.filter(entry__in=pks).update(body="")
    Decision.objects.filter(entry__in=pks).update(reason=gone, conditions="")
    Award.objects.filter(entry__in=pks).update(turned_down_because="", answered_by=None)
    Amendment.objects.filter(entry__in=pks).update(why=gone)
    LateChange.objects.filter(entry__in=pks).update(why=gone)
    own = Entry.objects.filter(pk__in=pks)
    own.exclude(screening_reason="").update(screening_reason=gone)
    own.update(owner=None, on_paper_by=None, paper_name="", paper_contact="")
    remove_about(kind=KIND, keys=keys)
    erase_reasons(on=[subject(entry) for entry in found])
    refresh(KIND, keys)
    refresh(RECEIVED, keys)
    mark_emptied(KIND, keys)


def empty_undecided(before: dt.datetime, most: int) -> Mapping[Any, int]:
    """Empty entries of calls that closed before this moment and have not been decided since.

    A call that was decided promised its own time, so long as that is not over its entries stay.
    """
    found = list(
        entries_with_deadline()
        .filter(deadline__lt=before)
        .exclude(call__state=CallState.DECIDED)
        .exclude(state=EntryState.DRAFT)
        .exclude(key__in=emptied(KIND))
        .select_related("call__funder")
        .order_by("pk")[:most]
    )
    if found:
        _empty(found)
    return _by_funder(found)


def empty_drafts(before: dt.datetime, most: int) -> Mapping[Any, int]:
    """Empty drafts that were never sent, of calls that closed before this moment."""
    found = list(
        entries_with_deadline()
        .filter(state=EntryState.DRAFT, deadline__lt=before)
        .select_related("call__funder")
        .order_by("pk")[:most]
    )
    for entry in found:
        _empty_draft(entry, by=None)
        Entry.objects.filter(pk=entry.pk).update(owner=None)
    if found:
        keys = [entry.key for entry in found]
        refresh(KIND, keys)
        mark_emptied(KIND, keys)
    return _by_funder(found)


def remove_packs(before: dt.datetime, most: int) -> Mapping[Any, int]:
    """Remove board packs made before this moment."""
    found = list(StoredFile.objects.filter(about_kind=PACKS, made_at__lt=before)[:most])
    calls = Call.objects.select_related("funder").in_bulk(
        [stored.about_key for stored in found], field_name="key"
    )
    counts: dict[Any, int] = {}
    for stored in found:
        remove(stored=stored)
        funder = calls[stored.about_key].funder
        counts[funder] = counts.get(funder, 0) + 1
    return counts


holder(
    "fund",
    title=gettext_lazy("Entries, scores and questions about calls"),
    order=30,
    export=export,
    plan=plan,
    erase=erase,
)
period(
    "fund.drafts",
    what=gettext_lazy("Entries that were begun and never sent"),
    days=183,
    why=gettext_lazy("So that you can look up what you wrote. After that we do not need it."),
    empty=empty_drafts,
)
period(
    "fund.removed_files",
    what=gettext_lazy("Files that were taken out of an entry before it was sent"),
    days=30,
    why=gettext_lazy("So that they can be put back."),
    empty=empty_removed_files,
)
period(
    "fund.entries",
    what=gettext_lazy("Entries, scores, reasons and letters of decided calls, with their files"),
    days=None,
    in_words=gettext_lazy("As each call says, counted from its decision; mostly six years"),
    why=gettext_lazy(
        "So that a decision can be checked and appealed. Who was given how much stays published."
    ),
    empty=empty_entries,
)
period(
    "fund.undecided",
    what=gettext_lazy("Entries of calls that closed and were never decided, with their files"),
    days=1096,
    why=gettext_lazy(
        "So that a call whose decision takes long can still be decided. After three years nobody can "
        "expect that any more."
    ),
    empty=empty_undecided,
)
period(
    "fund.packs",
    what=gettext_lazy("Board packs that were made as files"),
    days=7,
    why=gettext_lazy("So that the board can fetch them. After that they are no longer current."),
    empty=remove_packs,
)
look_kind(looking.ENTRY, what=gettext_lazy("Your entry was opened"))
look_kind(looking.SHEET, what=gettext_lazy("Your entry was opened to score it"), is_named=False)
look_kind(looking.FILE, what=gettext_lazy("A file of your entry was opened"))
look_kind(looking.PACK, what=gettext_lazy("The board pack with your entry was opened"))
look_kind(
    looking.ANSWER,
    what=gettext_lazy("Your entry was read to answer a request for information"),
)
