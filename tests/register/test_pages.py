"""The register's pages, as anybody sees them."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from markupsafe import escape

from allotment.register.domain.standard import SHAPES
from allotment.register.domain.validation import grant_problems
from allotment.register.models import Award, Party
from tests.register.conftest import Importer
from tests.register.grants import full_grant, small_grant

pytestmark = pytest.mark.django_db


def get(name: str, *parts: str, **query: str) -> Any:
    return Client().get(reverse(f"register:{name}", args=parts), query)


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.fixture
def award(bring_in: Importer) -> Award:
    bring_in(full_grant() | {"our own note": "kept", "fromOpenCall": "Y"})
    return Award.objects.get()


def test_an_empty_register_says_how_it_fills() -> None:
    page = text_of(get("awards"))

    assert "There are no awards yet" in page


@pytest.mark.usefixtures("award")
def test_the_list_shows_awards_with_a_count_and_a_sum() -> None:
    page = text_of(get("awards"))

    assert "Tools for the repair café" in page
    assert "1 award, £1,250 in total" in page


@pytest.mark.usefixtures("award")
def test_a_search_without_results_says_what_to_do() -> None:
    page = text_of(get("awards", q="zeppelin"))

    assert "No results match these filters" in page
    assert "Tools for the repair café" not in page


@pytest.mark.usefixtures("award")
def test_an_amount_that_is_none_is_said_at_the_field_and_in_the_summary() -> None:
    page = text_of(get("awards", least="lots"))

    assert page.count("Enter an amount in pounds") == 2
    assert 'value="lots"' in page
    assert "Error:" in page
    assert "Tools for the repair café" in page


@pytest.mark.parametrize(
    "query",
    [
        {"q": "'; DROP TABLE register_award; --"},
        {"q": '"'},
        {"q": "x" * 10_000},
        {"year": "²"},
        {"year": "99999"},
        {"year": "0"},
        {"sort": "sideways"},
        {"after": "nobody", "before": "nobody"},
        {"least": "9" * 40},
        {"funder": "'"},
        {"place": "%"},
    ],
)
@pytest.mark.usefixtures("award")
def test_nonsense_in_the_address_is_no_error(query: dict[str, str]) -> None:
    assert get("awards", **query).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_statements_for_three_awards_as_for_one(
    bring_in: Importer, count: int
) -> None:
    bring_in(*(small_grant(id=str(number)) for number in range(count)))

    with CaptureQueriesContext(connection) as made:
        text_of(get("awards"))

    assert len(made) == (7 if connection.vendor == "postgresql" else 4)


def test_the_list_as_csv_is_safe_to_open_in_a_spreadsheet(bring_in: Importer) -> None:
    bring_in(small_grant(title='=HYPERLINK("http://evil.example")', amountAwarded=-12.5))

    response = get("awards", format="csv")

    rows = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert rows[0][0] == "Identifier"
    assert rows[1][1].startswith("'=HYPERLINK")
    assert rows[1][4] == "-12.5"
    assert rows[1][8].endswith(f"/register/awards/{Award.objects.get().key}/")


def test_the_csv_has_every_award_of_the_filter_and_no_other(bring_in: Importer) -> None:
    bring_in(*(small_grant(id=str(number), amountAwarded=number) for number in range(40)))

    response = get("awards", format="csv", least="10")

    assert len(response.getvalue().decode().splitlines()) == 1 + 30


def test_an_award_shows_all_that_was_published_and_what_was_changed(award: Award) -> None:
    page = text_of(get("award", award.key))

    for shown in ("£1,250", "5 January 2026", "Riverside Repair Café", "Millbridge Council",
                  "Small ideas", "360G-millbridge-1", "Match funding (FRG030)", "our own note",
                  "Everybody", "What we changed when we read it", "“Y” → “Yes”"):  # fmt: skip
        assert shown in page


def test_hostile_text_is_shown_as_text(bring_in: Importer) -> None:
    bring_in(
        full_grant()
        | {"title": "<script>alert(1)</script>", "url": "javascript:alert(1)", "<b>": "<i>"}
    )

    page = text_of(get("award", Award.objects.get().key))

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert 'href="javascript' not in page
    assert "<i>" not in page


def test_an_award_to_an_individual_names_nobody_and_links_nowhere(bring_in: Importer) -> None:
    bring_in(full_grant(to_individual=True))

    page = text_of(get("award", Award.objects.get().key))

    assert "An individual, who is not named" in page
    assert "/register/recipients/" not in page


def test_an_award_can_be_had_as_a_grant(award: Award) -> None:
    response = get("award_json", award.key)

    assert response.json() == full_grant() | {"our own note": "kept"}
    assert grant_problems(response.json()) == []


@pytest.mark.usefixtures("award")
def test_funder_and_recipient_have_pages_with_a_chart_and_its_numbers() -> None:
    funder = Party.objects.get(is_funder=True)
    recipient = Party.objects.get(is_funder=False)

    first, second = text_of(get("funder", funder.key)), text_of(get("recipient", recipient.key))

    for page in (first, second):
        assert "<svg" in page
        assert "Awards by year" in page
        assert "Tools for the repair café" in page
    assert f"/register/recipients/{recipient.key}/" in first
    assert f"/register/funders/{funder.key}/" in second


@pytest.mark.parametrize("name", ["award", "award_json", "funder", "recipient"])
def test_what_is_not_there_is_not_found(name: str) -> None:
    assert get(name, "nobody").status_code == 404


def test_the_reference_page_explains_every_line_of_the_standard() -> None:
    page = text_of(get("standard"))

    for shape in SHAPES.values():
        section = page.split(f'id="group-{shape.name}"')[1].split("</table>")[0]
        assert [f.name for f in shape.fields if f"<code>{f.name}</code>" not in section] == []
        assert all(escape(f.meaning) in section for f in shape.fields)
    assert "1.4.3" in page
