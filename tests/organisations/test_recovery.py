"""Somebody has lost their second step: two colleagues who know them, one time-limited way back."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from allotment.kernel.audit.models import AuditLine
from allotment.kernel.guards.unique import TakenError
from allotment.kernel.notify.models import Mail, Message
from allotment.kernel.organisations.models import Membership, Recovery
from allotment.kernel.organisations.queries import recovery as queries
from allotment.kernel.organisations.services import OrganisationError, recovery
from allotment.kernel.people.models import User
from tests.people import People
from tests.racing import at_once

AsPerson = Callable[[object | None], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet(db: None) -> None:
    cache.clear()


@pytest.fixture
def lost(people: People) -> User:
    """The manager, with two colleagues at Wexcombe and one elsewhere."""
    for person in (people.board, people.finance, people.outsider):
        assert person
    return people.manager


@pytest.fixture
def asked(lost: User) -> Recovery:
    return recovery.ask(by=lost)


def link_to(person: User, what: str) -> str:
    """The path of the newest link of this kind that was mailed to a person."""
    for mail in Mail.objects.filter(to=person.email).order_by("-pk"):
        found = re.search(rf"/organisations/recovery/{what}/\S+", mail.body)
        if found:
            return found.group()
    raise AssertionError(what)


def second_steps(person: User) -> int:
    return Authenticator.objects.filter(user=person).count()


def test_from_the_lost_step_to_a_new_one(people: People, lost: User, as_person: AsPerson) -> None:
    visitor = Client()
    visitor.post("/organisations/recovery/", {"email": lost.email.upper()})
    page = visitor.post(link_to(lost, "ask")).content.decode()
    assert "Your colleagues have been asked" in page
    at = f"/organisations/recovery/confirm/{Recovery.objects.get().key}/"
    for person, answer in ((people.board, "Another colleague"), (people.finance, "They can now")):
        client = as_person(person)
        assert "Say whether it is Mara Manager" in client.get("/tasks/").content.decode()
        assert answer in client.post(at, {"answer": "yes"}, follow=True).content.decode()
        assert "Say whether it is Mara Manager" not in client.get("/tasks/").content.decode()
    use = link_to(lost, "use")
    visitor.get(use)
    assert second_steps(lost) == 1

    page = visitor.post(use, follow=True).content.decode()

    assert "Now sign in, and set up a new second step." in page
    assert second_steps(lost) == 0
    assert visitor.post(use).status_code == 404
    written = AuditLine.objects.filter(on__endswith=str(lost.pk)).order_by("number")
    assert [line.kind for line in written if "recovery" in line.kind or "step" in line.kind] == [
        "people.recovery_asked", "people.recovery_confirmed", "people.recovery_confirmed",
        "people.second_step_taken_away",
    ]  # fmt: skip
    assert Message.objects.filter(person=lost).count() == 4, "told of each step"


def test_the_answer_is_the_same_whoever_asks(people: People, lost: User) -> None:
    answers = {
        Client()
        .post("/organisations/recovery/", {"email": email})
        .content.split(b"main>")[0]
        .split(b"<main")[1]
        for email in (lost.email, people.newcomer.email, "nobody@example.org")
    }

    assert len(answers) == 1
    assert list(Mail.objects.values_list("to", flat=True)) == [lost.email]


def test_more_than_three_links_a_day_are_not_sent(lost: User) -> None:
    for _time in range(5):
        recovery.send_link(email=lost.email)

    assert Mail.objects.count() == 3


def test_without_two_safe_colleagues_or_as_keeper_the_mail_says_whom_to_ask(
    people: People, lost: User
) -> None:
    Authenticator.objects.filter(user=people.board).delete()
    recovery.send_link(email=lost.email)
    recovery.send_link(email=people.keeper.email)

    assert all("site administrator" in mail.body for mail in Mail.objects.all())
    with pytest.raises(OrganisationError, match="not enough colleagues"):
        recovery.ask(by=lost)


@pytest.mark.parametrize("who", ["manager", "outsider", "entrant", "newcomer"])
def test_neither_they_nor_a_stranger_can_confirm(
    people: People, lost: User, asked: Recovery, as_person: AsPerson, who: str
) -> None:
    person = getattr(people, who)

    answer = as_person(person).post(
        f"/organisations/recovery/confirm/{asked.key}/", {"answer": "yes"}
    )

    assert answer.status_code == 404
    with pytest.raises(OrganisationError):
        recovery.confirm(recovery=asked, by=person)


def test_a_colleague_without_a_second_step_of_their_own_cannot_confirm(
    people: People, asked: Recovery, as_person: AsPerson
) -> None:
    at = f"/organisations/recovery/confirm/{asked.key}/"
    client = as_person(people.board)
    Authenticator.objects.filter(user=people.board).delete()

    assert client.post(at, {"answer": "yes"}).status_code == 403
    with pytest.raises(OrganisationError):
        recovery.confirm(recovery=asked, by=people.board)


def test_of_somebody_who_works_for_a_funder_only_its_people_can_say_so(
    people: People, lost: User
) -> None:
    for person in (lost, people.colleague):
        Membership.objects.create(
            organisation=people.repair_cafe, person=person, role="organisations.administrator"
        )
    lost.__dict__.pop("roles", None)

    assert people.colleague not in queries.colleagues_of(lost)
    assert set(queries.colleagues_of(lost)) == {people.board, people.finance}


@pytest.mark.django_db(transaction=True)
def test_one_colleague_who_confirms_eight_times_is_one(people: People, lost: User) -> None:
    asked, by = recovery.ask(by=lost), people.board
    confirmed: list[bool] = []

    def confirm(_number: int) -> None:
        try:
            confirmed.append(recovery.confirm(recovery=asked, by=by))
        except OrganisationError:
            return

    at_once(confirm)

    asked.refresh_from_db()
    assert confirmed == [False]
    assert (asked.state, asked.confirmations.count()) == ("waiting", 1)


@pytest.mark.parametrize("when", ["before", "after"])
def test_the_person_stops_what_they_did_not_ask_for(
    people: People, lost: User, asked: Recovery, when: str
) -> None:
    visitor, stop = Client(), link_to(lost, "stop")
    if when == "after":
        for by in (people.board, people.finance):
            recovery.confirm(recovery=asked, by=by)
    visitor.get(stop)
    asked.refresh_from_db()
    assert asked.state != "stopped"

    assert "The request was stopped" in visitor.post(stop).content.decode()

    if when == "after":
        assert visitor.post(link_to(lost, "use")).status_code == 404
    with pytest.raises(OrganisationError):
        recovery.confirm(recovery=asked, by=people.board)
    assert second_steps(lost) == 1


def test_a_colleague_who_knows_better_stops_it(
    people: People, lost: User, asked: Recovery, as_person: AsPerson
) -> None:
    at = f"/organisations/recovery/confirm/{asked.key}/"

    page = as_person(people.board).post(at, {"answer": "no"}, follow=True).content.decode()

    assert "The request was stopped, and they have been notified." in page
    assert as_person(people.finance).get(at).status_code == 404
    assert Mail.objects.filter(to=lost.email).count() == 2


def test_links_run_out_and_nobody_asks_without_end(
    people: People, lost: User, asked: Recovery
) -> None:
    with pytest.raises(TakenError, match="have already been asked"):
        recovery.ask(by=lost)
    for by in (people.board, people.finance):
        recovery.confirm(recovery=asked, by=by)
    use = link_to(lost, "use")
    Recovery.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))

    assert Client().post(use).status_code == 404
    recovery.ask(by=lost)
    Recovery.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    recovery.ask(by=lost)
    Recovery.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    with pytest.raises(OrganisationError, match="several times this month"):
        recovery.ask(by=lost)
    assert second_steps(lost) == 1


@pytest.mark.parametrize(
    "path", ["ask/forged/", "stop/forged/", "use/nothing/secret/", "confirm/nothing/"]
)
def test_addresses_that_we_did_not_write_lead_nowhere(
    people: People, as_person: AsPerson, path: str
) -> None:
    assert as_person(people.manager).post(f"/organisations/recovery/{path}").status_code == 404
