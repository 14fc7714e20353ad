"""Our table of local authorities, by itself and against the ONS list kept for tests."""

import csv
import json
from collections import Counter
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from allotment.kernel.places.domain.councils import Council, Finder, Kind
from allotment.kernel.places.readers import authorities

COUNCILS = authorities.read()
FINDER = Finder(COUNCILS)

# Where our table is newer or says more than the list kept for tests, and why.
NEWER_THAN_THE_LIST = {
    "E07000190": "the list skips Somerset West and Taunton, which came between",
    "E07000191": "the list skips Somerset West and Taunton, which came between",
    "E07000246": "the list does not know that it ended in 2023",
    "E08000016": "Barnsley has had a new code since April 2025",
    "E08000019": "Sheffield has had a new code since April 2025",
}


def test_there_are_as_many_councils_as_there_are() -> None:
    current = Counter(council.kind for council in COUNCILS if council.is_current)

    assert current == {
        Kind.UNITARY: 63,
        Kind.DISTRICT: 164,
        Kind.METROPOLITAN: 36,
        Kind.LONDON: 33,
        Kind.COUNTY: 21,
        Kind.SCOTLAND: 32,
        Kind.WALES: 22,
        Kind.NORTHERN_IRELAND: 11,
    }


def test_every_code_stands_once() -> None:
    assert len({council.code for council in COUNCILS}) == len(COUNCILS)


def test_a_district_of_today_lies_under_a_county_of_today_and_nothing_else_does() -> None:
    for council in COUNCILS:
        if not council.is_current:
            continue
        assert bool(council.upper_tier) == (council.kind is Kind.DISTRICT), council
        if council.upper_tier:
            county = FINDER.by_code[council.upper_tier]
            assert county.kind is Kind.COUNTY
            assert county.is_current
            assert county.region == council.region


def test_regions_are_englands() -> None:
    assert all(bool(council.region) == (council.country == "England") for council in COUNCILS)
    assert len({council.region for council in COUNCILS} - {""}) == 9


def test_what_ended_has_successors_that_stand_today() -> None:
    for council in COUNCILS:
        assert bool(council.successors) == (not council.is_current)
        assert all(successor.is_current for successor in FINDER.now(council.code))
        assert FINDER.now(council.code)


def test_the_reorganisation_of_2023_is_there() -> None:
    ended = {council.name for council in COUNCILS if council.ended == date(2023, 4, 1)}

    assert {"Cumbria", "Harrogate", "Mendip", "Somerset West and Taunton", "Eden"} <= ended
    assert [council.name for council in FINDER.now("E10000006")] == [
        "Cumberland",
        "Westmorland and Furness",
    ]
    assert [council.name for council in FINDER.now("E07000190")] == ["Somerset"]


def test_an_unknown_code_has_no_council() -> None:
    assert FINDER.now("X99") == []


def test_our_table_agrees_with_the_list_of_the_ons(shared_data: Path) -> None:
    with (shared_data / "places" / "local-authorities.csv").open(encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table) if row["areatype"] in {"la", "utla"}]

    differing = {row["areacode"] for row in rows if not _agrees(row)}

    assert len(rows) > 400
    assert differing == set(NEWER_THAN_THE_LIST)


def _agrees(row: dict[str, str]) -> bool:
    council = FINDER.by_code[row["areacode"]]
    same = (council.name, council.region, council.country) == (
        row["areaname"],
        row["RGNNM"],
        row["CTRYNM"],
    )
    if row["areatype"] == "la":
        same = same and (council.successors or (council.code,)) == (row["LADCD_ACTIVE"],)
        if council.is_current:
            same = same and _upper_tier_code(council) == row["UTLACD"]
    return same


def _upper_tier_code(council: Council) -> str:
    return council.upper_tier or council.code


def test_our_table_has_every_name_of_2021_that_the_package_carries() -> None:
    spec = find_spec("qlacref_authorities")
    assert spec is not None
    assert spec.submodule_search_locations
    records = json.loads((Path(spec.submodule_search_locations[0]) / "records.json").read_text())

    ours = {council.code: council for council in COUNCILS}

    assert len(records) == 331
    for record in records:
        council = ours[record["LTLA21CD"]]
        assert council.name == record["LTLA21NM"]
        assert _upper_tier_code(council) == record["UTLA21CD"]
