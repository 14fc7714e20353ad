"""Reads of the audit: a record's history, and the check of the chains."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from allotment.kernel.audit import kinds
from allotment.kernel.audit.domain import Fault, Link, verify
from allotment.kernel.audit.models import AuditLine, ChainHead
from allotment.kernel.web.rows import Rows
from allotment.kernel.web.tables import Asked

#: Stands for nobody in particular where lines are narrowed by person.
SYSTEM = "system"


@dataclasses.dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of a record's history in words."""

    at: dt.datetime
    what: str
    who: str
    why: str
    on: str = ""


def history(*subjects: str, most: int = 200) -> list[HistoryLine]:
    """What happened to these things (`audit.services.subject`), newest first. Two statements."""
    return _read(list(AuditLine.objects.filter(on__in=subjects).order_by("-at", "-number")[:most]))


#: What a chain can be sorted by; its lines are numbered as they are written.
ORDERS: Mapping[str, Sequence[str]] = {"at": ("number",), "what": ("kind", "number")}


_kept_out: list[Callable[[], QuerySet[Any, Any]]] = []


def keep_out(subjects: Callable[[], QuerySet[Any, Any]]) -> None:
    """Show no line about these things, each a `subject`, in the lists of chains: what happens to
    something sealed is not told by its history. They stay in the chain, which is checked whole."""
    _kept_out.append(subjects)


def chain(name: str, asked: Asked) -> Rows[AuditLine, HistoryLine]:
    """The lines of one chain (`audit.services.chain_of`). Up to four statements a page."""
    found = AuditLine.objects.filter(chain=name)
    for subjects in _kept_out:
        found = found.exclude(on__in=subjects())
    if asked["what"]:
        found = found.filter(kind=asked["what"])
    if asked["who"]:
        found = found.filter(by="" if asked["who"] == SYSTEM else asked["who"])
    return Rows(found, asked, ORDERS, _read, key="number")


def _read(rows: list[AuditLine]) -> list[HistoryLine]:
    ids = {row.by for row in rows if row.by}
    users = get_user_model().objects.in_bulk(list(ids))
    names = {str(pk): str(user.display_name) for pk, user in users.items()}
    return [
        HistoryLine(
            row.at,
            kinds.sentence(row.kind),
            names.get(row.by, _("Somebody whose account was erased"))
            if row.by
            else _("The system"),
            row.why,
            row.on,
        )
        for row in rows
    ]


def _lines(chain: str) -> Iterator[Link]:
    for row in AuditLine.objects.filter(chain=chain).order_by("number").iterator():
        yield Link(
            row.chain, row.number, row.kind, row.at, row.by, row.on, row.why, row.why_salt,
            row.why_digest, row.facts, row.previous, row.digest,
        )  # fmt: skip


def verify_all(kept_heads: dict[str, tuple[int, str]] | None = None) -> tuple[int, list[Fault]]:
    """Check every chain against its own head and, where given, heads kept elsewhere.

    Returns how many chains were checked and, of each that is broken, the first place.
    """
    kept = kept_heads or {}
    own = heads()
    stray = AuditLine.objects.exclude(chain__in=own).values_list("chain", flat=True).distinct()
    chains = sorted({*own, *kept, *stray})
    return len(chains), [fault for each in chains if (fault := _first_fault(each, own, kept))]


def _first_fault(
    chain: str, own: Mapping[str, tuple[int, str]], kept: Mapping[str, tuple[int, str]]
) -> Fault | None:
    known = [found[chain] for found in (own, kept) if chain in found]
    return verify(chain, _lines(chain), heads=known) or _beyond_head(chain, own)


def _beyond_head(chain: str, own: Mapping[str, tuple[int, str]]) -> Fault | None:
    """A line after the chain's head: nobody who wrote as one must put it there."""
    head, _digest = own.get(chain, (0, ""))
    if not AuditLine.objects.filter(chain=chain, number__gt=head).exists():
        return None
    return Fault(chain, head + 1, "inserted: the chain's head does not know it")


def heads() -> dict[str, tuple[int, str]]:
    """The head of every chain, to be kept elsewhere."""
    return {h.chain: (h.number, h.digest) for h in ChainHead.objects.order_by("chain")}
