"""Joining by a confirmed address at the organisation's own mail domain, with an approval."""

import contextlib
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from allotment.kernel.guards.unique import TakenError
from allotment.kernel.notify.models import Message
from allotment.kernel.organisations.domain.mail_domains import BadDomainError, check_domain
from allotment.kernel.organisations.models import JoinRequest, MailDomain
from allotment.kernel.organisations.services import OrganisationError, joining
from allotment.kernel.people.models import User
from tests.people import People
from tests.racing import at_once, second

AsPerson = Callable[[object | None], Client]
pytestmark = pytest.mark.django_db


def address(person: User, domain: str = "wexcombe.example", *, verified: bool = True) -> User:
    name = person.email.split("@")[0]
    EmailAddress.objects.create(user=person, email=f"{name}@{domain}", verified=verified)
    return person


@pytest.fixture
def approved(people: People) -> MailDomain:
    address(people.administrator)
    made = joining.claim(
        organisation=people.wexcombe, name="@Wexcombe.example ", by=people.administrator
    )
    joining.decide_domain(domain=made, approve=True, why="", by=people.keeper)
    made.refresh_from_db()
    return made


@pytest.mark.parametrize(
    ("typed", "public"),
    [
        ("gmail.com", True), ("somebody@GMAIL.com", True), ("mail.gmx.net", True), ("nhs.net", True),
        ("gov.uk", True), ("", False), ("wexcombe", False), ("wex combe.org", False),
        ("-a.org", False), ("example.org/x", False), ("1.2.3.4", False), ("a" * 70 + ".org", False),
    ],
)  # fmt: skip
def test_what_is_no_domain_or_everybody_s_is_refused(typed: str, public: bool) -> None:
    with pytest.raises(BadDomainError) as refused:
        check_domain(typed)

    assert ("Anybody can have an address there" in str(refused.value)) is public


def test_a_domain_is_kept_in_one_form() -> None:
    assert check_domain(" Ann@Wexcombe.GOV.UK. ") == "wexcombe.gov.uk"


def test_a_domain_is_claimed_and_approved_and_the_claimant_notified(
    people: People, as_person: AsPerson
) -> None:
    address(people.administrator)
    client, keeper = as_person(people.administrator), as_person(people.keeper)
    page = f"/organisations/{people.wexcombe.key}/domains/"

    refused = client.post(page, {"name": "gmail.com"}).content.decode()
    others = client.post(page, {"name": "otterbourne.example"}).content.decode()
    client.post(page, {"name": "wexcombe.example"})

    assert "Anybody can have an address there" in refused
    assert "You have no confirmed address there" in others
    claim = MailDomain.objects.get()
    assert "Decide about a mail domain" in keeper.get("/tasks/").content.decode()
    decide = f"/organisations/all/domains/{claim.key}/"
    assert as_person(people.administrator).get(decide).status_code == 403
    assert "Enter a reason" in keeper.post(decide, {"answer": "no"}).content.decode()
    keeper.post(decide, {"answer": "yes"})
    claim.refresh_from_db()
    assert claim.state == "approved"
    assert Message.objects.filter(person=people.administrator).count() == 1
    assert keeper.get(decide).status_code == 404


