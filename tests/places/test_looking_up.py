"""A postcode as typed: what it says, or a sentence why it says nothing."""

from pathlib import Path
from typing import Any

import pytest

from allotment.kernel.places.domain.grid import Position
from allotment.kernel.places.queries import councils
from allotment.kernel.places.queries.postcodes import Outcome, index_path, look_up
from allotment.kernel.places.services.postcodes import prepare


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _own_home(settings: Any, home: Path) -> None:
    settings.HOME = home


def test_a_postcode_has_its_council_and_place() -> None:
    answer = look_up("hg1 2su")

    assert answer.outcome is Outcome.FOUND
    assert answer.typed == "hg1 2su"
    assert answer.postcode == "HG1 2SU"
    assert answer.council is not None
    assert answer.council.name == "North Yorkshire"
    assert answer.position == Position(429_950, 455_623)
    assert answer.sentence == ""


@pytest.mark.parametrize(
    ("typed", "outcome", "sentence"),
    [
        ("nowhere", Outcome.NOT_A_POSTCODE, "does not look like a postcode"),
        ("", Outcome.NOT_A_POSTCODE, "does not look like a postcode"),
        ("ZZ99 9ZZ", Outcome.NOT_IN_DIRECTORY, "do not know this postcode"),
        ("BT1 5GS", Outcome.NORTHERN_IRELAND, "Northern Ireland"),
        ("IM1 1AA", Outcome.NO_PLACE, "no council"),
        ("GIR 0AA", Outcome.NO_PLACE, "no council"),
    ],
)
def test_a_postcode_that_is_not_there_is_said_so_and_kept_as_typed(
    typed: str, outcome: Outcome, sentence: str
) -> None:
    answer = look_up(typed)

    assert answer.outcome is outcome
    assert answer.typed == typed
    assert answer.council is None
    assert answer.position is None
    assert sentence in answer.sentence
    assert "kee" in answer.sentence


def test_the_index_can_be_made_ahead() -> None:
    assert prepare() > 2_600_000
    assert index_path().exists()


def test_councils_of_today_are_listed_by_name() -> None:
    names = [council.name for council in councils.current()]

    assert len(names) == 382
    assert names == sorted(names)


def test_a_district_has_a_county_above_it() -> None:
    (match,) = councils.find("Hastings")

    above = councils.upper_tier(match.council)

    assert above is not None
    assert above.name == "East Sussex"
    assert councils.upper_tier(above) is None
    assert councils.one(above.code) == above
    assert councils.one("nonsense") is None
    assert councils.now(above.code) == [above]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("harrogate", "Harrogate is now part of it."),
        ("HG1 2SU", "North Yorkshire"),
        ("BT1 5GS", "We cannot look up postcodes in Northern Ireland"),
        ("zebra", "No council was found"),
        ("<script>", "&lt;script&gt;"),
        ("x" * 5_000, "No council was found"),
    ],
)
def test_the_page_finds_councils_by_name_and_postcode(client: Any, typed: str, shown: str) -> None:
    answer = client.get("/places/", {"q": typed})

    assert answer.status_code == 200
    assert shown in answer.content.decode()


def test_names_are_suggested_as_one_types(client: Any) -> None:
    answer = client.get("/places/councils.json", {"q": "harrog"}).json()

    assert answer["councils"] == [
        {
            "code": "E06000065",
            "name": "North Yorkshire",
            "region": "Yorkshire and The Humber",
            "country": "England",
            "formerly": "Harrogate",
        }
    ]


def test_a_postcode_is_answered_for_scripts(client: Any) -> None:
    found = client.get("/places/postcode.json", {"q": "SW1A1AA"}).json()
    odd = client.get("/places/postcode.json", {"q": "nowhere"}).json()

    assert found["council"]["name"] == "Westminster"
    assert found["position"] == {"easting": 529090, "northing": 179645}
    assert (odd["outcome"], odd["council"], odd["position"]) == ("not-a-postcode", None, None)
