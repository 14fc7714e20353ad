"""What the funder holds on the entries of a call, redacted for somebody who asked for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from allotment.fund.models import Call, DraftAnswer, Entry, Score, Submission
from allotment.fund.permissions import STAFF
from allotment.fund.queries import assessment, calls, entries
from allotment.kernel.domain.redacting import Redactor, Taken, Wanted, What, mark
from allotment.kernel.organisations.models import Membership
from allotment.kernel.people.models import User

ENTRIES, ANSWERS, SCORES, DECISIONS = "entries", "answers", "scores", "decisions"
PARTS = (ANSWERS, SCORES, DECISIONS)
EVERY = slice(None)

_TYPED = {ENTRIES: (1, 2), ANSWERS: (3,), SCORES: (4,), DECISIONS: (4, 5)}
"""The cells of each table's lines that people wrote; the others are ours."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is disclosed (of `PARTS`), and what a person said of words."""

    parts: Sequence[str]
    personal: Sequence[str] = ()
    commercial: Sequence[str] = ()
    kept: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of one of the tables, redacted; `taken` has what went out of each cell."""

    table: str
    cells: Sequence[str]
    taken: Sequence[Taken]


def headings() -> dict[str, list[str]]:
    """The headings of each table."""
    return {
        ENTRIES: [_("Reference"), _("Title"), _("Who entered"), _("Asked for, in pounds"),
                  _("Sent on"), _("State"), _("Files sent with it")],
        ANSWERS: [_("Reference"), _("Section"), _("Question"), _("Answer")],
        SCORES: [_("Reference"), _("Criterion"), _("Assessor"), _("Score"), _("Reason")],
        DECISIONS: [_("Reference"), _("Decided on"), _("Outcome"), _("Amount in pounds"),
                    _("Reason"), _("Conditions")],
    }  # fmt: skip


def to_disclose(call: Call) -> QuerySet[Entry]:
    """The entries whose deadline has passed, in order of reference."""
    return assessment.sent_to(call).order_by("reference")


def disclosed(call: Call, asked: Asked, of: slice = EVERY) -> Iterator[Row]:
    """Every line on the entries to disclose, or on those of a part, redacted. As many statements for
    a thousand entries as for one."""
    form, files = entries.asked(call), entries.files_by_entry(call)
    judged = calls.phase(call) in {"deciding", "decided"}
    common = Redactor(
        Wanted(_staff(call), _everybody(call), asked.personal, asked.commercial, asked.kept)
    )
    numbers: dict[Any, int] = {}
    found = to_disclose(call).prefetch_related(
        Prefetch("submissions", Submission.objects.select_related("sent_by")),
        Prefetch("draft", DraftAnswer.objects.select_related("saved_by")),
        "decisions",
    )[of]
    scores = assessment.scores_of(found) if SCORES in asked.parts and judged else {}
    for entry in found:
        redact = _Page(common.with_names(_names(entry)))
        sent = max(entry.submissions.all(), key=lambda each: each.number)
        sections = entries.in_words(form, entries.sent_answers(sent), files.get(entry.key, {}))
        yield redact.row(ENTRIES, [entry.reference, *_about(entry, sections)])
        if ANSWERS in asked.parts:
            for section in sections:
                for each in section.answers:
                    if each.answer:
                        yield redact.row(
                            ANSWERS, [entry.reference, section.title, each.text, each.answer]
                        )
        yield from _scores(entry, scores.get(entry.pk, []), redact, numbers)
        if DECISIONS in asked.parts and judged:
            yield from _decisions(entry, redact)


class _Page:
    """Redacts what people wrote in the lines of one entry."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor

    def row(self, table: str, cells: Sequence[str]) -> Row:
        left, taken = list(cells), []
        for place in _TYPED[table]:
            left[place], found = self._redactor.redact(cells[place])
            taken += found
        return Row(table, left, taken)


def _about(entry: Entry, sections: Sequence[entries.ShownSection]) -> list[str]:
    who = entry.organisation.name if entry.organisation else mark(What.NAME)
    sent = f"{entry.submitted_at:%Y-%m-%d}" if entry.submitted_at else ""
    files = sum(len(each.files) for section in sections for each in section.answers)
    return [entry.title, who, _pounds(entry.asked), sent, entry.get_state_display(), str(files)]


def _pounds(pence: int) -> str:
    return f"{pence // 100}.{pence % 100:02}"


def _scores(
    entry: Entry, scores: Sequence[Score], redact: _Page, numbers: dict[Any, int]
) -> Iterator[Row]:
    """Scores that were submitted. An assessor has a number, the same in the whole call."""
    for score in scores:
        number = numbers.setdefault(score.assignment.assessor_id, len(numbers) + 1)
        yield redact.row(
            SCORES,
            [entry.reference, score.criterion.name, _("Assessor %(number)d") % {"number": number},
             "" if score.score is None else str(score.score), score.reason],
        )  # fmt: skip


def _decisions(entry: Entry, redact: _Page) -> Iterator[Row]:
    for each in sorted(entry.decisions.all(), key=lambda one: one.number):
        yield redact.row(
            DECISIONS,
            [entry.reference, f"{each.made_at:%Y-%m-%d}", each.get_outcome_display(),
             _pounds(each.amount), each.reason, each.conditions],
        )  # fmt: skip


def _names(entry: Entry) -> set[str]:
    """Those who wrote an entry."""
    people = [
        entry.owner, *(each.sent_by for each in entry.submissions.all()),
        *(each.saved_by for each in entry.draft.all()),
    ]  # fmt: skip
    return {entry.paper_name, *(_name(each) for each in people if each is not None)} - {""}


def _name(person: User) -> str:
    return "" if person.erased_at else person.name


def _staff(call: Call) -> set[str]:
    """Those who work or worked for the funder, and who assessed."""
    roles = Membership.objects.filter(organisation=call.funder_id, role__in=STAFF).values("person")
    staff = User.objects.filter(Q(pk__in=roles) | Q(assignments__entry__call=call), erased_at=None)
    return set(staff.values_list("name", flat=True)) - {""}


def _everybody(call: Call) -> set[str]:
    """Whoever began an entry in the call."""
    owners = User.objects.filter(entries__call=call, erased_at=None)
    return set(owners.values_list("name", flat=True)) - {""}
