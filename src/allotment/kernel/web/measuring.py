"""How many requests there were and how long they took, by route; of all server processes together.

Each process counts in a file of its own, and a scrape adds them up. The files are named by the
process that started the servers and when that began (its number alone is used again), so that a
reload goes on counting and another site does not.
"""

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def _name_of_parent(parent: int) -> str:
    """A process by its number and, where the system tells (proc(5), field 22), its start in ticks."""
    began = ""
    with suppress(OSError):
        after_its_name = Path(f"/proc/{parent}/stat").read_text().rpartition(")")[2]
        began = after_its_name.split()[19]
    return f"{parent}-{began}"


# The package reads this when it is imported.
_FOLDER = (
    Path(tempfile.gettempdir()) / f"allotment-metrics-{os.getuid()}-{_name_of_parent(os.getppid())}"
)
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(_FOLDER))

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest  # noqa: E402
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402
from prometheus_client.registry import Collector  # noqa: E402

_METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
_BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class FolderOfAnotherError(RuntimeError):
    """The folder that the counts go to belongs to another user."""


def _prepare() -> None:
    folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise FolderOfAnotherError(folder)


_prepare()
_requests = Counter(
    "allotment_requests", "Requests by route.", ["method", "route", "status"], registry=None
)
_seconds = Histogram(
    "allotment_request_seconds", "How long a request took.", ["route"], buckets=_BUCKETS,
    registry=None,
)  # fmt: skip


def observe(*, method: str, route: str, status: int, seconds: float) -> None:
    """Count one request. `route` is the name of an address, of which there are so many and no more."""
    _requests.labels(method if method in _METHODS else "other", route, str(status)).inc()
    _seconds.labels(route).observe(seconds)


def page(*others: Collector) -> bytes:
    """All counts, of every process, and what the others collect, as Prometheus reads them."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the package has no types here
    for other in others:
        registry.register(other)
    return generate_latest(registry)
