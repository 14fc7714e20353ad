"""Organisations that awards name in several ways: found, merged, taken apart again."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from allotment.kernel.audit.models import AuditLine
from allotment.register.domain.filters import AwardFilter
from allotment.register.domain.likeness import likeness_of_name, likeness_of_number
from allotment.register.models import Award, PartiesApart, Party
from allotment.register.queries import awards
from allotment.register.services import parties, tallies
from tests.people import People
from tests.racing import second
from tests.register.conftest import Importer
from tests.register.grants import Grant, small_grant
from tests.register.test_counting import figures


def to(number: int, identifier: str, name: str, **changes: Any) -> Grant:
    recipient = [{"id": identifier, "name": name}]
    return small_grant(id=f"360G-alike-{number}", recipientOrganization=recipient) | changes


@pytest.fixture
def twins(bring_in: Importer) -> tuple[Party, Party]:
    """A charity, and the same under the company prefix with another spelling."""
    bring_in(
        to(1, "GB-CHC-1136419", "Women's Aid (Leicester) Ltd"),
        to(2, "GB-CHC-1136419", "Women's Aid (Leicester) Ltd"),
        to(3, "GB-COH-01136419", "The Womens Aid, Leicester"),
        to(4, "GB-CHC-2222222", "Somebody Else"),
    )
    return (
        Party.objects.get(identifier="GB-CHC-1136419"),
        Party.objects.get(identifier="GB-COH-01136419"),
    )


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("The Mill Trust Ltd", "mill trust limited", True),
        ("Café & Co.", "Cafe and Company", True),
        ("Mill Trust", "Mill Association", False),
        ("The Company Limited", "Charity Ltd", False),
    ],
)
def test_names_are_alike_but_for_legal_forms_and_spelling(
    one: str, other: str, alike: bool
) -> None:
    first, second = likeness_of_name(one), likeness_of_name(other)

    assert (bool(first) and first == second) is alike


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("GB-CHC-1136419", "GB-COH-1136419", True),
        ("GB-COH-01234567", "GB-COH-1234567", True),
        ("GB-COH-SC123456", "GB-COH-sc 123456", True),
        ("GB-CHC-1136419", "GB-CHC-1136418", False),
        ("GB-LAE-LDS", "GB-LAE-LDS", False),
        ("", "", False),
    ],
)
def test_numbers_are_alike_whatever_register_they_stand_under(
    one: str, other: str, alike: bool
) -> None:
    first, second = likeness_of_number(one), likeness_of_number(other)

    assert (bool(first) and first == second) is alike


def test_merged_they_are_one_and_every_award_keeps_its_published_name(
    twins: tuple[Party, Party], people: People
) -> None:
    keep, gone = twins
    documents = dict(Award.objects.values_list("identifier", "document"))

    moved = parties.merge_parties(keep=keep, gone=gone, by=people.keeper, why="Same number.")

    lines = awards.listed(AwardFilter(recipient=gone.key)).page.rows
    assert moved == 1
    assert {line.recipient_key for line in lines} == {keep.key}
    assert "The Womens Aid, Leicester" in {line.recipient_name for line in lines}
    assert len(lines) == 3
    assert dict(Award.objects.values_list("identifier", "document")) == documents
    kept = figures()
    tallies.recount()
    assert kept == figures()
    line = AuditLine.objects.get(kind="register.parties_merged")
    assert line.facts["gone"] == gone.key


def test_a_later_file_that_names_the_merged_one_reaches_the_one_that_was_kept(
    twins: tuple[Party, Party], people: People, bring_in: Importer
) -> None:
    keep, gone = twins
    parties.merge_parties(keep=keep, gone=gone, by=people.keeper, why="Same number.")

    bring_in(to(5, "GB-COH-01136419", "Newest Name", awardDate="2030-01-01"))

    keep.refresh_from_db()
    assert Award.objects.get(identifier="360G-alike-5").recipient_id == keep.pk
    assert keep.name == "Women's Aid (Leicester) Ltd"
    assert keep.received_count == 4


def test_separated_each_has_the_awards_that_name_it(
    twins: tuple[Party, Party], people: People, bring_in: Importer
) -> None:
    keep, gone = twins
    before = figures()
    parties.merge_parties(keep=keep, gone=gone, by=people.keeper, why="Same number.")

    parties.separate(party=gone, by=people.keeper, why="They are two after all.")

    assert figures() == before
    assert Award.objects.get(identifier="360G-alike-3").recipient_id == gone.pk
    with pytest.raises(parties.NotTwoError):
        parties.separate(party=gone, by=people.keeper, why="Again.")


def test_funders_are_merged_with_their_counts(bring_in: Importer, people: People) -> None:
    bring_in(
        small_grant(id="1", fundingOrganization=[{"id": "GB-CHC-7", "name": "Fund"}]),
        small_grant(id="2", fundingOrganization=[{"id": "", "name": "Fund"}]),
    )
    keep, gone = Party.objects.get(identifier="GB-CHC-7"), Party.objects.get(identifier="")

    parties.merge_parties(keep=keep, gone=gone, by=people.keeper, why="One fund.")

    found = awards.listed(AwardFilter(funder=gone.key), by_part=True)
    assert (found.page.count, len(found.page.rows)) == (2, 2)
    gone.refresh_from_db()
    assert not gone.is_funder
    address = reverse("register:funder", args=[gone.key])
    answer = Client().get(address)
    assert (answer.status_code, answer["Location"]) == (
        301,
        reverse("register:funder", args=[keep.key]),
    )


def test_what_was_merged_cannot_be_merged_again(twins: tuple[Party, Party], people: People) -> None:
    keep, gone = twins
    parties.merge_parties(keep=keep, gone=gone, by=people.keeper, why="Same.")

    for one, other in ((keep, gone), (gone, keep), (keep, keep)):
        with pytest.raises(parties.NotTwoError):
            parties.merge_parties(keep=one, gone=other, by=people.keeper, why="Same.")


def test_the_keeper_finds_them_and_merges_them(twins: tuple[Party, Party], people: People) -> None:
    keep, gone = twins
    client = Client()
    client.force_login(people.keeper)
    address = reverse("register:together", args=[keep.key, gone.key])

    either = client.get(reverse("register:alike")).content.decode()
    by_number = client.get(reverse("register:alike"), {"by": "number"}).content.decode()
    by_name = client.get(reverse("register:alike"), {"by": "name"}).content.decode()
    unsaid = client.post(address, {}).content.decode()
    client.post(address, {"keep": keep.key, "why": "The charity register says so."})
    afterwards = client.get(reverse("register:alike")).content.decode()
    merged = client.get(reverse("register:merged")).content.decode()
    client.post(reverse("register:apart", args=[gone.key]), {"why": "No."})

    assert address in by_number
    assert address in by_name
    assert either.count(address) == 1
    assert "Number, Name" in either
    assert "Say whether they are the same" in unsaid
    assert "Say how you know" in unsaid
    assert address not in afterwards
    assert "The Womens Aid, Leicester" in merged
    gone.refresh_from_db()
    assert gone.merged_into is None


def test_those_alike_by_name_alone_are_shown_without_being_asked_for(
    bring_in: Importer, people: People
) -> None:
    bring_in(
        to(1, "GB-CHC-2000011", "The Otter Trust"), to(2, "GB-CHC-2000022", "Otter Trust Ltd")
    )  # fmt: skip
    client = Client()
    client.force_login(people.keeper)

    page = client.get(reverse("register:alike")).content.decode()

    assert "The Otter Trust" in page
    assert "1 pair" in page


def test_two_that_were_kept_apart_are_not_shown_again(
    twins: tuple[Party, Party], people: People
) -> None:
    client = Client()
    client.force_login(people.keeper)
    address = reverse("register:together", args=[twins[1].key, twins[0].key])

    client.post(address, {"keep": "apart", "why": "Different boards."})

    assert PartiesApart.objects.count() == 1
    assert twins[1].name not in client.get(reverse("register:alike")).content.decode()
    assert Party.objects.filter(merged_into__isnull=False).count() == 0


def test_who_is_slower_is_told_that_it_has_been_separated(
    twins: tuple[Party, Party], people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, gone = twins
    parties.merge_parties(keep=keep, gone=gone, by=people.keeper, why="Same number.")
    client = Client()
    client.force_login(people.keeper)
    second(monkeypatch, parties, "separate")

    answer = client.post(reverse("register:apart", args=[gone.key]), {"why": "They are different."})

    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Somebody has just taken it apart. Look at the list again." in page
    assert "They are different." in page


def test_who_is_slower_is_told_that_one_has_been_merged(
    twins: tuple[Party, Party], people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, gone = twins
    client = Client()
    client.force_login(people.keeper)
    second(monkeypatch, parties, "merge_parties")

    answer = client.post(
        reverse("register:together", args=[keep.key, gone.key]), {"keep": keep.key, "why": "Same."}
    )

    assert "Somebody has just merged one of them. Check the list again." in answer.content.decode()
