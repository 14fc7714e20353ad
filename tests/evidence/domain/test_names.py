"""A known organisation is found by its whole name and only where that is sure."""

import pytest

from allotment.evidence.domain.names import Known, KnownNames, PartnerKind
from allotment.evidence.domain.phrases import tokens_of

COUNCIL, CHARITY = PartnerKind.COUNCIL, PartnerKind.THIRD_SECTOR
KNOWN = (
    Known("E1", "Leeds", COUNCIL),
    Known("E2", "Derbyshire", COUNCIL),
    Known("E3", "Bristol, City of", COUNCIL),
    Known("E4", "Hammersmith and Fulham", COUNCIL),
    Known("E5", "Rugby", COUNCIL),
    Known("C1", "Age UK", CHARITY),
    Known("C2", "Age UK Leeds", CHARITY),
    Known("C3", "The Spires", CHARITY),
    Known("C4", "Community Association", CHARITY),
    Known("C5", "Sparkle Arts Limited", CHARITY),
    Known("C6", "Friends of the Fen", CHARITY),
    Known("C7", "Same Name", CHARITY),
    Known("C8", "Same Name Ltd", CHARITY),
    Known("C9", "Scarborough, Whitby and Ryedale Mind", CHARITY),
)
NAMES = KnownNames(KNOWN)


def refs(text: str) -> list[str]:
    return [each.known.ref for each in NAMES.named_in(text, tokens_of(text))]


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("We met Leeds City Council.", "E1"),
        ("with LEEDS CITY COUNCIL", "E1"),
        ("Funding from Leeds City Council for a minibus", "E1"),
        ("a talk at Bristol City Council", "E3"),
        ("the London Borough of Hammersmith & Fulham paid", "E4"),
        ("we asked Derbyshire CC", "E2"),
        ("Sparkle Arts Ltd came", "C5"),
        ("with sparkle and Sparkle Arts", "C5"),
        ("the friends and Friends of the Fen helped", "C6"),
        ("help from Age UK Leeds", "C2"),
        ("help from Age UK, Barnsley", "C1"),
        ("Later Age UK helped", "C1"),
        ("from Scarborough, Whitby & Ryedale Mind", "C9"),
        ("from Scarborough Whitby and Ryedale Mind", "C9"),
    ],
)
def test_a_whole_name_is_found_however_it_is_written(text: str, ref: str) -> None:
    assert refs(text) == [ref]


@pytest.mark.parametrize(
    "text",
    [
        "Many people in Leeds",
        "in the London Borough of Hammersmith and Fulham",
        "help from Age UK Barnsley",
        "under the eyes of Spires",
        "each Community Association",
        "the same name, Same Name",
        "friends of the fen walked",
        "we joined South Derbyshire District Council",
        "the Rugby Council for Voluntary Service",
        "Sparkle, Arts and more",
        "Age. UK law",
    ],
)
def test_what_is_not_sure_is_not_found(text: str) -> None:
    assert refs(text) == []


def test_the_places_are_those_of_the_tokens() -> None:
    tokens = tokens_of("We met the Leeds and City Council twice")

    (found,) = NAMES.named_in("We met the Leeds and City Council twice", tokens)

    assert [each.word for each in tokens[found.first : found.after]] == [
        "leeds",
        "and",
        "city",
        "council",
    ]


def test_a_name_given_as_such_may_be_one_word() -> None:
    assert NAMES.called("Spires") == KNOWN[7]
    assert NAMES.called("The Spires Ltd") == KNOWN[7]
    assert NAMES.called("Leeds City Council") == KNOWN[0]


@pytest.mark.parametrize("name", ["Leeds", "Same Name", "Nobody", "", "the"])
def test_a_name_given_as_such_must_be_sure_too(name: str) -> None:
    assert NAMES.called(name) is None


def test_of_two_councils_of_one_name_the_first_counts() -> None:
    names = KnownNames([Known("E1", "Leeds", COUNCIL), Known("O9", "Leeds City Council", COUNCIL)])

    assert names.called("Leeds City Council") == Known("E1", "Leeds", COUNCIL)


def test_without_known_names_nothing_is_found() -> None:
    assert KnownNames([]).called("Leeds City Council") is None
    assert list(KnownNames([]).named_in("Leeds", tokens_of("Leeds"))) == []
