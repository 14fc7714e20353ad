"""The taxonomy's file is read whole; a wrong one is refused with what is wrong."""

import os
from pathlib import Path

import pytest

from allotment.evidence.domain.rows import Row
from allotment.evidence.domain.rules import Rulebook, parts_of
from allotment.evidence.domain.taxonomy import Scheme
from allotment.evidence.readers.taxonomy import TABLE, known_taxonomy, read_taxonomy
from allotment.kernel.domain.sentences import RuleBrokenError

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "taxonomy.md"
GOOD = """
[context]
barrier = ["lack of"]
[[service]]
code = "bins"
name = "Bins"
description = "Emptying bins."
says = ["bin|bins"]
weight = 2
"""


def refused(tmp_path: Path, text: str) -> str:
    path = tmp_path / "own.toml"
    path.write_text(text)
    with pytest.raises(RuleBrokenError) as broken:
        read_taxonomy(path)
    return str(broken.value)


def test_ours_has_three_schemes_of_categories_with_their_own_codes() -> None:
    taxonomy = read_taxonomy()

    assert [each.scheme for each in taxonomy.schemes] == list(Scheme)
    for scheme in taxonomy.schemes:
        assert len(set(scheme.codes)) == len(scheme.codes) >= 12
        assert len({each.name for each in scheme.categories}) == len(scheme.codes)
        assert all(each.says for each in scheme.categories)


def test_every_category_stands_in_the_reference_page_and_no_other() -> None:
    told = [
        tuple(cell.strip() for cell in line.split("|")[1:4])
        for line in PAGE.read_text().splitlines()
        if line.startswith("| `")
    ]

    assert told == [
        (f"`{each.code}`", each.name, each.description)
        for scheme in read_taxonomy().schemes
        for each in scheme.categories
    ]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Lunches for older people with dementia", {"older"}),
        ("Filling potholes and gritting the roads in winter", {"roads"}),
        ("A mobile library brings books to villages", {"libraries"}),
        ("Recycling of textiles at the civic amenity site", {"environment"}),
        ("Empty shops in the town centre are let to traders", {"business"}),
        ("Solar panels on the roof of the depot", {"climate"}),
        ("Neighbourhood plans and planning applications online", {"planning"}),
        ("Museum tours of the war memorials", {"heritage"}),
        ("A refuge from domestic violence", {"domestic_abuse"}),
    ],
)
def test_a_plain_text_is_read_as_anybody_would(text: str, codes: set[str]) -> None:
    service = read_taxonomy().service

    found = Rulebook(service).read(parts_of(Row("1", "Entry", text), Scheme.SERVICE))

    assert codes <= {service.codes[each.category] for each in found}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("Staff were risk-averse and feared criticism", "risk"),
        ("It was hard to measure the benefits", "evaluation"),
        ("Partners would not share their data with us", "data_sharing"),
        ("We had no budget", "funding"),
        ("Procurement took nine months", "procurement"),
        ("Senior managers did not see the point", "leadership"),
        ("Volunteers travel far in a rural area", "place"),
    ],
)
def test_a_barrier_is_read_from_what_people_answer(answer: str, code: str) -> None:
    barrier = read_taxonomy().barrier

    found = Rulebook(barrier).read(parts_of(Row("1", "Entry", barrier=answer), Scheme.BARRIER))

    assert code in {barrier.codes[each.category] for each in found}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("Reoffending fell by a third", "reoffending"),
        ("Residents are less lonely", "loneliness"),
        ("It saved the council £40,000", "savings"),
        ("School attendance rose", "attainment"),
        ("Two empty shops reopened", "shops"),
        ("Neighbours of different backgrounds met", "cohesion"),
    ],
)
def test_an_outcome_is_read_from_what_people_answer(answer: str, code: str) -> None:
    outcome = read_taxonomy().outcome

    found = Rulebook(outcome).read(parts_of(Row("1", "Entry", outcome=answer), Scheme.OUTCOME))

    assert code in {outcome.codes[each.category] for each in found}


def test_a_council_may_bring_its_own(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(GOOD)

    taxonomy = read_taxonomy(path)

    assert taxonomy.service.codes == ("bins",)
    assert taxonomy.service.categories[0].weight == 2
    assert taxonomy.barrier.context == ("lack of",)
    assert taxonomy.outcome.categories == ()


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("[context]", "[context", "cannot be read as TOML"),
        ("[[service]]", "[[services]]", "“services”"),
        ('name = "Bins"', "", "“service bins” has no name."),
        ('code = "bins"', "code = 3", "has no code"),
        ("says", "say", "“say”, which is not known"),
        ('["bin|bins"]', '"bins"', "not a list"),
        ('["bin|bins"]', '["... bins"]', "“... bins”, of “service bins”, cannot be looked for."),
        ("weight = 2", "weight = 0", "weight"),
        ("[[service]]", "[service]", "not in the right form"),
    ],
)
def test_a_wrong_file_is_refused_with_what_is_wrong(
    tmp_path: Path, old: str, new: str, why: str
) -> None:
    assert why in refused(tmp_path, GOOD.replace(old, new))


def test_two_categories_of_one_code_are_refused(tmp_path: Path) -> None:
    twice = GOOD + GOOD[GOOD.index("[[service]]") :]

    assert "Two categories of “service” are called “bins”." in refused(tmp_path, twice)


def test_a_councils_own_taxonomy_is_read_again_when_it_has_changed(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    text = TABLE.read_text(encoding="utf-8")
    own.write_text(text, encoding="utf-8")
    first = known_taxonomy(str(own))

    own.write_text(text.replace('name = "Older people"', 'name = "Elders"'), encoding="utf-8")
    os.utime(own, ns=(1, 1))

    assert first.named(Scheme.SERVICE, "older") == "Older people"
    assert known_taxonomy(str(own)).named(Scheme.SERVICE, "older") == "Elders"
    assert known_taxonomy("") is known_taxonomy("")


def test_a_taxonomy_that_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RuleBrokenError, match=r"own\.toml cannot be opened: No such file"):
        known_taxonomy(str(tmp_path / "own.toml"))
