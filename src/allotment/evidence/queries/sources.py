"""What can be analysed, as rows: the entries of calls, awards of the register, a file of grants."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import BinaryIO

from django.utils.translation import gettext as _

from allotment.evidence.domain.rows import Corpus, Fact, LeftOut, Row
from allotment.fund.models import Call
from allotment.fund.queries import for_analysis as entries
from allotment.kernel.domain.sentences import gettext_noop
from allotment.kernel.places.domain.regions import REGIONS, region_of
from allotment.kernel.places.queries import councils
from allotment.register.queries import for_analysis as awards
from allotment.register.services.reading import GrantsRead

_BY_MEANING = {
    "summary": Fact.TEXT,
    "team_size": Fact.TEAM,
    "duration": Fact.MONTHS,
    "partners": Fact.PARTNERS,
    "outcome": Fact.OUTCOME,
    "evidence": Fact.EVIDENCE,
    "barrier": Fact.BARRIER,
    "replicability": Fact.REPLICABILITY,
}
_OF_AWARDS = frozenset(
    {Fact.TEXT, Fact.GIVEN, Fact.YEAR, Fact.PROGRAMME, Fact.KIND, Fact.PLACE, Fact.TIER}
)
_KINDS = {"education": "school", "not-said": ""}


class UnreadableFileError(ValueError):
    """A file in which no grant can be read; `str(error)` says why."""


def of_calls(calls: Sequence[Call]) -> Corpus:
    """The entries that were sent to these calls and whose deadline has passed."""
    found = [entries.entries_for_analysis(call) for call in calls]
    rows = [
        _of_entry(entry, each.title, call.funder.name)
        for call, each in zip(calls, found, strict=True)
        for entry in each.entries
    ]
    carried = {Fact.ASKED, Fact.YEAR, Fact.KIND, Fact.PLACE, Fact.TIER}
    carried |= {_BY_MEANING[m] for each in found for m in each.meanings if m in _BY_MEANING}
    if any(each.is_judged for each in found):
        carried.add(Fact.SCORE)
    if any(row.given is not None for row in rows):
        carried.add(Fact.GIVEN)
    if len(calls) > 1:
        carried.add(Fact.PROGRAMME)
    left_out = _left_out(
        (gettext_noop("Withdrawn entries"), sum(each.withdrawn for each in found)),
        (gettext_noop("Entries that were not eligible"), sum(each.ineligible for each in found)),
    )
    return Corpus(", ".join(each.title for each in found), rows, frozenset(carried), left_out)


def of_awards(query: str) -> Corpus:
    """The published awards that the address of a filtered list leaves."""
    return _as_corpus(_("Register of awards"), awards.awards_for_analysis(awards.of_address(query)))


def of_file(file: BinaryIO, name: str) -> Corpus:
    """The grants of a file in any format that can be imported. Raises UnreadableFileError."""
    read = GrantsRead(file)
    found = _as_corpus(name, read)
    if not found.rows and (read.fault or read.rejections):
        raise UnreadableFileError(read.fault or read.rejections[0].reason)
    left_out = _left_out(
        (gettext_noop("Grants that could not be read"), read.rejected),
        (gettext_noop("Grants that were in the file twice"), read.repeats),
    )
    return Corpus(found.name, found.rows, found.carried, (*found.left_out, *left_out))


def award_rows(query: str, most: int) -> Iterator[Row]:
    """The published awards of a filtered list as rows, so many at most, in the order of entering."""
    return (
        _of_award(each)
        for each in islice(awards.awards_for_analysis(awards.of_address(query)), most)
    )


def _left_out(*counted: tuple[str, int]) -> tuple[LeftOut, ...]:
    return tuple(LeftOut(why, count) for why, count in counted if count)


def _as_corpus(name: str, source: Iterable[awards.AwardForAnalysis]) -> Corpus:
    rows, foreign = [], 0
    for award in source:
        foreign += award.awarded is None
        rows.append(_of_award(award))
    carried = set(_OF_AWARDS)
    if any(row.asked is not None for row in rows):
        carried.add(Fact.ASKED)
    if any(row.months is not None for row in rows):
        carried.add(Fact.MONTHS)
    amounts = gettext_noop(
        "Amounts in other currencies than pounds (the rest of the grant is read)"
    )
    return Corpus(name, rows, frozenset(carried), _left_out((amounts, foreign)))


def _of_award(award: awards.AwardForAnalysis) -> Row:
    council, region, tier = _areas(award.areas)
    return Row(
        key=award.identifier,
        title=award.title,
        text=award.description,
        asked=award.asked or None,
        given=award.awarded,
        months=award.months,
        year=award.year,
        programme=award.programme,
        funder=award.funder,
        who=award.recipient,
        who_ref=award.recipient_ref,
        kind=_KINDS.get(award.recipient_type, award.recipient_type),
        region=region,
        council=council,
        tier=tier,
        is_public=True,
        is_person=award.is_individual,
    )


def _of_entry(entry: entries.EntryForAnalysis, call: str, funder: str) -> Row:
    words, values = entry.words, entry.values
    place = values.get("place")
    code = entry.gss_code or (str(place.get("code", "")) if isinstance(place, dict) else "")
    council, region, tier = _areas((code,) if code else ())
    return Row(
        key=entry.reference,
        title=entry.title,
        text=words.get("summary", ""),
        outcome=words.get("outcome", ""),
        evidence=words.get("evidence", ""),
        barrier=words.get("barrier", ""),
        replicability=words.get("replicability", ""),
        partners=words.get("partners", ""),
        named=_named(values.get("partners")),
        asked=entry.asked or None,
        given=entry.awarded,
        team=_number(values.get("team_size")),
        months=_number(values.get("duration")),
        score=entry.score,
        year=entry.year or None,
        programme=call,
        funder=funder,
        who=entry.organisation,
        who_ref=entry.organisation_ref,
        kind=entry.organisation_kind or "individual",
        place=words.get("place", ""),
        region=region,
        council=council,
        tier=tier,
        is_public=bool(entry.published),
        is_person=not entry.organisation,
    )


def _named(partner: object) -> tuple[str, ...]:
    """The organisation that was picked; chosen options are kinds, and stay words."""
    name = partner.get("name", "").strip() if isinstance(partner, dict) else ""
    return (name,) if name else ()


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    return float(value)


@lru_cache(20_000)
def _areas(codes: tuple[str, ...]) -> tuple[str, str, str]:
    """Council, region and tier; several councils in one region have the region alone."""
    regions = {code for code in codes if code in REGIONS}
    found = [each for code in codes if code not in REGIONS for each in councils.now(code)]
    regions |= {region_of(each) for each in found}
    region = next(iter(regions)) if len(regions) == 1 else ""
    if len(found) != 1:
        return "", region, ""
    return found[0].code, region, found[0].kind.value
