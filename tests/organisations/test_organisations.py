"""Organisations themselves: identifiers, details, the site keeper's list, who funds others."""

from collections.abc import Callable

import pytest
from django.test import Client

from allotment.kernel.audit.models import AuditLine
from allotment.kernel.guards.unique import TakenError
from allotment.kernel.organisations import queries, services
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.permissions import may
from allotment.kernel.web import tables
from tests.people import People
from tests.racing import at_once

AsPerson = Callable[[object | None], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(people: People) -> Client:
    client = Client()
    client.force_login(people.keeper)
    return client


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""), ("  ", ""), (" GB-CHC-1136419 ", "GB-CHC-1136419"),
        ("GB-COH-01234567", "GB-COH-01234567"), ("US-EIN-12-3456789", "US-EIN-12-3456789"),
    ],
)  # fmt: skip
def test_an_identifier_is_kept_as_its_register_writes_it(
    people: People, given: str, kept: str
) -> None:
    made = services.add_organisation(by=people.newcomer, name="A", kind="charity", org_id=given)

    assert made.org_id == kept


@pytest.mark.parametrize(
    "given", ["1136419", "GB-CHC-12", "GB-COH-123", "GB-CHC-", "GB CHC 1136419"]
)
def test_a_malformed_identifier_is_said_at_its_field_and_what_was_typed_stays(
    people: People, given: str
) -> None:
    client = Client()
    client.force_login(people.newcomer)

    page = client.post(
        "/organisations/add/", {"name": "Toy library", "kind": "charity", "org_id": given}
    ).content.decode()

    assert "There is a problem" in page
    assert 'href="#id_org_id"' in page
    assert 'value="Toy library"' in page
    assert not Organisation.objects.exists()


def test_two_organisations_never_share_an_identifier(people: People) -> None:
    people.wexcombe  # noqa: B018

    with pytest.raises(TakenError, match="is here already"):
        services.add_organisation(
            by=people.newcomer, name="Wexcombe", kind="council", org_id="GB-LAE-WXC"
        )
    with pytest.raises(TakenError, match="Another organisation"):
        services.change_organisation(
            organisation=people.repair_cafe, by=people.keeper, name="x", kind="charity",
            org_id="GB-LAE-WXC", postcode="", web="",
        )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_add_or_change_one_with_an_identifier_at_once_one_has_it(
    people: People, as_person: AsPerson
) -> None:
    adds, keeps = people.newcomer, people.keeper
    given = {"name": "Toy library", "kind": "charity", "org_id": "GB-CHC-1136419"}
    others = [Organisation.objects.create(name=f"O{n}", kind="charity") for n in range(4)]
    addresses = [f"/organisations/{each.key}/change/" for each in others]
    answers: list[tuple[int, str]] = []

    def try_it(number: int) -> None:
        at = addresses[number] if number < 4 else "/organisations/add/"
        answer = as_person(keeps if number < 4 else adds).post(at, given)
        answers.append((answer.status_code, answer.content.decode()))

    at_once(try_it)

    assert sorted(status for status, _page in answers) == [200] * 7 + [302]
    assert Organisation.objects.filter(org_id="GB-CHC-1136419").count() == 1
    for page in (page for status, page in answers if status == 200):
        assert 'href="#id_org_id"' in page
        assert "with this identifier is here already" in page or "has this identifier" in page


