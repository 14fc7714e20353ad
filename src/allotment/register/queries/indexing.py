"""Awards as documents of the site's search."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from django.urls import reverse

from allotment.kernel.search.domain.documents import Document
from allotment.register.models import Award
from allotment.register.queries.narrowing import visible

_AT_ONCE = 500


def documents(keys: Sequence[str] | None) -> Iterator[Document]:
    """Documents of published awards, those with these keys or all; memory stays flat."""
    found = visible() if keys is None else visible().filter(key__in=keys)
    return _documents(found)


def documents_of_run(run: str) -> Iterator[Document]:
    """Documents of the awards that an import brought or changed."""
    return _documents(visible().filter(run__key=run))


def count_of_run(run: str) -> int:
    """How many awards an import brought or changed."""
    return visible().filter(run__key=run).count()


def _documents(found: QuerySet[Award]) -> Iterator[Document]:
    last = 0
    rows = found.order_by("pk").values_list(
        "pk", "key", "title", "identifier", "recipient_name", "funder_name", "programme",
        "description",
    )  # fmt: skip
    while some := list(rows.filter(pk__gt=last)[:_AT_ONCE]):
        for _pk, key, title, identifier, *rest in some:
            yield Document(
                kind="register.award",
                key=key,
                title=title or identifier,
                url=reverse("register:award", kwargs={"key": key}),
                body=" · ".join(part for part in (*rest, identifier) if part),
            )
        last = some[-1][0]
