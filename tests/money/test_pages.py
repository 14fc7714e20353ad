"""Pages about money, as each role, by address."""

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from allotment.kernel.web.tables import PAGE_SIZE
from allotment.money.models import Commitment, Movement, Pot
from allotment.money.services import ledger
from tests.people import People

pytestmark = pytest.mark.django_db

AsPerson = Callable[[Any], Client]
AWARD = "fund.award:4f7kq2mnp8rt"
ONCE = {"once": "a form"}


@pytest.fixture
def used(pot: Pot) -> Pot:
    """A pot of £1,000 with £600 committed to a library bus, of which £250 are paid."""
    ledger.commit(
        pot=pot, reference=AWARD, pence=60_000, once="d", by=None, label="A library bus <b>"
    )
    ledger.pay(pot=pot, reference=AWARD, pence=25_000, once="p", by=None)
    return pot


def text(answer: HttpResponse) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def table(answer: Any) -> list[list[str]]:
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(StringIO(content)))


ADDRESSES = {
    "/pots/": "see",
    "/pots/{pot}/": "see",
    "/pots/{pot}/ledger/": "see",
    "/pots/{pot}/ledger/?format=csv": "see",
    "/pots/?format=csv": "see",
    "/pots/{pot}/put-in/": "move",
    "/pots/{pot}/take-out/": "move",
    "/pots/commitments/{commitment}/pay/": "move",
    "/pots/open/{funder}/": "move",
}
MAY = {
    "finance": {"see", "move"},
    "manager": {"see"},
    "board": {"see"},
    "auditor": {"see"},
    "assessor": set(),
    "administrator": set(),
}


def filled(address: str, pot: Pot) -> str:
    commitment = Commitment.objects.filter(pot=pot).get()
    return address.format(pot=pot.key, commitment=commitment.key, funder=pot.funder.key)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("who", MAY)
def test_each_role_comes_as_far_as_it_may(
    used: Pot, people: People, as_person: AsPerson, address: str, who: str
) -> None:
    answer = as_person(getattr(people, who)).get(filled(address, used))

    assert answer.status_code == (200 if ADDRESSES[address] in MAY[who] else 403)


@pytest.mark.parametrize("address", [address for address in ADDRESSES if "{" in address])
@pytest.mark.parametrize("who", ["outsider", "entrant", "keeper", "newcomer"])
def test_for_an_outsider_there_is_no_such_pot(
    used: Pot, people: People, as_person: AsPerson, address: str, who: str
) -> None:
    assert as_person(getattr(people, who)).get(filled(address, used)).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_visitor_is_asked_to_sign_in(used: Pot, as_person: AsPerson, address: str) -> None:
    answer = as_person(None).get(filled(address, used))

    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]


def test_a_refusal_says_why(used: Pot, people: People, as_person: AsPerson) -> None:
    answer = as_person(people.manager).get(f"/pots/{used.key}/put-in/")

    assert "Only a finance officer of this funder moves its money." in answer.content.decode()


def test_the_pot_shows_what_came_in_is_committed_paid_and_left(
    used: Pot, people: People, as_person: AsPerson
) -> None:
    page = text(as_person(people.manager).get(f"/pots/{used.key}/"))

    assert (
        "Of £1,000 received, £250 are paid, £350 committed and not yet paid, and £400 left." in page
    )
    assert "A library bus &lt;b&gt;" in page
    assert "Put money in" not in page
    assert "Record a payment" not in page


def test_an_outsider_sees_other_pots_only_in_the_list(
    used: Pot, people: People, as_person: AsPerson
) -> None:
    page = text(as_person(people.outsider).get("/pots/"))

    assert used.name not in page
    assert "There are no pots yet" in page


def test_money_is_put_in_after_one_question(pot: Pot, people: People, as_person: AsPerson) -> None:
    client, address = as_person(people.finance), f"/pots/{pot.key}/put-in/"

    asked = text(client.post(address, ONCE | {"amount": "2,500.50", "why": "Top up"}))
    pot.refresh_from_db()
    assert "Put £2,500.50 in" in asked
    assert pot.came_in == 100_000

    done = client.post(address, ONCE | {"amount": "2,500.50", "why": "Top up", "sure": "yes"})
    pot.refresh_from_db()
    assert done.status_code == 302
    assert pot.came_in == 350_050


