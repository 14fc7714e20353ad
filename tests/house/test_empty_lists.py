"""A list with no rows says what to do next."""

import re

import pytest
from django.urls import reverse

from allotment.fund.domain.templates import SMALL_IDEAS
from allotment.fund.services import calls
from allotment.money.services import ledger, pots
from tests.fund.conftest import close
from tests.house.test_access import _client
from tests.house.test_lists import shown
from tests.house.world import _call as draft, _opened as publish
from tests.people import People

#: Lists that can be empty, as somebody whose funder has nothing yet sees them.
EMPTY = [
    ("fund:calls", "visitor", "follow the feed"),
    ("organisations:mine", "newcomer", "ask a colleague to invite you"),
    ("fund:my_entries", "newcomer", "See which calls are open"),
    ("fund:work", "newcomer", "A fund manager assigns entries"),
    ("fund:manage", "outsider", "Start one"),
    ("money:pots", "outsider", "A finance officer opens the first one"),
    ("notify:messages", "newcomer", "Your tasks"),
    ("jobs:jobs", "keeper", "Work appears here"),
    ("register:awards", "visitor", "when published grants are imported"),
    ("register:funders", "visitor", "Ideas and funding"),
    ("register:recipients", "visitor", "Ideas and funding"),
    ("evidence:analyses", "outsider", "See what entries or awards say"),
    ("evidence:reports", "visitor", "Reports appear here when funders publish"),
]
EMPTY_OF_A_CALL = [
    ("fund:entries", "See the call"),
    ("fund:assignments", "Screen the entries, then assign them"),
    ("fund:ranking", "Screen the entries first"),
    ("fund:letters_sent", "Ranked list"),
    ("fund:awards", "Letters sent"),
    ("fund:questions_asked", "The public page of the call"),
]


@pytest.mark.parametrize(("url", "role", "said"), EMPTY)
def test_an_empty_list_says_what_to_do_next(people: People, url: str, role: str, said: str) -> None:
    page = shown(_client(people, role), reverse(url))

    assert "data-list=" not in page
    assert "Download as CSV" not in page
    assert said in page.split('class="app-empty"')[1]


def test_an_empty_list_of_a_call_says_what_to_do_next(people: People) -> None:
    pot = pots.open_pot(
        funder=people.wexcombe, name="Small ideas", source="Line 1", financial_year=2026,
        by=people.finance,
    )  # fmt: skip
    ledger.put_in(pot=pot, pence=1_000_000, once="first", by=people.finance)
    call = draft(people, pot, "Nobody came")
    publish(people, call)
    close(call)
    client = _client(people, "manager")

    for url, said in EMPTY_OF_A_CALL:
        page = shown(client, reverse(url, args=[call.key]))

        assert "data-list=" not in page, url
        assert said in page.split('class="app-empty"')[1], url


@pytest.mark.parametrize("role", ["board", "finance", "auditor", "assessor"])
def test_what_an_empty_list_of_a_call_proposes_can_be_done_by_whoever_sees_it(
    people: People, role: str
) -> None:
    call = calls.make_call(funder=people.wexcombe, template=SMALL_IDEAS, by=people.manager)
    client = _client(people, role)

    for url, _said in EMPTY_OF_A_CALL:
        answer = client.get(reverse(url, args=[call.key]))
        if answer.status_code != 200:
            continue
        proposed = answer.content.decode().split('class="app-empty"')[1].split("</div>")[0]
        for address in re.findall(r'href="([^"]+)"', proposed):
            assert client.get(address).status_code == 200, (url, address)
