"""Key findings are computed from figures, are right for none, one and three, and claim no cause."""

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from allotment.evidence.domain import findings as findings_module
from allotment.evidence.domain.concentration import concentration, diversity
from allotment.evidence.domain.figures import figures
from allotment.evidence.domain.findings import (
    MOST,
    Finding,
    Grounds,
    Named,
    Scheme,
    Unit,
    findings,
)
from allotment.evidence.domain.rows import Corpus, Fact, Row
from allotment.evidence.domain.small import small
from allotment.kernel.domain.sentences import sentence

FOLDER = Path(findings_module.__file__).parent
OURS = ("figures", "concentration", "small", "suppressing", "reading", "findings", "frequencies")
CAUSAL = re.compile(
    r"\b(because|lead[s]?( \w+)? to|led to|caus\w+|due to|effects? of|affect\w*|makes?|made|improv\w+"
    r"|result\w* (in|from)|owing to|thanks to|therefore|hence|drives?|driven|influenc\w+|impact\w*|produc\w+"
    r"|explain\w*|consequen\w+|determin\w+|boost\w*|so that|why)\b",
    re.IGNORECASE,
)
EVERYTHING = frozenset(Fact)


def rows(number: int, *, is_person: bool = False) -> list[Row]:
    return [
        Row(
            f"{place}",
            "A row",
            asked=100_000 * (place + 1),
            given=90_000 * (place + 1),
            team=float(place % 5 + 1),
            months=12.0,
            score=float(90 - place),
            programme=f"Programme {place % 2}",
            kind="charity" if place % 4 else "council",
            region="E12000001",
            is_person=is_person,
        )
        for place in range(number)
    ]


def of(number: int, unit: Unit = Unit.ENTRY, *, is_person: bool = False) -> dict[str, Finding]:
    corpus = Corpus("a call", rows(number, is_person=is_person), EVERYTHING)
    names = (("charity", "Charity"), ("E12000001", "North East"))
    return by_key(Grounds(unit=unit, figures=figures(corpus), names=names))


def by_key(grounds: Grounds) -> dict[str, Finding]:
    found = findings(grounds)
    assert len({each.key for each in found}) == len(found)
    return {each.key: each for each in found}


def everything(number: int = 40) -> Grounds:
    given_rows = rows(number)
    money = [(row.key, row.given or 0) for row in given_rows]
    themes = (Named("bats", "Bats", 20), Named("owls", "Owls", 15))
    barrier = (Named("funding", "Funding", 9), Named("time", "Time", 4))
    return Grounds(
        unit=Unit.ENTRY,
        figures=figures(Corpus("a call", given_rows, EVERYTHING - {Fact.TIER})),
        names=(("charity", "Charity"),),
        themes=themes,
        unthemed=5,
        unserved=1,
        mix_of_themes=diversity([("bats", 1)] * 20 + [("owls", 1)] * 15, sentence("themes")),
        schemes=(Scheme("barriers", 12, barrier), Scheme("outcomes", 0, ())),
        partners=(Named("ark", "The Ark", 3),),
        partnered=8,
        pairs=1,
        new=2,
        earlier=4116,
        concentration=concentration(money),
        small=small(given_rows, {}),
    )


def said(found: dict[str, Finding], key: str) -> str:
    return str(found[key].sentence)


@pytest.mark.parametrize(
    ("number", "entries", "awards"),
    [
        (0, "There were no entries.", "There were no awards."),
        (1, "There was one entry.", "There was one award."),
        (3, "There were 3 entries.", "There were 3 awards."),
        (1200, "There were 1,200 entries.", "There were 1,200 awards."),
    ],
)
def test_rows_are_counted_in_the_right_number(number: int, entries: str, awards: str) -> None:
    assert said(of(number), "count") == entries
    assert said(of(number, Unit.AWARD), "count") == awards
    assert of(number)["count"].figures == (("rows", str(number)),)


def test_of_no_rows_nothing_else_is_said() -> None:
    assert list(of(0)) == ["count"]


def test_of_one_row_everything_is_singular() -> None:
    found = of(1)

    assert said(found, "kinds-top") == "Its kind of organisation is “council”."
    assert said(found, "asked-median") == "Only one amount asked for is known: £1,000."
    assert said(found, "team-median") == "Only one team’s size is known: one person."
    assert said(found, "given-to-asked") == "Of the only request that is known, 90% was awarded."


def test_of_three_rows_no_quartiles_are_said() -> None:
    found = of(3)

    assert said(found, "asked-median") == (
        "The 3 amounts asked for run from £1,000 to £3,000. Together they come to £6,000."
    )
    assert said(found, "regions-top") == (
        "All 3 entries are from one region or nation: North East."
    )
    assert said(found, "months-median") == "Each of the 3 known durations is 12 months."


def test_of_many_rows_the_median_and_the_middle_half_are_said() -> None:
    found = of(5)

    assert said(found, "asked-median") == (
        "Half of the 5 amounts asked for are £3,000 or less, and the middle half are £2,000 to"
        " £4,000. Together they come to £15,000."
    )
    assert said(found, "kinds-top") == (
        "Charity are the most frequent kind of organisation: 3 of the 5 entries (60%)."
    )
    assert ("median", "£3,000") in found["asked-median"].figures
    assert found["kinds-top"].figures == (
        ("name", "Charity"),
        ("count", "3"),
        ("rows", "5"),
        ("percent", "60%"),
    )


def test_a_tie_is_not_called_the_most_frequent() -> None:
    themes = (Named("bats", "Bats", 2), Named("owls", "Owls", 2), Named("newts", "Newts", 1))

    found = by_key(Grounds(Unit.ENTRY, figures=figures(corpus(5)), themes=themes))

    assert said(found, "themes-top") == ("No theme is the largest: 2 have 2 of the 5 entries each.")