def test_a_double_click_moves_money_once(pot: Pot, people: People, as_person: AsPerson) -> None:
    client, address = as_person(people.finance), f"/pots/{pot.key}/put-in/"

    for _click in range(2):
        answer = client.post(address, ONCE | {"amount": "5", "sure": "yes"})
        assert answer.status_code == 302

    pot.refresh_from_db()
    assert pot.came_in == 100_500


@pytest.mark.parametrize("amount", ["", "0", "-5", "abc", "1e9", "99999999999999999", "0.001"])
def test_what_is_no_amount_is_said_and_moves_nothing(
    pot: Pot, people: People, as_person: AsPerson, amount: str
) -> None:
    page = text(
        as_person(people.finance).post(
            f"/pots/{pot.key}/put-in/", ONCE | {"amount": amount, "sure": "yes"}
        )
    )

    assert "There is a problem" in page
    assert Movement.objects.filter(pot=pot).count() == 1


def test_more_than_is_left_cannot_be_taken_out_and_the_page_says_so(
    used: Pot, people: People, as_person: AsPerson
) -> None:
    page = text(
        as_person(people.finance).post(
            f"/pots/{used.key}/take-out/",
            ONCE | {"amount": "400.01", "why": "Cut", "sure": "yes"},
        )
    )

    assert f"The pot “{used.name}” has £400 left, which is less than £400.01." in page
    assert 'value="400.01"' in page, "what was typed is still there"


def test_taking_out_needs_a_reason(pot: Pot, people: People, as_person: AsPerson) -> None:
    answer = as_person(people.finance).post(
        f"/pots/{pot.key}/take-out/", ONCE | {"amount": "1", "sure": "yes"}
    )

    assert "There is a problem" in text(answer)


def test_a_payment_is_recorded(used: Pot, people: People, as_person: AsPerson) -> None:
    commitment = Commitment.objects.get()
    client, address = as_person(people.finance), f"/pots/commitments/{commitment.key}/pay/"

    assert "£350 is committed and not yet paid" in text(client.get(address))
    client.post(address, ONCE | {"amount": "350", "sure": "yes"})

    commitment.refresh_from_db()
    assert (commitment.outstanding, commitment.paid) == (0, 60_000)


def test_a_pot_is_opened(people: People, as_person: AsPerson) -> None:
    client, address = as_person(people.finance), f"/pots/open/{people.wexcombe.key}/"
    facts = {"name": "Warm spaces", "source": "Line 12", "financial_year": "2026-27"}

    answer = client.post(address, facts)
    again = text(client.post(address, facts))

    pot = Pot.objects.get()
    assert (pot.name, pot.financial_year) == ("Warm spaces", 2026)
    assert answer["Location"] == f"/pots/{pot.key}/"
    assert "There is already a pot with this name in this year." in again


@pytest.mark.parametrize("year", ["", "26/27", "2026/28", "next"])
def test_a_year_that_is_none_is_said(people: People, as_person: AsPerson, year: str) -> None:
    answer = as_person(people.finance).post(
        f"/pots/open/{people.wexcombe.key}/",
        {"name": "Warm spaces", "source": "Line 12", "financial_year": year},
    )

    assert "There is a problem" in text(answer)
    assert not Pot.objects.exists()


def test_the_ledger_comes_in_pages_and_back_again(
    pot: Pot, people: People, as_person: AsPerson
) -> None:
    for number in range(2 * PAGE_SIZE):
        ledger.put_in(pot=pot, pence=1, once=str(number), by=None, why=f"penny {number:02d}.")
    client = as_person(people.auditor)

    def pennies(address: str) -> tuple[list[int], Any]:
        answer = client.get(address)
        page = text(answer)
        return [n for n in range(2 * PAGE_SIZE) if f"penny {n:02d}." in page], answer.context

    address = f"/pots/{pot.key}/ledger/"
    first, _ = pennies(address)
    keys = list(Movement.objects.order_by("-pk").values_list("key", flat=True))
    second, _ = pennies(f"{address}?after={keys[PAGE_SIZE - 1]}")
    back, _ = pennies(f"{address}?before={keys[PAGE_SIZE]}")
    last, _ = pennies(f"{address}?after={keys[2 * PAGE_SIZE - 1]}")

    assert first == back == list(range(PAGE_SIZE, 2 * PAGE_SIZE))
    assert second == list(range(PAGE_SIZE))
    assert last == []


