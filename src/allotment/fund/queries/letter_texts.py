"""Reads of the words of a call's letters."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from allotment.fund.domain.letters import LetterKind, LetterText, usual
from allotment.fund.domain.moves import EntryState
from allotment.fund.models import Call, Entry, LetterWording
from allotment.fund.queries.assessment import sent_to
from allotment.fund.queries.calls import inside
from allotment.fund.queries.visible import Viewer


@dataclass(frozen=True, slots=True)
class Text:
    """What a call's letters of a kind say; `is_own` where the funder has written it."""

    call: Call
    kind: LetterKind
    text: LetterText
    is_own: bool


def texts(call: Call) -> Mapping[LetterKind, Text]:
    """What each letter of a call says. One statement."""
    own = {row.kind: row for row in LetterWording.objects.filter(call=call)}
    return {kind: _text(call, kind, own.get(kind.value)) for kind in LetterKind}


def _text(call: Call, kind: LetterKind, own: LetterWording | None) -> Text:
    if own is not None:
        return Text(call, kind, LetterText(own.subject, own.body), is_own=True)
    words = usual(kind)
    return Text(call, kind, LetterText(_(words.subject), _(words.body)), is_own=False)


def text(user: Viewer, key: str, kind: str) -> Text:
    """One of the letters of a call. Raises Call.DoesNotExist, also where there is no such letter."""
    if kind not in set(LetterKind):
        raise Call.DoesNotExist
    return texts(inside(user, key))[LetterKind(kind)]


#: In which states an entry makes a good example of a letter, the best first.
_EXAMPLES = {
    LetterKind.FUND: (EntryState.DECIDED, EntryState.OFFERED, EntryState.ELIGIBLE),
    LetterKind.RESERVE: (EntryState.DECIDED, EntryState.ELIGIBLE),
    LetterKind.DECLINE: (EntryState.DECIDED, EntryState.ELIGIBLE),
    LetterKind.INELIGIBLE: (EntryState.INELIGIBLE, EntryState.SUBMITTED),
}


def example(call: Call, kind: LetterKind, reference: str = "") -> Entry | None:
    """An entry to try a letter out with, once the deadline has passed: the one with the reference,
    or else one to which this letter would go, or another. None where there is none. One statement."""
    entries = sent_to(call).select_related("call__funder", "organisation", "owner")
    if reference:
        found: Entry | None = entries.filter(reference=reference).first()
        return found
    rows = list(entries.order_by("submitted_at", "pk")[:200])
    best = _EXAMPLES[kind]
    rows.sort(key=lambda row: best.index(row.state) if row.state in best else len(best))
    return rows[0] if rows else None
