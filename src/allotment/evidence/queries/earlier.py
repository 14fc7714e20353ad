"""What a source is held against: what was sent or awarded earlier, and who is known by name."""

from collections.abc import Iterator

from allotment.evidence.domain.names import PartnerKind
from allotment.evidence.domain.rows import Corpus, Row
from allotment.evidence.models import Analysis
from allotment.evidence.queries import sources
from allotment.fund.models import Call
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.places.queries import councils
from allotment.register.queries import for_analysis as awards

MOST_EARLIER = 100_000

_KINDS = {
    "council": PartnerKind.COUNCIL,
    "charity": PartnerKind.THIRD_SECTOR,
    "community_group": PartnerKind.RESIDENTS,
    "company": PartnerKind.BUSINESS,
    "school": PartnerKind.SCHOOL,
    "health": PartnerKind.HEALTH,
    "police": PartnerKind.POLICE,
    "funder": PartnerKind.FUNDER,
}


def earlier_rows(analysis: Analysis, corpus: Corpus) -> list[Row]:
    """Published awards, and entries to earlier calls of the owner, that are not in the corpus and not
    of a later year."""
    years = [row.year for row in corpus.rows if row.year is not None]
    newest = max(years, default=0)
    keys = {row.key for row in corpus.rows}
    found = [
        row
        for row in sources.award_rows("", MOST_EARLIER)
        if row.key not in keys and (row.year or 0) <= newest
    ]
    if analysis.source == Analysis.Source.CALLS:
        found += _earlier_entries(analysis, keys)
    return found


def _earlier_entries(analysis: Analysis, keys: set[str]) -> list[Row]:
    chosen = analysis.calls.values_list("pk", flat=True)
    first = analysis.calls.order_by("closes_at").values_list("closes_at", flat=True).first()
    calls = Call.objects.filter(funder=analysis.owner_id, closes_at__lt=first)
    over = calls.exclude(pk__in=chosen).select_related("funder").order_by("pk")
    found = sources.of_calls(list(over)) if over else None
    return [row for row in found.rows if row.key not in keys] if found else []


def known_names() -> Iterator[tuple[str, str, PartnerKind]]:
    """(ref, name, kind) of councils first, then of this site's organisations and of those that awards
    name; each ref once."""
    seen = set()
    for council in councils.current():
        seen.add(council.code)
        yield council.code, council.name, PartnerKind.COUNCIL
    rows = Organisation.objects.filter(merged_into=None).order_by("pk")
    for org_id, key, name, kind in rows.values_list("org_id", "key", "name", "kind"):
        ref = org_id or key
        if ref not in seen:
            seen.add(ref)
            yield ref, name, _KINDS.get(kind, PartnerKind.OTHER)
    for ref, name, is_funder in awards.known_parties():
        if ref not in seen:
            seen.add(ref)
            yield ref, name, PartnerKind.FUNDER if is_funder else _by_register(ref)


def _by_register(ref: str) -> PartnerKind:
    """The kind that the register in an identifier tells: org-id.guide's lists."""
    beginnings = {
        ("GB-CHC", "GB-SC", "GB-NIC"): PartnerKind.THIRD_SECTOR,
        ("GB-COH",): PartnerKind.BUSINESS,
        ("GB-LAE", "GB-LAS", "GB-LANI", "GB-PLA"): PartnerKind.COUNCIL,
        ("GB-EDU",): PartnerKind.SCHOOL,
        ("GB-UKPRN", "GB-HESA"): PartnerKind.UNIVERSITY,
        ("GB-NHS",): PartnerKind.HEALTH,
    }
    for starts, kind in beginnings.items():
        if ref.startswith(starts):
            return kind
    return PartnerKind.OTHER
