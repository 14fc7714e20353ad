"""Nobody can work out from a whole report a count of one to four of what nobody has published."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import given, settings, strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped] # has no stubs

from allotment.evidence.domain.composing import Written
from allotment.evidence.domain.lines import AnalysedRow
from allotment.evidence.domain.report import Report, tables
from allotment.evidence.domain.rows import KIND_LABELS, TIER_LABELS, LeftOut, Row
from allotment.kernel.places.domain.regions import REGIONS
from tests.evidence.written import analysed, everything, said, shown, written

HIDDEN = "hidden"
TIERS = {"london": "E12000007", "wales": "W92000004", "scotland": "S92000003"}
"""Tiers of council that lie in one region."""

TEXTS = (
    "volunteers help older people with loneliness at home and befriending visits",
    "young people leaving prison find work and training so that reoffending falls",
    "allotments and gardens for families who need fresh food and company",
    "debt advice and benefits advice for tenants in arrears",
)


def rows(number: int, seed: int, public: float, named: str = "Zyxomma") -> list[Row]:
    """Entries of uneven kinds, regions and years, each with a word of its own in its texts."""
    chance = Random(seed)

    def some(values: Sequence[str]) -> str:
        return chance.choices(values, [3.0**-place for place in range(len(values))])[0]

    made = []
    for place in range(number):
        region, tier = some(["E12000001", *TIERS.values(), "E12000002", ""]), "district"
        tier = next((name for name, code in TIERS.items() if code == region), tier)
        programme = some(["Spring", "Summer", "Autumn", "Winter", "Late"])
        made.append(
            Row(
                key=f"E-{place:04}",
                title=f"{named}{place} idea",
                text=f"{named}{place} says: {some(TEXTS)}.",
                outcome=some(["", f"{named}{place}: less loneliness.", "People found jobs."]),
                barrier=some(["", "We had no funding.", "There was no time."]),
                partners=some(["", "Volunteers helped.", "The police and the NHS helped."]),
                asked=chance.choice([None, 100_000, 250_000, 1_000_000]),
                given=chance.choice([None, None, 100_000]),
                team=chance.choice([None, 2.0, 3.0, 5.0]),
                months=chance.choice([None, 6.0, 12.0]),
                score=chance.choice([None, 40.0, 60.0, 80.0]),
                year=2020 + len(programme) % 3,
                programme=programme,
                funder="Fund A" if programme in ("Spring", "Summer") else "Fund B",
                who=f"{named}{place} Group",
                kind=some(["charity", "council", "school", "police", "health", ""]),
                region=region,
                tier=tier if chance.random() < 0.8 else "",
                is_public=chance.random() < public,
                is_person=chance.random() < 0.1,
            )
        )
    return [published(row) if row.is_public else row for row in made]


def published(row: Row) -> Row:
    """As an award is published: without the answers, the team and the score."""
    return replace(row, is_public=True, outcome="", barrier="", partners="", team=None, score=None)


def report_of(made: Sequence[Row], left_out: Sequence[LeftOut] = ()) -> Written:
    return written(analysed(made, left_out=left_out))


FIELDS: dict[str, tuple[Callable[[Row], str], dict[str, str]]] = {
    "kinds": (lambda row: row.kind, dict(KIND_LABELS)),
    "regions": (lambda row: row.region, dict(REGIONS)),
    "tiers": (lambda row: row.tier, dict(TIER_LABELS)),
    "years": (lambda row: str(row.year), {}),
    "programmes": (lambda row: row.programme, {}),
    "funders": (lambda row: row.funder, {}),
}


class Attacker:
    """Knows of each row that is not public only which combinations of kind, region and so on there
    are, every count of the report, and all that is public; asks how many a group can hold."""

    def __init__(self, made: Sequence[Row], report: Report) -> None:
        self.rows = [row for row in made if not row.is_public]
        self.public = [row for row in made if row.is_public]
        self.tables = shown(report)
        families = (("kinds",), ("regions", "tiers"), ("programmes", "years", "funders"))
        self.family = {key: family for family in families for key in family}

    def named(self, key: str, row: Row) -> str:
        of, names = FIELDS[key]
        value = of(row)
        return names.get(value, value) if value else "Not stated"

    def range_of(self, key: str, label: str) -> tuple[int, int]:
        family = self.family[key]
        kinds = sorted({tuple(self.named(each, row) for each in family) for row in self.rows})
        lines, totals = [np.ones(len(kinds))], [len(self.rows)]
        for place, each in enumerate(family):
            for name, (count,) in self.tables.get(each, {}).items():
                if count != HIDDEN:
                    lines.append(np.array([float(kind[place] == name) for kind in kinds]))
                    among = sum(self.named(each, row) == name for row in self.public)
                    totals.append(int(count.replace(",", "")) - among)
        wanted = np.array([float(kind[family.index(key)] == label) for kind in kinds])
        sums = LinearConstraint(np.array(lines), totals, totals)
        return self._end(wanted, sums, 1), self._end(wanted, sums, -1)

    @staticmethod
    def _end(
        wanted: "np.ndarray[tuple[int], np.dtype[np.float64]]", sums: object, sign: int
    ) -> int:
        found = milp(sign * wanted, integrality=np.ones(len(wanted)), constraints=sums,
                     bounds=Bounds(0, np.inf))  # fmt: skip
        assert found.status == 0
        return round(sign * found.fun)


@settings(max_examples=25, deadline=None)
@given(
    st.integers(5, 60), st.integers(0, 10_000), st.sampled_from([0.0, 0.0, 0.3, 0.7])
)  # fmt: skip
def test_no_small_count_can_be_read_or_worked_out(number: int, seed: int, public: float) -> None:
    made = rows(number, seed, public)
    hidden = [row for row in made if not row.is_public]
    if not hidden:
        return

    report = report_of(made).report
    attacker = Attacker(made, report)

    if len(hidden) < 5:
        assert not set(attacker.tables) & {*FIELDS, "themes", "services", "outcomes", "barriers"}
        assert attacker.tables["rows-used"]["Read"] == [HIDDEN]
        return
    for key in FIELDS:
        for label in sorted({attacker.named(key, row) for row in hidden}):
            true = sum(attacker.named(key, row) == label for row in hidden)
            if 0 < true < 5 and attacker.tables.get(key):
                lowest, highest = attacker.range_of(key, label)
                assert highest >= 5, (key, label, lowest, highest)
                assert lowest < highest


def subsets(found: Sequence[AnalysedRow]) -> Iterable[tuple[str, list[AnalysedRow]]]:
    """What the bars and the strips of a report count, which are no parts of one whole."""
    for scheme, key in (("service", "services"), ("outcome", "outcomes"), ("barrier", "barriers")):
        for code in sorted({x.code for line in found for x in line.labels if x.scheme == scheme}):
            yield key, [x for x in found if any(each.code == code for each in x.labels)]
    for kind in sorted({kind for line in found for kind in line.partners}):
        yield "partner-kinds", [line for line in found if kind in line.partners]
    measures = {"money": "asked", "team": "team", "months": "months", "score": "score"}
    for key, name in measures.items():
        yield key, [line for line in found if getattr(line.row, name) is not None]


@settings(max_examples=15, deadline=None)
@given(st.integers(5, 40), st.integers(0, 10_000), st.sampled_from([0.0, 0.4]))
def test_of_labels_partners_and_measures_neither_few_nor_all_but_few_are_told(
    number: int, seed: int, public: float
) -> None:
    made = rows(number, seed, public)
    summary, found = analysed(made)

    tables_shown = shown(written((summary, found)).report)

    hidden = sum(not row.is_public for row in made)
    every = list(subsets(found))
    for place, (key, lines) in enumerate(every):
        among = sum(not line.row.is_public for line in lines)
        told = {cells[0] for cells in tables_shown.get(key, {}).values()}
        if 0 < among < 5 or 0 < hidden - among < 5 or 0 < hidden < 5:
            alike = [
                other for number, (each, other) in enumerate(every)
                if number != place and each == key and len(other) == len(lines)
            ]  # fmt: skip
            assert alike or f"{len(lines):,}" not in told or key == "money", (key, among, hidden)


@settings(max_examples=15, deadline=None)
@given(st.integers(5, 60), st.integers(0, 10_000), st.sampled_from([0.0, 0.4]))
def test_findings_tell_no_count_that_the_tables_hide(number: int, seed: int, public: float) -> None:
    found = report_of(rows(number, seed, public))

    cells = {cell for block in tables(found.report) for row in block.rows for cell in row}
    for each in found.judged:
        if each.section not in ("alike", "concentration", "small") and each.key != "given-to-asked":
            told = [
                value for name, value in each.figures if name in ("rows", "count", "n", "known")
            ]
            assert {f"{int(value):,}" for value in told} <= cells | {"0"}, each


def test_a_programme_cannot_be_told_from_the_counts_of_its_funder() -> None:
    parts = [("A1", "A", 3), ("A2", "A", 10), ("B1", "B", 6)]
    made = [
        replace(row, programme=programme, funder=funder, year=2024)
        for number, (programme, funder, count) in enumerate(parts)
        for row in rows(count, number, 0.0, named=f"Word{programme}x")
    ]
    made = [replace(row, key=f"E-{place:03}") for place, row in enumerate(made)]

    found = shown(report_of(made).report)

    assert found["programmes"] == {"A2": ["10"], "B1": [HIDDEN], "A1": [HIDDEN]}
    assert "funders" not in found


def test_of_a_region_and_its_tier_nothing_small_is_left_by_subtraction() -> None:
    london = REGIONS["E12000007"]
    made = [
        replace(row, region="E12000007" if place < 12 else "E12000001",
                tier="london" if place < 10 else "district" if place >= 12 else "")
        for place, row in enumerate(rows(30, 1, 0.0))
    ]  # fmt: skip

    found = shown(report_of(made).report)

    assert found["regions"][london] == ["12"]
    assert "tiers" not in found


def test_the_mix_of_a_list_that_hides_anything_is_not_measured() -> None:
    kinds = ["charity"] * 12 + ["council"] * 3 + ["school"] * 6
    made = [replace(row, kind=kind) for row, kind in zip(rows(21, 3, 0.0), kinds, strict=True)]

    found = shown(report_of(made).report)

    assert found["kinds"]["Councils"] == [HIDDEN]
    assert "Kinds of organisation" not in found.get("concentration", {})


def test_what_is_public_is_no_cover_for_few_that_are_not() -> None:
    public = [replace(row, is_public=True, kind="charity") for row in rows(20, 1, 1.0)]
    hidden = [
        replace(row, key=f"H-{row.key}", kind="charity" if place < 3 else "council")
        for place, row in enumerate(rows(12, 2, 0.0))
    ]

    found = shown(report_of([*public, *hidden]).report)

    assert found["kinds"] == {"Charities": [HIDDEN], "Councils": [HIDDEN]}


def test_of_fewer_than_five_unpublished_rows_nothing_is_counted() -> None:
    made = [*rows(30, 5, 1.0), *[replace(row, key=f"H{row.key}") for row in rows(3, 6, 0.0)]]

    report = report_of(made).report

    assert report.lead == "The entries were read from Made rows."
    assert "33" not in everything(report)
    assert shown(report)["rows-used"] == {"Read": [HIDDEN]}


def test_few_entries_that_were_left_out_are_hidden_even_where_all_read_are_public() -> None:
    left_out = [LeftOut("Withdrawn entries", 2), LeftOut("Entries that were not eligible", 7)]

    report = report_of(rows(30, 5, 1.0), left_out).report

    assert shown(report)["rows-used"] == {
        "Read": ["30"],
        "Withdrawn entries": [HIDDEN],
        "Entries that were not eligible": ["7"],
    }


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 45), st.integers(0, 10_000), st.sampled_from([0.0, 0.5, 1.0]))
def test_no_word_of_an_unpublished_row_or_of_an_individual_stands_in_it(
    number: int, seed: int, public: float
) -> None:
    made = rows(number, seed, public)

    texts = everything(report_of(made).report)

    quoted = {int(each) for each in re.findall(r"Zyxomma(\d+)", texts)}
    assert all(made[place].is_public and not made[place].is_person for place in quoted)


def test_words_of_few_unpublished_texts_name_no_theme() -> None:
    made = [
        replace(row, title="", text=f"{row.text} Quixotry." if place < 4 else row.text)
        for place, row in enumerate(rows(60, 9, 0.0))
    ]

    assert "quixotry" not in everything(report_of(made).report).casefold()


def test_a_report_of_public_awards_hides_nothing() -> None:
    made = [replace(published(row), is_person=False) for row in rows(40, 4, 1.0)]

    report = written(analysed(made), is_of_entries=False).report

    assert HIDDEN not in [cell for block in tables(report) for row in block.rows for cell in row]
    assert "not shown" not in said(report)
    found = shown(report)
    for key, (of, _names) in FIELDS.items():
        assert sum(int(count) for (count,) in found[key].values()) == len(made)
        assert len(found[key]) == len({of(row) for row in made})
