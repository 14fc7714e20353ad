"""Two funders side by side, and charts that others show."""

import pytest
from django.test import Client
from django.urls import reverse

from allotment.register.models import Party
from allotment.register.queries.comparing import compare
from tests.register.conftest import Importer
from tests.register.grants import small_grant

SHARED = [{"id": "GB-CHC-9", "name": "Shared Charity"}]


@pytest.fixture
def funders(bring_in: Importer) -> tuple[str, str]:
    """Two funders with one recipient in common."""
    bring_in(
        *(
            small_grant(
                id=f"360G-compare-{number}",
                awardDate=f"{2019 + number % 2}-01-01",
                amountAwarded=100 * number,
                recipientOrganization=SHARED if number in (1, 4, 5) else whom,
                fundingOrganization=[{"id": f"GB-CHC-{fund}", "name": f"Fund {fund}"}],
            )
            for number, fund, whom in [
                (1, 1, SHARED),
                (2, 1, [{"id": "GB-COH-7", "name": "A"}]),
                (4, 2, SHARED),
                (5, 2, SHARED),
            ]
        )
    )
    keys = dict(Party.objects.filter(is_funder=True).values_list("name", "key"))
    return keys["Fund 1"], keys["Fund 2"]


def test_two_funders_stand_side_by_side(funders: tuple[str, str]) -> None:
    found = compare(*funders)

    assert found is not None
    rows = {(b.title, row.label): row for b in found.breakdowns for row in b.rows}
    assert (
        rows["Total", "All awards"].one.pence,
        rows["Total", "All awards"].other.pence,
    ) == (
        30_000,
        90_000,
    )
    assert [rows["By year", "2020"].one.count, rows["By year", "2020"].other.count] == [1, 1]
    assert rows["By kind of recipient", "Company or mutual"].other.count == 0
    assert [(each.name, each.one, each.other) for each in found.shared] == [
        ("Shared Charity", 1, 2)
    ]


def test_the_page_asks_for_two_different_funders(client: Client, funders: tuple[str, str]) -> None:
    address = reverse("register:compare")

    empty, twice, stranger, both = (
        client.get(address, dict(zip(("one", "other"), keys, strict=True))).content.decode()
        for keys in [("", ""), (funders[0], funders[0]), (funders[0], "nobody"), funders]
    )

    assert "There is a problem" not in empty
    assert "Choose two different funders" in twice
    assert "Choose two different funders" in stranger
    assert "Shared Charity" in both


def test_a_chart_may_be_framed_by_any_site_and_carries_nothing_else(
    client: Client, funders: tuple[str, str]
) -> None:
    answer = client.get(reverse("register:embedded_chart", args=[funders[0], "by-year"]))
    page = answer.content.decode()

    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert not answer.cookies
    assert "<script" not in page
    assert "<form" not in page
    assert "£200" in page
    assert reverse("register:funder", args=[funders[0]]) in page


@pytest.mark.parametrize("chart", ["by-nothing", "by-programme"])
def test_a_chart_that_a_funder_has_not_is_not_found(
    client: Client, bring_in: Importer, chart: str
) -> None:
    grant = small_grant()
    grant.pop("grantProgramme", None)
    bring_in(grant)
    key = Party.objects.get(is_funder=True).key

    answer = client.get(reverse("register:embedded_chart", args=[key, chart]))

    assert answer.status_code == 404
    assert "frame-ancestors *" not in answer["Content-Security-Policy"]


def test_a_funders_page_gives_the_line_to_copy(client: Client, funders: tuple[str, str]) -> None:
    page = client.get(reverse("register:funder", args=[funders[0]])).content.decode()

    assert '&lt;iframe src="http' in page
    assert f"/embed/funders/{funders[0]}/by-year/" in page
