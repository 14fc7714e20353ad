"""What must be known of the files of open data before they are written: which columns they have, and
about how large they are."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from allotment.kernel.jobs.models import Job
from allotment.kernel.jobs.services import enqueue
from allotment.register.domain.standard.columns import ColumnPath
from allotment.register.queries import export, parties
from allotment.register.writers import exports
from allotment.register.writers.grant_columns import columns_in, together

JOB = "register.open_data_columns"
MOST_AT_ONCE = 20_000
"""Awards that are looked at while somebody waits: about a second."""
SAMPLE = 500

_KEPT = 24 * 60 * 60
_MARGIN = dt.timedelta(minutes=10)
"""Longer than a transaction: what it changed stands under a moment before its end."""
_PROGRESS_EVERY = 2_000

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Known:
    version: str
    changed: dt.datetime | None
    columns: list[ColumnPath]


def columns(
    extent: export.Extent, *, most: int | None = None, on_progress: OnProgress | None = None
) -> list[ColumnPath] | None:
    """The columns that these awards need; None where more than `most` would have to be looked at.

    A look is kept. After a change of the whole register only what changed since is looked at; a
    column that nothing needs any more may stay until the look is a day old.
    """
    known = _known(extent)
    if known is not None and known.version == extent.version:
        return known.columns
    since = known.changed - _MARGIN if known and known.changed and not extent.key else None
    count = export.changed_since(since) if since else extent.count
    if most is not None and count > most:
        return None
    found = columns_in(_with_progress(export.documents(extent, since), count, on_progress))
    if known is not None and since:
        found = together(found, known.columns)
    _keep(extent, found)
    return found


def start_look(extent: export.Extent) -> Job:
    """Have the columns looked for in the background; while that is under way, that is given."""
    return enqueue(JOB, once=f"{JOB}:{extent.key}", again=True, funder=extent.key)


def look(*, funder: str, site: export.Site, on_progress: OnProgress) -> None:
    """Look for the columns of everything, or of one funder."""
    columns(
        export.of_funder(parties.now(funder), site) if funder else export.everything(site),
        on_progress=on_progress,
    )


def sizes(extent: export.Extent, site: export.Site) -> dict[str, int]:
    """About how many bytes the file of each format has, by some of the awards; exactly, where they
    are few. Kept until one changes. One statement."""
    name = f"register.sizes.{extent.version}"
    found: dict[str, int] | None = cache.get(name)
    if found is None:
        found = _sizes(extent, site)
        cache.set(name, found, _KEPT)
    return found


def _sizes(extent: export.Extent, site: export.Site) -> dict[str, int]:
    some = export.sample(extent, SAMPLE)
    if not some:
        return {}
    found: dict[str, int] = {}
    for ending, form in exports.FORMATS.items():
        head = export.head(extent, site, f"360giving.{ending}")
        empty, full = (_length(form, head, each) for each in ([], some))
        found[ending] = empty + (full - empty) * extent.count // len(some)
    return found


def _length(form: exports.Format, head: Any, documents: list[str]) -> int:
    pieces = exports.written(form, head, lambda: iter(documents), lambda: columns_in(documents))
    return sum(map(len, pieces))


def _with_progress(
    documents: Iterable[str], count: int, on_progress: OnProgress | None
) -> Iterator[str]:
    for place, document in enumerate(documents):
        if on_progress is not None and place % _PROGRESS_EVERY == 0:
            on_progress(place, count)
        yield document


def _known(extent: export.Extent) -> _Known | None:
    kept = cache.get(f"{JOB}:{extent.key}")
    if kept is None:
        return None
    changed = dt.datetime.fromisoformat(kept["changed"]) if kept["changed"] else None
    return _Known(kept["version"], changed, [tuple(path) for path in kept["columns"]])


def _keep(extent: export.Extent, found: list[ColumnPath]) -> None:
    """In the form of JSON: a cache may give lists back for tuples."""
    changed = extent.changed.isoformat() if extent.changed else ""
    kept = {
        "version": extent.version,
        "changed": changed,
        "columns": [list(path) for path in found],
    }
    cache.set(f"{JOB}:{extent.key}", kept, _KEPT)
