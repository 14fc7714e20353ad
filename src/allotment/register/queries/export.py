"""What is published, as documents for export."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from allotment.register.domain.file_head import FileHead
from allotment.register.models import Award

_AT_ONCE = 2_000


def documents() -> Iterator[str]:
    """The document of every published award, in the order of entering; one statement for 2,000."""
    last = 0
    published = Award.objects.filter(status=Award.Status.PUBLISHED).order_by("pk")
    while some := list(published.filter(pk__gt=last).values_list("pk", "document")[:_AT_ONCE]):
        for _pk, document in some:
            yield document
        last = some[-1][0]


def last_change() -> datetime | None:
    """When anything published last changed; None where there is nothing."""
    latest: datetime | None = Award.objects.filter(status=Award.Status.PUBLISHED).aggregate(
        latest=Max("changed_at")
    )["latest"]
    return latest


def head(site_name: str, base_url: str) -> FileHead:
    """What the exported file says of itself. One statement."""
    return FileHead(
        title=_("Awards published by %(site)s") % {"site": site_name},
        publisher=site_name,
        website=f"{base_url}/",
        download=f"{base_url}/open-data/360giving.json",
        modified=last_change(),
    )


def published_count() -> int:
    """How many awards are published."""
    return Award.objects.filter(status=Award.Status.PUBLISHED).count()
