import json
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from allotment.register.demo.awards import Grant, grants, package
from allotment.register.demo.purposes import LARGEST_FOR_A_GROUP, stock
from allotment.register.domain.validation import grant_problems

TODAY = date(2026, 11, 23)
MADE = grants(TODAY)
TO_ORGANISATIONS = [one for one in MADE if "recipientOrganization" in one]


def recipient(grant: Grant) -> dict[str, Any]:
    organisation: dict[str, Any] = grant["recipientOrganization"][0]
    return organisation


def official(shared_data: Path) -> Draft202012Validator:
    path = shared_data / "360giving" / "schema" / "360-giving-schema.json"
    return Draft202012Validator(json.loads(path.read_text()), format_checker=FormatChecker())


def test_there_are_four_hundred_awards_of_several_funders() -> None:
    by_funder = Counter(one["fundingOrganization"][0]["name"] for one in MADE)

    assert len(MADE) == 400
    assert len({one["id"] for one in MADE}) == 400
    assert len(by_funder) == 7
    assert min(by_funder.values()) >= 5


def test_the_same_seed_and_day_make_the_same_awards() -> None:
    assert json.dumps(grants(TODAY)) == json.dumps(MADE)
    assert grants(TODAY, seed=7) != MADE
    assert grants(TODAY + timedelta(days=200)) != MADE


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2028, 2, 29), date(2030, 12, 31)])
def test_awards_are_past_on_whatever_day_they_are_loaded(today: date) -> None:
    made = grants(today)

    assert len(made) == 400
    assert max(one["awardDate"] for one in made) <= today.isoformat()
    assert max(one["dateModified"] for one in made) <= f"{today.isoformat()}T23"


def test_every_award_is_valid_by_the_official_schema(shared_data: Path) -> None:
    validator = official(shared_data)

    assert [error.message for one in MADE for error in validator.iter_errors(one)] == []


def test_the_whole_file_is_valid_by_the_official_schema(shared_data: Path) -> None:
    path = shared_data / "360giving" / "schema" / "360-giving-package-schema.json"
    schema = json.loads(path.read_text())
    del schema["properties"]["grants"]["items"]  # each grant is judged above
    validator = Draft202012Validator(schema, format_checker=FormatChecker())

    assert [error.message for error in validator.iter_errors(package(TODAY))] == []


def test_every_award_is_valid_by_our_own_statement_of_the_standard() -> None:
    assert [problem for one in MADE for problem in grant_problems(one)] == []


def test_amounts_have_the_spread_of_real_grants() -> None:
    amounts = sorted(one["amountAwarded"] for one in TO_ORGANISATIONS)
    tenths = quantiles(amounts, n=10)

    assert tenths[0] < 1_000
    assert 2_000 < median(amounts) < 12_000
    assert tenths[-1] > 25_000
    assert amounts[-1] > 90_000
    assert len({a for a in amounts if a % 10}) > 10
    assert sum(amounts) > 3 * len(amounts) * median(amounts) / 2


def test_awards_go_back_ten_years() -> None:
    years = Counter(one["awardDate"][:4] for one in MADE)

    assert len(years) == 10
    assert years["2025"] > years["2017"] > 5


def test_most_recipients_have_one_award_and_some_have_more() -> None:
    had = Counter(recipient(one)["id"] for one in TO_ORGANISATIONS)

    once = sum(1 for count in had.values() if count == 1)
    assert 0.5 < once / len(had) < 0.9
    assert max(had.values()) >= 3


def test_nobody_is_given_money_for_the_same_thing_twice() -> None:
    done: set[tuple[str, str]] = set()
    for project in stock().projects:
        for one in TO_ORGANISATIONS:
            if one["title"] in project.titles and "{" not in one["title"]:
                thing = recipient(one)["id"], project.titles[0]
                assert thing not in done
                done.add(thing)

    assert len(done) > 300


def test_a_recipient_has_one_name_and_one_form() -> None:
    seen: dict[str, tuple[str, str]] = {}
    for one in TO_ORGANISATIONS:
        found = recipient(one)["name"], recipient(one)["organisationType"]
        assert seen.setdefault(recipient(one)["id"], found) == found


def test_hardly_two_awards_are_described_alike() -> None:
    described = Counter((one["title"], one["description"]) for one in TO_ORGANISATIONS)

    assert max(described.values()) <= 2
    assert len(described) > 0.97 * len(TO_ORGANISATIONS)
    assert len({one["title"] for one in MADE}) > 120


def test_what_is_described_makes_sense() -> None:
    for one in MADE:
        text = f"{one['title']} {one['description']}"
        assert not re.search(r"[{}]|  | [.,;]", text), text
        assert one["description"].endswith(".")


def test_money_goes_to_those_who_do_such_things_at_what_such_things_cost() -> None:
    patterns = stock().patterns
    for project in stock().projects:
        sorts = {p.sort for p in patterns if p.theme == project.theme}
        assert set(project.by) <= sorts
        assert project.pounds[0] < project.pounds[1]

    for one in TO_ORGANISATIONS:
        if recipient(one)["organisationType"] == "Unincorporated association":
            assert one["amountAwarded"] <= LARGEST_FOR_A_GROUP


def test_amounts_agree_with_each_other_and_dates_with_dates() -> None:
    for one in MADE:
        assert one.get("amountAppliedFor", one["amountAwarded"]) >= one["amountAwarded"]
        assert one.get("amountDisbursed", 0) <= one["amountAwarded"]
        for planned in one.get("plannedDates", ()):
            assert one["awardDate"] < planned["startDate"] < planned["endDate"]


def test_a_council_funds_its_own_places() -> None:
    funders = {funder.id: funder for funder in stock().funders}
    for one in TO_ORGANISATIONS:
        only = funders[one["fundingOrganization"][0]["id"]].only
        assert not only or recipient(one)["addressLocality"] in only


def test_nothing_in_it_reaches_anybody() -> None:
    text = json.dumps(package(TODAY))

    addresses = set(re.findall(r"https?://([^/\"]+)", text))
    assert addresses == {"example.org", "creativecommons.org"}
    assert "@" not in text
    assert {one["recipientIndividual"]["name"] for one in MADE if "recipientIndividual" in one} == {
        "Name not published"
    }
    assert not re.search(r"GB-(CHC|COH|SC|NIC)-", text)