def corpus(number: int) -> Corpus:
    return Corpus("a call", rows(number), EVERYTHING)


def test_what_the_source_does_not_carry_is_said_and_not_guessed() -> None:
    carried = EVERYTHING - {Fact.TEAM, Fact.SCORE}

    found = by_key(Grounds(Unit.ENTRY, figures=figures(Corpus("file", rows(9), carried))))

    assert said(found, "not-carried") == (
        "Not asked or not recorded, so not guessed: “How many people did it”, “Assessors’ score”."
    )
    assert "team-median" not in found


def test_everything_is_spoken_of_in_the_order_of_the_report() -> None:
    found = findings(everything())

    sections = list(dict.fromkeys(each.section for each in found))
    assert sections == [
        "how-many", "from-whom", "money", "size", "themes", "labels", "partners", "alike",
        "concentration", "small",
    ]  # fmt: skip
    assert len(found) <= MOST


def test_counts_of_pairs_labels_and_partners_are_said() -> None:
    found = by_key(everything())

    assert said(found, "pairs") == "One pair of entries may be the same idea sent twice."
    assert said(found, "new") == ("2 of the newest entries are unlike all 4,116 before them.")
    assert said(found, "barriers-top") == (
        "The barrier named most often is “Funding”, in 9 of the 40 entries (23%)."
    )
    assert said(found, "outcomes-top") == ("The texts were read for outcomes, and none was found.")
    assert said(found, "partners-top") == (
        "The kind of partner named most often is “The Ark”, by 3 of the 40 entries."
    )
    assert said(found, "concentration-top-ten").startswith("The ten largest of 40 recipients have")
    assert said(found, "small-budget-score").endswith("is listed in the report.")


def test_small_counts_of_people_are_not_told() -> None:
    assert said(of(3, is_person=True), "count") == "There were fewer than five entries."
    assert list(of(3, is_person=True)) == ["count"]
    assert "kinds-top" not in of(6, is_person=True)
    assert "kinds-top" in of(40, is_person=True)


def test_of_so_few_people_not_even_the_number_of_recipients_is_told() -> None:
    people = rows(3, is_person=True)
    money = concentration([(row.key, row.given or 0) for row in people])

    found = by_key(
        Grounds(Unit.AWARD, figures(Corpus("", people, EVERYTHING)), concentration=money)
    )

    assert list(found) == ["count"]


@given(st.integers(0, 30))
def test_no_finding_tells_a_count_of_one_to_four_people(number: int) -> None:
    for found in of(number, is_person=True).values():
        for name, value in found.figures:
            if name in ("rows", "known", "count", "n"):
                assert not 0 < int(value) < 5


def test_a_changed_figure_changes_what_a_finding_rests_on() -> None:
    before, after = of(40), of(41)

    assert before["asked-median"].key == after["asked-median"].key
    assert before["asked-median"].figures != after["asked-median"].figures
    assert before["regions-top"].figures != after["regions-top"].figures


def test_nothing_is_said_of_nothing() -> None:
    assert findings(Grounds(Unit.AWARD)) == ()


ODD_ROWS = st.lists(
    st.builds(
        Row,
        key=st.integers(0, 10**6).map(str),
        title=st.text(max_size=5),
        asked=st.none() | st.integers(0, 10**14),
        given=st.none() | st.integers(0, 10**14),
        team=st.none() | st.floats(),
        months=st.none() | st.floats(0, 600),
        score=st.none() | st.floats(0, 100),
        programme=st.sampled_from(["", "{one}", "two <b>"]),
        kind=st.sampled_from(["", "charity", "{0}"]),
        is_person=st.booleans(),
    ),
    max_size=30,
    unique_by=lambda row: row.key,
)


@settings(deadline=None)
@given(ODD_ROWS, st.sets(st.sampled_from(list(Fact))))
def test_odd_rows_are_spoken_of_without_a_fault(odd: list[Row], carried: set[Fact]) -> None:
    money = concentration([(row.key, row.given or 0) for row in odd])
    corpus = Corpus("odd", odd, frozenset(carried))

    found = findings(
        Grounds(
            Unit.ENTRY,
            figures(corpus),
            concentration=money,
            small=small(odd, {row.key: len(row.title) for row in odd}),
        )
    )

    assert found[0].key == "count"
    assert all(str(each.sentence).endswith(".") for each in found)


def test_findings_repeat_to_the_letter() -> None:
    assert findings(everything()) == findings(everything())


def templates() -> list[str]:
    """Every text marked for translation in the files of this part."""
    found = []
    for name in OURS:
        for node in ast.walk(ast.parse((FOLDER / f"{name}.py").read_text())):
            is_marked = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if is_marked and node.func.id == "_":
                found.append(ast.literal_eval(node.args[0]))
    return found


def test_no_sentence_claims_a_cause() -> None:
    texts = templates()

    assert len(texts) > 80
    assert [text for text in texts if CAUSAL.search(text)] == []


@pytest.mark.parametrize(
    "claim",
    ["A small team leads to more", "due to its budget", "It improves scores", "The effect of size"],
)
def test_a_causal_word_would_be_found(claim: str) -> None:
    assert CAUSAL.search(claim)


@pytest.mark.parametrize("number", [1, 2, 3, 12, 40])
def test_no_sentence_is_left_with_a_gap(number: int) -> None:
    for each in findings(everything(number)):
        assert not re.search(r"[{}]|  ", str(each.sentence))
        assert str(each.sentence).endswith(".")
