"""Putting documents into the index and taking them out.

The index is derived from what modules own, so none of this writes an audit line: the change that
makes it necessary does.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db import transaction
from django.db.models import Max, QuerySet

from allotment.kernel.domain.identifiers import new_key
from allotment.kernel.search import sources
from allotment.kernel.search.domain.documents import LONGEST_BODY, LONGEST_TITLE, Document
from allotment.kernel.search.domain.query import plain
from allotment.kernel.search.models import IndexedDocument, Reader
from allotment.kernel.search.services.engines import Words, writer

BATCH = 500
_CHANGED = ["title", "plain_title", "body", "url", "public"]


def index(document: Document) -> None:
    """Put a document into the index, in place of what is there under its kind and key."""
    index_many([document])


def index_many(documents: Iterable[Document]) -> int:
    """Put documents into the index, some hundreds at a time; returns how many."""
    count = 0
    for batch in _batches(documents):
        unique = {(document.kind, document.key): document for document in batch}
        _put(list(unique.values()))
        count += len(unique)
    return count


def remove(kind: str, keys: Sequence[str]) -> None:
    """Take documents out of the index; what is not in it is passed over."""
    with transaction.atomic():
        found = IndexedDocument.objects.filter(kind=kind, key__in=keys)
        writer().drop(list(found.values_list("pk", flat=True)))
        found.delete()


def refresh(kind: str, keys: Sequence[str]) -> None:
    """Bring these things' documents up to date from their module's source.

    Called by the service that changed them, in its transaction. What the source does not give is
    taken out. Raises sources.UnknownKindError.
    """
    wanted = sources.one(kind)
    with transaction.atomic(savepoint=False):
        documents = list(wanted.documents(keys))
        index_many(documents)
        there = {document.key for document in documents}
        if gone := [key for key in keys if key not in there]:
            remove(kind, gone)


def reindex(kinds: Sequence[str] = ()) -> dict[str, int]:
    """Make the index anew from all sources, or those of some kinds; returns how many of each.

    Memory stays flat; whoever searches meanwhile finds what is there, and what changes meanwhile
    stands as it was changed. What no source gives any more is taken out at the end.
    """
    writer().prepare()
    wanted = [sources.one(kind) for kind in kinds] or sources.every()
    last = IndexedDocument.objects.aggregate(last=Max("pk", default=0))["last"]
    counts: dict[str, int] = {}
    for each in wanted:
        round_ = new_key()
        batches = _batches(each.documents(None))
        counts[each.kind] = sum(_reindex(each, batch, round_) for batch in batches)
        there = IndexedDocument.objects.filter(kind=each.kind, pk__lte=last)
        _remove_left_over(there.exclude(round=round_))
    if not kinds:
        known = [each.kind for each in wanted]
        _remove_left_over(IndexedDocument.objects.exclude(kind__in=known))
    return counts


@transaction.atomic(savepoint=False)
def _reindex(each: sources.Source, batch: list[Document], round_: str) -> int:
    # Read once more with the rows locked: a change that is going on is either waited for, or waits.
    keys = [document.key for document in batch]
    rows = IndexedDocument.objects.filter(kind=each.kind, key__in=keys)
    list(rows.select_for_update().order_by("kind", "key").values_list("pk"))
    documents = list(each.documents(keys))
    _put(documents, round_)
    return len(documents)


def _remove_left_over(found: QuerySet[IndexedDocument]) -> None:
    while left := list(found.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            writer().drop(left)
            IndexedDocument.objects.filter(pk__in=left).delete()


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    remaining = iter(documents)
    while batch := list(islice(remaining, BATCH)):
        yield batch


@transaction.atomic(savepoint=False)
def _put(documents: list[Document], round_: str = "") -> None:
    # In one order for everybody, so that no two changes wait for each other for ever.
    documents = sorted(documents, key=lambda document: (document.kind, document.key))
    IndexedDocument.objects.bulk_create(
        [_row(document, round_) for document in documents],
        update_conflicts=True,
        unique_fields=["kind", "key"],
        update_fields=[*_CHANGED, "round"] if round_ else _CHANGED,
    )
    rows = IndexedDocument.objects.filter(
        kind__in={document.kind for document in documents},
        key__in={document.key for document in documents},
    )
    wanted = {(document.kind, document.key): document for document in documents}
    put = [row for row in rows if (row.kind, row.key) in wanted]
    Reader.objects.filter(document__in=[row.pk for row in put]).delete()
    Reader.objects.bulk_create(
        Reader(document_id=row.pk, who=who)
        for row in put
        for who in sorted(wanted[row.kind, row.key].audience.readers())
    )
    writer().put([Words(row.pk, row.plain_title, plain(row.body)) for row in put])


def _row(document: Document, round_: str) -> IndexedDocument:
    title = _text(document.title)[:LONGEST_TITLE]
    return IndexedDocument(
        kind=document.kind,
        key=document.key,
        title=title,
        plain_title=plain(title)[: 2 * LONGEST_TITLE],
        body=_text(document.body)[:LONGEST_BODY],
        url=document.url,
        public=document.audience.public,
        round=round_,
    )


def _text(text: str) -> str:
    # PostgreSQL stores no null byte.
    return text.replace("\0", " ")
