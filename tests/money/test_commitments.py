"""What of a pot is for which award: all of it, on the pot's page, with a way to each payment."""

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from allotment.kernel.web import tables
from allotment.money.models import Commitment, Pot
from allotment.money.services import ledger
from tests.people import People

pytestmark = pytest.mark.django_db
AsPerson = Callable[[Any], Client]


@pytest.fixture
def committed(pot: Pot) -> Pot:
    """A pot with four awards: a bus of £40, paid; bees of £30 and a choir of £20, half paid; one
    that has no label."""
    for reference, label, pence, paid in (
        ("one", "Library bus", 4_000, 4_000),
        ("two", "bees", 3_000, 0),
        ("three", "A choir", 2_000, 1_000),
        ("four", "", 1_100, 0),
    ):
        ledger.commit(
            pot=pot, reference=reference, pence=pence, once=reference, by=None, label=label
        )
        if paid:
            ledger.pay(pot=pot, reference=reference, pence=paid, once=f"p{reference}", by=None)
    return pot


def rows(client: Client, pot: Pot, query: str = "") -> list[list[str]]:
    answer: Any = client.get(f"/pots/{pot.key}/?format=csv{query}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return [[row[0], *row[3:]] for row in csv.reader(StringIO(text))][1:]


def test_the_file_has_every_award(committed: Pot, people: People, as_person: AsPerson) -> None:
    assert rows(as_person(people.auditor), committed) == [
        ["four", "11.0", "0.0"],
        ["A choir", "10.0", "10.0"],
        ["bees", "30.0", "0.0"],
        ["Library bus", "0.0", "40.0"],
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("&sort=award", ["A choir", "bees", "four", "Library bus"]),
        ("&sort=-outstanding", ["bees", "four", "A choir", "Library bus"]),
        ("&sort=-paid", ["Library bus", "A choir", "four", "bees"]),
        ("&state=due&sort=award", ["A choir", "bees", "four"]),
        ("&state=done", ["Library bus"]),
        ("&text=BEE", ["bees"]),
        ("&text=zeppelin", []),
    ],
)
def test_awards_are_sorted_and_narrowed(
    committed: Pot, people: People, as_person: AsPerson, query: str, found: list[str]
) -> None:
    shown = [row[0] for row in rows(as_person(people.finance), committed, query)]

    assert shown == found


def test_each_award_that_is_not_paid_has_its_payment_on_some_page(
    committed: Pot, people: People, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "PAGE_SIZE", 2)
    client = as_person(people.finance)

    first = client.get(f"/pots/{committed.key}/").content.decode()
    last = Commitment.objects.get(reference="three").key
    second = client.get(f"/pots/{committed.key}/?after={last}").content.decode()

    links = {
        key: f"/pots/commitments/{key}/pay/" in first + second
        for key in Commitment.objects.values_list("key", flat=True)
    }
    paid = Commitment.objects.get(reference="one").key
    assert links.pop(paid) is False
    assert all(links.values())
    assert "4 awards" in first


def test_who_may_not_pay_sees_no_payments(
    committed: Pot, people: People, as_person: AsPerson
) -> None:
    page = as_person(people.auditor).get(f"/pots/{committed.key}/").content.decode()

    assert "Library bus" in page
    assert "Record a payment" not in page


def test_a_pot_that_has_promised_nothing_says_when_it_will(
    pot: Pot, people: People, as_person: AsPerson
) -> None:
    page = as_person(people.finance).get(f"/pots/{pot.key}/").content.decode()

    assert "Nothing is committed yet" in page
    assert "Download as CSV" not in page


def test_a_longer_page_costs_no_more_statements(
    committed: Pot, people: People, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, counts = as_person(people.finance), []
    for size in (1, 4):
        monkeypatch.setattr(tables, "PAGE_SIZE", size)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/pots/{committed.key}/")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 14
