"""What is published, as documents for export, and what an exported file says of itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from django.db.models import Max, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.register.domain.file_head import FileHead
from allotment.register.models import Award, Party

_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Site:
    """Who exports: the site's name and address, and the licence of what it publishes itself."""

    name: str
    base_url: str
    licence: str


@dataclass(frozen=True, slots=True)
class Extent:
    """What an exported file holds: every published award, or those of one funder.

    `changed` is when any of them last changed or was withdrawn, `licence` the web address of the
    licence that they come under, or empty where they come under none that is known.
    """

    count: int
    changed: datetime | None
    licence: str
    funder_id: int | None = None
    key: str = ""
    name: str = ""

    @property
    def version(self) -> str:
        """Another text as soon as a file of these awards would be another one."""
        content = f"{self.key} {self.count} {self.changed} {self.licence} {self.name}"
        return blake2b(content.encode(), digest_size=12).hexdigest()

    @property
    def folder(self) -> str:
        """Below which address the files of these awards are."""
        return (
            reverse("register:open_data_of_funder", args=[self.key])
            if self.key
            else reverse("register:open_data")
        )


def everything(site: Site) -> Extent:
    """All that is published. Two statements."""
    funders = Party.objects.filter(is_funder=True)
    count = funders.aggregate(count=Sum("given_count"))["count"] or 0
    return Extent(count=count, changed=_last_change(Award.objects.all()), licence=site.licence)


def of_funder(key: str, site: Site) -> Extent:
    """What is published of one funder; Party.DoesNotExist where there is nothing. Three statements.

    The licence is that of the funder's newest award: this site's own, or what the file said that
    it came in.
    """
    party = Party.objects.get(key=key, is_funder=True, given_count__gt=0)
    awards = Award.objects.filter(funder=party)
    newest = awards.filter(status=Award.Status.PUBLISHED).order_by("-award_date", "-pk")
    source, about = newest.values_list("source", "run__about_file").first() or ("", None)
    return Extent(
        count=party.given_count,
        changed=_last_change(awards),
        licence=site.licence if source == Award.Source.OWN else _licence_in(about),
        funder_id=party.pk,
        key=party.key,
        name=party.name,
    )


def identified_funder(identifier: str) -> str:
    """The key of the funder by that identifier; Party.DoesNotExist otherwise. One statement."""
    party = Party.objects.select_related("merged_into").get(
        Q(is_funder=True) | Q(merged_into__is_funder=True), ref=identifier
    )
    return party.merged_into.key if party.merged_into else party.key


def _licence_in(about: object) -> str:
    licence = about.get("license") if isinstance(about, dict) else None
    is_address = isinstance(licence, str) and licence.startswith(("https://", "http://"))
    return str(licence) if is_address else ""


def _last_change(awards: QuerySet[Award]) -> datetime | None:
    latest: datetime | None = awards.aggregate(latest=Max("changed_at"))["latest"]
    return latest


def documents(extent: Extent | None = None, since: datetime | None = None) -> Iterator[str]:
    """The documents of these awards, or of all; with `since`, of those that changed after it. In the
    order of entering or, of a funder, of their days. One statement for 2,000."""
    published = _published(extent)
    if since is not None:
        published = published.filter(changed_at__gt=since)
    if extent is None or extent.funder_id is None:
        return _by_entering(published)
    return _by_day(published)


def changed_since(since: datetime) -> int:
    """How many of the awards that are published changed after that moment. One statement."""
    return _published(None).filter(changed_at__gt=since).count()


def sample(extent: Extent, most: int) -> list[str]:
    """Documents of so many of these awards, by chance, as their keys are. One statement."""
    found = _published(extent).order_by("key").values_list("document", flat=True)
    return list(found[:most])


def _published(extent: Extent | None) -> QuerySet[Award]:
    published = Award.objects.filter(status=Award.Status.PUBLISHED)
    if extent is None or extent.funder_id is None:
        return published
    return published.filter(funder_id=extent.funder_id)


def _by_entering(published: QuerySet[Award]) -> Iterator[str]:
    rows = published.order_by("pk").values_list("pk", "document")
    last = 0
    while some := list(rows.filter(pk__gt=last)[:_AT_ONCE]):
        for _pk, document in some:
            yield document
        last = some[-1][0]


def _by_day(published: QuerySet[Award]) -> Iterator[str]:
    """In the order of an index that begins with the funder."""
    rows = published.order_by("award_date", "pk").values_list("award_date", "pk", "document")
    after = Q()
    while some := list(rows.filter(after)[:_AT_ONCE]):
        for _day, _pk, document in some:
            yield document
        day, last, _document = some[-1]
        after = Q(award_date__gte=day) & (Q(award_date__gt=day) | Q(pk__gt=last))


def head(extent: Extent, site: Site, file_name: str) -> FileHead:
    """What an exported file says of itself. No statement."""
    facts = {"site": site.name, "funder": extent.name}
    if extent.key:
        title = _("Awards of %(funder)s, from %(site)s") % facts
    else:
        title = _("Awards published by %(site)s") % facts
    return FileHead(
        title=title,
        description=_(
            "Grants of other funders are listed as they published them, with older spellings "
            "corrected; their own licences apply. Individuals are not named, and none of their "
            "addresses or postcodes are included."
        ),
        publisher=site.name,
        website=f"{site.base_url}/",
        download=f"{site.base_url}{extent.folder}{file_name}",
        access=f"{site.base_url}{extent.folder}",
        licence=extent.licence,
        count=extent.count,
        modified=extent.changed,
    )
