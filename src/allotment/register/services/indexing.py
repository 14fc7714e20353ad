"""Letting the site's search find awards that came in bulk.

The register's own list finds them at once. The site's search keeps more of each text and takes
several times as long as the import itself, so that it follows in the background.
"""

from collections.abc import Callable
from itertools import islice

from allotment.kernel.search import services as search
from allotment.register.queries import indexing

_AT_ONCE = 500


def index_run(*, run: str, on_progress: Callable[[int, int], None]) -> int:
    """Index the awards that an import brought or changed, telling how far it is; how many."""
    total = indexing.count_of_run(run)
    waiting = indexing.documents_of_run(run)
    done = 0
    while some := list(islice(waiting, _AT_ONCE)):
        done += search.index_many(some)
        on_progress(done, total)
    return done
