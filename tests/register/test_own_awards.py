"""Awards of this site entering the register, and leaving it."""

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest

from allotment.kernel.audit.models import AuditLine
from allotment.kernel.search.queries.search import find
from allotment.register.domain.own_awards import (
    Body,
    HelpedPlace,
    OwnAward,
    grant_of,
    identifier_of,
)
from allotment.register.domain.validation import grant_problems
from allotment.register.models import Award, Party
from allotment.register.queries import awards as award_queries, export
from allotment.register.services.awards import (
    NotInRegisterError,
    publish_award,
    withdraw_award,
)
from tests.people import People
from tests.racing import at_once
from tests.register.conftest import Importer
from tests.register.grants import small_grant

WEXCOMBE = Body("wexcombekey2", "GB-LAE-WXC", "Wexcombe Borough Council")
CAFE = Body("repaircafe22", "", "Wexcombe Repair Café")

AWARD = OwnAward(
    key="4f7kq2mnpr5t",
    funder=WEXCOMBE,
    recipient=CAFE,
    title="Tools for the repair café",
    description="Soldering irons and a sewing machine",
    amount_pence=125_050,
    award_date=dt.date(2026, 3, 2),
    applied_pence=150_000,
    programme="Small ideas",
    programme_url="https://council.example/calls/1/",
    months=12,
    places=(HelpedPlace("E07000001", "LAD", "Wexcombe"),),
)


def test_an_own_award_is_a_valid_grant() -> None:
    grant = grant_of(AWARD)

    assert grant_problems(grant) == []
    assert grant["id"] == "360G-gblaewxc-4f7kq2mnpr5t"
    assert grant["amountAwarded"] == 1250.5
    assert grant["recipientOrganization"][0]["id"] == "360G-gblaewxc-org:repaircafe22"
    assert grant["beneficiaryLocation"][0]["geoCodeType"] == "NMD"
    assert grant["plannedDates"] == [{"duration": 12}]


@pytest.mark.parametrize(
    "award",
    [
        replace(AWARD, recipient=None),
        replace(AWARD, description="", programme="", places=(), months=None, applied_pence=None),
        replace(AWARD, funder=Body("k", "", "A funder without identifier"), from_open_call=False),
        replace(AWARD, starts_on=dt.date(2026, 4, 1), ends_on=dt.date(2027, 3, 31), months=None),
        replace(AWARD, places=(HelpedPlace("X99", "?", "Somewhere"),)),
    ],
)
def test_an_own_award_with_little_known_is_valid_too(award: OwnAward) -> None:
    assert grant_problems(grant_of(award)) == []


def test_an_individual_is_never_named() -> None:
    grant = grant_of(replace(AWARD, recipient=None))

    assert grant["recipientIndividual"]["name"] == "Individual recipient"
    assert "recipientOrganization" not in grant


def publish(people: People, **changes: Any) -> str:
    award = replace(AWARD, **changes)
    return publish_award(award=award, funder=people.wexcombe, by=people.manager)


def test_a_published_award_is_in_the_register_the_export_and_the_search(people: People) -> None:
    key = publish(people)

    shown = award_queries.one(key)
    assert shown.is_own
    assert shown.line.amount_pence == 125_050
    assert shown.notes == ()
    assert [json.loads(each)["id"] for each in export.documents()] == [identifier_of(AWARD)]
    assert [hit.key for hit in find(people.newcomer, "soldering").hits] == [key]
    assert Party.objects.get(identifier="GB-LAE-WXC").organisation == people.wexcombe


def test_an_award_keeps_its_identifier_when_the_funder_gets_another(people: People) -> None:
    first = publish(people)

    second = publish(people, funder=replace(WEXCOMBE, org_id="GB-LAE-NEW"), amount_pence=100_000)

    entered = Award.objects.get()
    assert (second, entered.amount_pence) == (first, 100_000)
    assert entered.identifier == identifier_of(AWARD)
    assert json.loads(entered.document)["id"] == identifier_of(AWARD)


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_publish_one_award_at_once_all_have_the_same(people: People) -> None:
    funder, by, keys = people.wexcombe, people.manager, []

    def try_it(number: int) -> None:
        award = replace(AWARD, amount_pence=100_000 + number % 2)
        keys.append(publish_award(award=award, funder=funder, by=by))

    at_once(try_it)

    assert len(keys) == 8
    assert set(keys) == {Award.objects.get().key}


def test_publishing_twice_changes_nothing(people: People) -> None:
    first = publish(people)
    before = list(Award.objects.values())

    second = publish(people)

    assert second == first
    assert list(Award.objects.values()) == before
    assert AuditLine.objects.filter(kind="register.award_published").count() == 1


def test_a_corrected_award_is_brought_up_to_date_under_its_address(people: People) -> None:
    key = publish(people)

    again = publish(people, amount_pence=90_000)

    assert again == key
    assert award_queries.one(key).line.amount_pence == 90_000
    assert AuditLine.objects.filter(kind="register.award_published").count() == 2


def test_a_withdrawn_award_is_nowhere_but_its_row_stays(people: People) -> None:
    key = publish(people)

    for _ in range(2):
        withdraw_award(
            own_key=AWARD.key, funder=people.wexcombe, by=people.manager, why="Turned down"
        )

    with pytest.raises(Award.DoesNotExist):
        award_queries.one(key)
    assert list(export.documents()) == []
    assert find(people.newcomer, "soldering").count == 0
    assert Award.objects.get(key=key).status == Award.Status.WITHDRAWN
    assert AuditLine.objects.filter(kind="register.award_withdrawn").count() == 1


def test_a_withdrawn_award_can_be_published_again(people: People) -> None:
    key = publish(people)
    withdraw_award(own_key=AWARD.key, funder=people.wexcombe, by=people.manager, why="A slip")

    again = publish(people)

    assert again == key
    assert award_queries.one(key).line.key == key


def test_what_never_was_published_cannot_be_withdrawn(people: People) -> None:
    with pytest.raises(NotInRegisterError):
        withdraw_award(own_key="nothing", funder=people.wexcombe, by=people.manager, why="x")


def test_an_import_does_not_overwrite_an_award_of_this_site(
    people: People, bring_in: Importer
) -> None:
    key = publish(people)
    same = grant_of(AWARD)
    other = same | {"amountAwarded": 1}

    unchanged, refused = bring_in(same), bring_in(other)

    assert (unchanged.unchanged, unchanged.rejected) == (1, 0)
    assert (refused.updated, refused.rejected) == (0, 1)
    assert award_queries.one(key).line.amount_pence == 125_050


def test_publishing_takes_over_what_was_imported_before(people: People, bring_in: Importer) -> None:
    bring_in(grant_of(AWARD) | {"title": "As a file had it"}, small_grant())

    key = publish(people)

    assert award_queries.one(key).line.title == AWARD.title
    assert award_queries.one(key).is_own
    assert Award.objects.count() == 2


def test_a_failed_publication_leaves_nothing_behind(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_facts: Any) -> None:
        raise RuntimeError("no audit, no change")

    monkeypatch.setattr("allotment.register.services.awards.audit.record", refuse)

    with pytest.raises(RuntimeError):
        publish(people)
    assert Award.objects.count() == 0
    assert Party.objects.count() == 0