def test_two_organisations_never_have_one_domain(people: People, approved: MailDomain) -> None:
    from allotment.kernel.organisations.models import Membership

    address(people.outsider)
    Membership.objects.create(
        organisation=people.otterbourne, person=people.outsider, role="organisations.administrator"
    )

    with pytest.raises(OrganisationError, match="has this domain already"):
        joining.claim(organisation=people.otterbourne, name=approved.name, by=people.outsider)

    late = MailDomain.objects.create(organisation=people.otterbourne, name=approved.name)
    with pytest.raises(TakenError, match="Another organisation has this domain"):
        joining.decide_domain(domain=late, approve=True, why="", by=people.keeper)


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_somebody_with_an_address_there_asks_and_is_answered(
    people: People, as_person: AsPerson, approved: MailDomain, answer: str
) -> None:
    newcomer, client = as_person(address(people.newcomer)), as_person(people.administrator)
    mine, ask = "/organisations/", f"/organisations/{people.wexcombe.key}/ask/"
    assert "Ask to join Wexcombe Borough Council" in newcomer.get(mine).content.decode()
    newcomer.post(ask)
    page = newcomer.get(mine).content.decode()
    assert "wait for its answer" in page
    assert "Ask to join" not in page

    request = JoinRequest.objects.get()
    at = f"/organisations/{people.wexcombe.key}/requests/{request.key}/"
    assert "Answer Nia Newcomer" in client.get("/tasks/").content.decode()
    assert as_person(people.manager).get(at).status_code == 403
    assert as_person(people.outsider).get(at).status_code == 404
    client.post(at, {"answer": answer, "why": "We do not know you." if answer == "no" else ""})

    people.newcomer.__dict__.pop("roles", None)
    assert people.newcomer.has_role(people.wexcombe.pk, "organisations.member") is (answer == "yes")
    told = Message.objects.get(person=people.newcomer)
    assert ("We do not know you." in told.body) is (answer == "no")
    assert client.get(at).status_code == 404
    if answer == "no":
        with pytest.raises(OrganisationError, match="refused recently"):
            joining.ask(organisation=people.wexcombe, by=people.newcomer)


@pytest.mark.parametrize(
    ("domain", "verified"), [("wexcombe.example", False), ("housing.wexcombe.example", True),
                             ("example.org", True)],
)  # fmt: skip
def test_only_a_confirmed_address_at_exactly_that_domain_counts(
    people: People, as_person: AsPerson, approved: MailDomain, domain: str, verified: bool
) -> None:
    client = as_person(address(people.newcomer, domain, verified=verified))

    assert "Ask to join" not in client.get("/organisations/").content.decode()
    assert client.post(f"/organisations/{people.wexcombe.key}/ask/").status_code == 404
    assert not JoinRequest.objects.exists()


def test_administrators_read_the_confirmed_addresses_that_count_and_no_other(
    people: People, as_person: AsPerson, approved: MailDomain
) -> None:
    person = address(people.newcomer)
    address(person, "home.example")
    EmailAddress.objects.create(user=person, email="n.n@Wexcombe.Example", verified=True)
    EmailAddress.objects.create(user=person, email="boss@wexcombe.example", verified=False)
    asked = joining.ask(organisation=people.wexcombe, by=person)
    at = f"/organisations/{people.wexcombe.key}/requests/{asked.key}/"

    page = as_person(people.administrator).get(at).content.decode()
    told = Message.objects.get(person=people.administrator, kind="organisations.asked_to_join").body

    for text in (page, told):
        assert "n.n@Wexcombe.Example, nia.newcomer@wexcombe.example" in text
        for other in (person.email, "home.example", "boss@"):
            assert other not in text


def test_administrators_read_that_the_address_has_gone_in_the_meantime(
    people: People, as_person: AsPerson, approved: MailDomain
) -> None:
    person = address(people.newcomer)
    asked = joining.ask(organisation=people.wexcombe, by=person)
    EmailAddress.objects.filter(user=person).delete()

    page = (
        as_person(people.administrator)
        .get(f"/organisations/{people.wexcombe.key}/requests/{asked.key}/")
        .content.decode()
    )

    assert "no confirmed address at a domain of yours any more" in page
    assert person.email not in page


@pytest.mark.django_db(transaction=True)
def test_who_asks_eight_times_at_once_asks_once(people: People, approved: MailDomain) -> None:
    person, organisation = address(people.newcomer), people.wexcombe

    def ask(_number: int) -> None:
        with contextlib.suppress(OrganisationError, TakenError):
            joining.ask(organisation=organisation, by=person)

    at_once(ask)

    assert JoinRequest.objects.count() == 1
    assert Message.objects.filter(kind="organisations.asked_to_join").count() == 1


def test_who_decides_about_a_domain_second_reads_that_it_was_decided(
    people: People, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = MailDomain.objects.create(organisation=people.wexcombe, name="wexcombe.example")
    second(monkeypatch, joining, "decide_domain")

    answer = as_person(people.keeper).post(
        f"/organisations/all/domains/{claim.key}/", {"answer": "no", "why": "Not theirs."}
    )

    page = answer.content.decode()
    assert "This has already been decided." in page
    assert "Not theirs." in page
