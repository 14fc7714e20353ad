"""Where documents come from: each module registers its own in `indexes.py`.

    @each("fund.call", Call.objects.exclude(state="draft"), name=_("Calls"))
    def calls(call: Call) -> Document:
        ...  # the document of one row

A module's services call `search.services.refresh("fund.call", [call.key])` in the transaction that
changes a call; what the source no longer gives is taken out of the index.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from allotment.kernel.search.domain.documents import Document
from allotment.kernel.web.modules import is_on

Row = TypeVar("Row", bound=Model)
Documents = Callable[[Sequence[str] | None], Iterable[Document]]


class UnknownKindError(LookupError):
    """No module has registered documents of this kind."""


@dataclass(frozen=True, slots=True)
class Source:
    """Documents of one kind, and what people call them ("Calls")."""

    kind: str
    name: Any
    documents: Documents


_sources: dict[str, Source] = {}


def source(kind: str, *, name: Any) -> Callable[[Documents], Documents]:
    """Register the function that gives the documents of a kind: those with these keys, or all."""

    def register(function: Documents) -> Documents:
        _sources[kind] = Source(kind, name, function)
        return function

    return register


def each(
    kind: str, rows: QuerySet[Row], *, name: Any, key: str = "key"
) -> Callable[[Callable[[Row], Document]], Callable[[Row], Document]]:
    """Register the function that gives the document of one row. `key` leads to the document's key."""

    def register(function: Callable[[Row], Document]) -> Callable[[Row], Document]:
        @source(kind, name=name)
        def documents(keys: Sequence[str] | None) -> Iterator[Document]:
            found = rows.all() if keys is None else rows.filter(**{f"{key}__in": keys})
            return map(function, found.iterator(chunk_size=500))

        return function

    return register


def one(kind: str) -> Source:
    """The source of a kind. Raises UnknownKindError."""
    try:
        return _sources[kind]
    except KeyError:
        raise UnknownKindError(kind) from None


def is_known(kind: str) -> bool:
    """Whether a module that runs here has registered documents of this kind."""
    return kind in _sources and is_on(kind)


def hidden() -> list[str]:
    """The kinds of modules that do not run here: their documents are kept up and never found."""
    return [kind for kind in _sources if not is_on(kind)]


def every() -> list[Source]:
    """Every source, in the order in which they were registered."""
    return list(_sources.values())


def name_of(kind: str) -> str:
    """What people call documents of a kind; one no longer registered shows its name."""
    return str(_sources[kind].name) if kind in _sources else kind
