"""The read API, held to its own description."""

import json
from typing import Any

import jsonschema
import pytest
from django.test import Client

from allotment.register.models import Party
from tests.register.conftest import Importer
from tests.register.grants import full_grant, small_grant

pytestmark = pytest.mark.django_db


def get(path: str, **query: Any) -> Any:
    return Client().get(f"/api/v1{path}", query)


@pytest.fixture
def description() -> dict[str, Any]:
    found: dict[str, Any] = get("/openapi.json").json()
    return found


def check(description: dict[str, Any], path: str, response: Any) -> Any:
    """The response's content, after it was compared with what the description says of it."""
    answer = description["paths"][f"/api/v1{path}"]["get"]["responses"][str(response.status_code)]
    schema = answer["content"]["application/json"]["schema"] | {
        "components": description["components"]
    }
    content = json.loads(response.content)
    jsonschema.validate(content, schema)
    return content


@pytest.fixture
def thirty(bring_in: Importer) -> None:
    bring_in(
        full_grant(),
        *(small_grant(id=f"n{number}", amountAwarded=number) for number in range(29)),
        batch=100,
    )


@pytest.mark.usefixtures("thirty")
def test_awards_come_a_page_at_a_time_each_once(description: dict[str, Any]) -> None:
    seen: list[str] = []
    after = ""
    while True:
        page = check(description, "/awards", get("/awards", limit=7, after=after))
        seen += [each["identifier"] for each in page["results"]]
        after = page["next"]
        if not after:
            break

    assert len(seen) == len(set(seen)) == page["count"] == 30


@pytest.mark.usefixtures("thirty")
def test_awards_can_be_narrowed_and_ordered(description: dict[str, Any]) -> None:
    query = {"least_pence": 1000, "most_pence": 1200, "order": "smallest"}

    page = check(description, "/awards", get("/awards", **query))

    assert [each["amount_pence"] for each in page["results"]] == [1000, 1100, 1200]


def test_one_award_has_the_whole_grant(bring_in: Importer, description: dict[str, Any]) -> None:
    bring_in(full_grant())
    key = get("/awards").json()["results"][0]["key"]

    found = check(description, "/awards/{key}", get(f"/awards/{key}"))

    assert found["grant"] == full_grant()
    assert found["amount_pence"] == 125_000


@pytest.mark.usefixtures("thirty")
@pytest.mark.parametrize("kind", ["funders", "recipients"])
def test_organisations_are_listed_and_shown(description: dict[str, Any], kind: str) -> None:
    page = check(description, f"/{kind}", get(f"/{kind}"))
    found = check(description, f"/{kind}/{{key}}", get(f"/{kind}/{page['results'][0]['key']}"))

    assert page["count"] == 1
    assert found["count"] == 30
    assert sum(year["pence"] for year in found["years"]) == found["pence"]


def test_organisations_are_paged_by_name(bring_in: Importer) -> None:
    names = [f"Fund {letter}" for letter in "dabec"]
    bring_in(
        *(
            small_grant(id=name, fundingOrganization=[{"id": f"GB-X-{name}", "name": name}])
            for name in names
        )
    )

    first = get("/funders", limit=2).json()
    second = get("/funders", limit=2, after=first["next"]).json()
    third = get("/funders", limit=2, after=second["next"]).json()

    shown = [each["name"] for page in (first, second, third) for each in page["results"]]
    assert shown == sorted(names)
    assert third["next"] == ""


@pytest.mark.parametrize(
    "path",
    ["/awards/nobody", "/funders/nobody", "/recipients/nobody"],
)
def test_what_is_not_there_is_404_with_a_sentence(path: str, description: dict[str, Any]) -> None:
    response = get(path)

    assert response.status_code == 404
    assert check(description, path.replace("nobody", "{key}"), response)["detail"]


@pytest.mark.parametrize("kind", ["awards", "funders", "recipients"])
def test_a_key_that_nobody_has_does_not_start_again_at_the_first_page(kind: str) -> None:
    assert get(f"/{kind}", after="nobody").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 101},
        {"limit": "many"},
        {"year": 0},
        {"order": "sideways"},
        {"after": "x" * 13},
        {"least_pence": 10**20},
    ],
)
def test_what_makes_no_sense_is_refused(query: dict[str, Any]) -> None:
    assert get("/awards", **query).status_code == 422


def test_nothing_can_be_changed_through_the_api() -> None:
    for method in ("post", "put", "patch", "delete"):
        assert getattr(Client(), method)("/api/v1/awards").status_code == 405


def test_a_recipient_that_funds_too_is_in_both_lists(bring_in: Importer) -> None:
    both = [{"id": "GB-CHC-5", "name": "Both"}]
    bring_in(
        small_grant(id="a", fundingOrganization=both),
        small_grant(id="b", recipientOrganization=both),
    )

    key = Party.objects.get(identifier="GB-CHC-5").key

    assert get(f"/funders/{key}").json()["count"] == 1
    assert get(f"/recipients/{key}").json()["count"] == 1