@pytest.mark.parametrize(
    "given",
    [
        {"name": ""}, {"name": "x" * 201}, {"kind": "kingdom"}, {"web": "javascript:alert(1)"},
        {"postcode": "x" * 11}, {"is_funder": "on", "name": ""},
        {"web": "https://example.org/" + "x" * 200}, {"postcode": "ß" * 10},
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused(people: People, given: dict[str, str]) -> None:
    client = Client()
    client.force_login(people.newcomer)

    answer = client.post("/organisations/add/", {"name": "A", "kind": "charity"} | given)

    assert answer.status_code == 200
    assert not Organisation.objects.exists()


def test_nobody_makes_their_own_organisation_a_funder(people: People) -> None:
    client = Client()
    client.force_login(people.newcomer)

    client.post("/organisations/add/", {"name": "A", "kind": "charity", "is_funder": "on"})
    made = Organisation.objects.get()
    answer = client.post(f"/organisations/{made.key}/funder/", {"is_funder": "yes"})

    assert answer.status_code == 403
    made.refresh_from_db()
    assert not made.is_funder


def test_the_keeper_makes_a_funder_and_it_is_written_down(people: People, keeper: Client) -> None:
    keeper.post(f"/organisations/{people.repair_cafe.key}/funder/", {"is_funder": "yes"})

    people.repair_cafe.refresh_from_db()
    assert people.repair_cafe.is_funder
    assert AuditLine.objects.filter(kind="organisations.became_funder").count() == 1


def test_a_funder_whose_people_still_deal_with_money_stays_one(
    people: People, keeper: Client
) -> None:
    people.finance  # noqa: B018

    page = keeper.post(f"/organisations/{people.wexcombe.key}/funder/", {"is_funder": "no"})

    assert "End those roles first" in page.content.decode()
    people.wexcombe.refresh_from_db()
    assert people.wexcombe.is_funder


def test_a_funder_without_such_people_can_stop(people: People, keeper: Client) -> None:
    people.administrator  # noqa: B018

    keeper.post(f"/organisations/{people.wexcombe.key}/funder/", {"is_funder": "no"})

    people.wexcombe.refresh_from_db()
    assert not people.wexcombe.is_funder


def test_the_keeper_finds_organisations_by_name_identifier_and_kind(
    people: People, keeper: Client
) -> None:
    people.wexcombe, people.otterbourne, people.repair_cafe  # noqa: B018

    by_name = keeper.get("/organisations/all/?q=otter").content.decode()
    by_identifier = keeper.get("/organisations/all/?q=gb-lae").content.decode()
    by_kind = keeper.get("/organisations/all/?kind=community_group").content.decode()
    funders = keeper.get("/organisations/all/?funders=on").content.decode()
    nothing = keeper.get("/organisations/all/?q=nowhere&kind=wrong").content.decode()

    assert "Otterbourne" in by_name
    assert "Wexcombe" not in by_name.split("<main")[1]
    assert "Wexcombe Borough" in by_identifier
    assert "Repair Café" in by_kind
    assert "Repair Café" not in funders
    assert "No results match these filters" in nothing


@pytest.mark.parametrize("name", ["manager", "administrator", "newcomer", "auditor"])
def test_only_the_keeper_sees_the_list(people: People, name: str) -> None:
    client = Client()
    client.force_login(getattr(people, name))

    assert client.get("/organisations/all/").status_code == 403


def test_pages_follow_one_another_without_gap_or_repeat(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "PAGE_SIZE", 4)
    for number in range(11):
        Organisation.objects.create(name=f"Same {number // 3}", kind="charity")
    names = []
    page = queries.every(tables.Asked("name")).page()
    while True:
        names += [row.key for row in page.rows]
        if not page.next_key:
            break
        page = queries.every(tables.Asked("name", after=page.next_key)).page()
    back = queries.every(tables.Asked("name", before=page.previous_key)).page()

    assert names == list(Organisation.objects.order_by("name", "pk").values_list("key", flat=True))
    assert [row.key for row in back.rows] == names[4:8]
    assert page.count == 11


@pytest.mark.parametrize("many", [1, 30])
def test_the_list_takes_the_same_number_of_statements_for_one_and_for_many(
    people: People, keeper: Client, many: int, django_assert_max_num_queries: object
) -> None:
    for number in range(many):
        made = Organisation.objects.create(name=f"Club {number}", kind="charity")
        made.memberships.create(person=people.newcomer, role="organisations.member")

    with django_assert_max_num_queries(7):  # type: ignore[operator]
        page = keeper.get("/organisations/all/").content.decode()

    assert "Club 0" in page


def test_the_csv_is_safe_to_open(people: People, keeper: Client) -> None:
    Organisation.objects.create(name="=HYPERLINK(1)", kind="charity")

    answer = keeper.get("/organisations/all/?format=csv")

    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=HYPERLINK(1)" in text


def test_the_permission_and_the_list_of_your_organisations_agree(people: People) -> None:
    organisations = [people.wexcombe, people.otterbourne, people.repair_cafe]
    for name in ("manager", "auditor", "administrator", "entrant", "outsider", "newcomer"):
        person = getattr(people, name)

        listed = {each.key for each in queries.mine(person)}

        assert listed == {
            o.key for o in organisations if may(person, "organisations.see_people", o)
        }