def test_the_ledger_is_narrowed_and_turned_by_its_address(
    used: Pot, people: People, as_person: AsPerson
) -> None:
    client, address = as_person(people.auditor), f"/pots/{used.key}/ledger/"

    paid = table(client.get(f"{address}?what=pay&format=csv"))
    award = table(client.get(f"{address}?award={AWARD}&sort=at&format=csv"))
    odd = table(client.get(f"{address}?what=steal&award=%27&format=csv"))

    assert [row[1] for row in paid[1:]] == ["Paid"]
    assert [row[1] for row in award[1:]] == ["Committed", "Paid"]
    assert len(odd) == 4, "what makes no sense is left out"


def test_the_ledger_as_a_file_is_safe_in_a_spreadsheet(
    used: Pot, people: People, as_person: AsPerson
) -> None:
    ledger.take_out(
        pot=used, pence=150, once="t", by=people.finance, why='=HYPERLINK("http://example.org")'
    )

    rows = table(as_person(people.auditor).get(f"/pots/{used.key}/ledger/?format=csv"))

    assert rows[0][:5] == [
        "When", "What", "Amount (£)", "Change of what is left (£)", "Left after (£)",
    ]  # fmt: skip
    assert rows[1][1:5] == ["Taken out", "1.5", "-1.5", "398.5"]
    assert rows[1][6].startswith("'=")
    assert rows[1][7] == "Finn Finance"
    assert rows[2][7] == "The system"


def test_pots_are_found_by_word_and_year(
    make_pot: Callable[..., Pot], people: People, as_person: AsPerson
) -> None:
    make_pot(100, name="Warm spaces", source="Line 12", financial_year=2025)
    make_pot(300, name="Repair", source="Line 13", financial_year=2026)
    make_pot(200, name="Other funder", funder=people.otterbourne)
    client = as_person(people.manager)

    def names(query: str) -> list[str]:
        return [row[0] for row in table(client.get(f"/pots/?format=csv&{query}"))[1:]]

    assert names("") == ["Repair", "Warm spaces"]
    assert names("q=line+12") == ["Warm spaces"]
    assert names("year=2026/27") == ["Repair"]
    assert names("year=nonsense") == ["Repair", "Warm spaces"]
    assert names("q=%25") == []
    assert names("sort=name") == ["Repair", "Warm spaces"]
    assert names("sort=-left") == ["Repair", "Warm spaces"]
    assert "£4" in text(client.get("/pots/"))


def test_a_page_of_the_list_follows_another(
    make_pot: Callable[..., Pot], people: People, as_person: AsPerson
) -> None:
    made = [make_pot() for _number in range(PAGE_SIZE + 2)]
    client = as_person(people.manager)

    for sort in ("", "name", "-left"):
        first = text(client.get(f"/pots/?sort={sort}"))
        shown = [pot for pot in made if f"/pots/{pot.key}/" in first]
        last = max(shown, key=lambda pot: first.index(f"/pots/{pot.key}/"))
        second = text(client.get(f"/pots/?sort={sort}&after={last.key}"))

        assert len(shown) == PAGE_SIZE
        assert {p.key for p in made if f"/pots/{p.key}/" in second} == (
            {p.key for p in made} - {p.key for p in shown}
        )


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("address", "statements"), [("/pots/", 7), ("/pots/{pot}/", 8), ("/pots/{pot}/ledger/", 7)]
)
def test_a_page_costs_the_same_however_much_it_shows(
    make_pot: Callable[..., Pot],
    people: People,
    as_person: AsPerson,
    django_assert_num_queries: Any,
    address: str,
    statements: int,
    count: int,
) -> None:
    pots = [make_pot(10_000) for _number in range(count)]
    for number in range(count):
        ledger.commit(
            pot=pots[0], reference=f"award:{number}", pence=1, once=f"{number}", by=people.manager
        )
    client = as_person(people.finance)

    with django_assert_num_queries(statements):
        text(client.get(address.format(pot=pots[0].key)))
