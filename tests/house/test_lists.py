"""Every list of every module is sorted, narrowed, paged and taken away in the one way.

LISTS is the inventory. A page that shows a list that is not in it fails, and so does a table that is
drawn by hand without a reason.
"""

import csv
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from allotment.kernel.web import tables
from tests.databases import Worlds
from tests.house.kept import part_of, shared_out, with_all_people
from tests.house.many import make_many
from tests.house.test_access import ROLES, _address, _client, _read, addresses
from tests.house.world import World
from tests.people import People


def _make() -> World:
    people = People()
    world = make_many(people)
    with_all_people(people)
    return world


@pytest.fixture(scope="module")
def in_many(worlds: Worlds, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The world with several rows in each of its lists, made once for each worker."""
    with django_db_blocker.unblock(), worlds.entered("many", _make):
        yield


@dataclass(frozen=True)
class List:
    """A list: the name that its page gives it, its address, and who looks at it.

    `told` is the heading of the file's column whose words tell its rows apart on the page too; ""
    where no words do. `query` chooses one of several lists at the address.
    """

    name: str
    url: str
    role: str
    told: str
    query: str = ""


LISTS = [
    List("calls", "fund:calls", "visitor", "Title"),
    List("entries", "fund:my_entries", "entrant", "Reference"),
    List("entries", "fund:entries", "manager", "Title"),
    List("entries-to-score", "fund:work", "second_assessor", "Entry"),
    List("entries-to-score", "fund:work", "assessor", "Entry", query="done=yes"),
    List("assignments", "fund:assignments", "auditor", ""),
    List("ranking", "fund:ranking", "board", "Title"),
    List("letters", "fund:letters_sent", "manager", "Entry"),
    List("awards", "fund:awards", "finance", "Entry"),
    List("alike", "register:alike", "keeper", "One"),
    List("merged", "register:merged", "keeper", "Name"),
    List("imports", "register:imports", "keeper", ""),
    List("api-keys", "register:api_keys", "manager", "For"),
    List("questions", "fund:questions_asked", "manager", "Question"),
    List("calls", "fund:manage", "manager", ""),
    List("pots", "money:pots", "finance", "Pot"),
    List("commitments", "money:pot", "finance", "Award"),
    List("ledger", "money:ledger", "auditor", ""),
    List("jobs", "jobs:jobs", "keeper", ""),
    List("messages", "notify:messages", "manager", "Subject"),
    List("looks", "privacy:looks", "manager", "Reference"),
    List("e-mails", "notify:mails", "manager", "Subject"),
    List("all-e-mails", "notify:all_mails", "keeper", ""),
    List("your-organisations", "organisations:mine", "colleague", "Name"),
    List("people", "organisations:people", "administrator", "Name"),
    List("invitations", "organisations:invitations", "administrator", "E-mail address"),
    List("history", "organisations:history", "auditor", ""),
    List("history", "organisations:site_history", "keeper", ""),
    List("organisations", "organisations:every", "keeper", "Name"),
    List("mail-domains", "organisations:claims", "keeper", "Domain"),
    List("alike", "organisations:alike", "keeper", ""),
    List("awards", "register:awards", "visitor", "Title"),
    List("funders", "register:funders", "visitor", "Funder"),
    List("recipients", "register:recipients", "visitor", "Recipient"),
    List("analyses", "evidence:analyses", "manager", "Report"),
    List("labels", "evidence:labels", "board", "Title"),
    List("themes", "evidence:themes", "auditor", "Theme"),
    List("reports", "evidence:reports", "visitor", "Report"),
]
each_list = pytest.mark.parametrize("one", LISTS, ids=lambda one: f"{one.url}{one.query}")
#: Tables that are no lists of rows that grow, each with its reason; by the name of their address.
DRAWN_BY_HAND = {
    "evidence:analysis": "the tables of a report",
    "evidence:beside": "the tables of two reports",
    "evidence:edition": "the tables of a report",
    "evidence:preview": "the tables of a report",
    "evidence:report": "the tables of a report",
    "evidence:versions": "the few readings of one source",
    "fund:entries": "assessors and their load: a handful, beside the list",
    "fund:call": "what came of a call: told, not worked with",
    "money:pot": "the chart's numbers; the commitments beside them are a list",
    "privacy:periods": "a fixed table of the site's rules",
    "register:standard": "the standard's fields",
    "register:compare": "two funders side by side, as many rows as years",
    "register:embedded_chart": "the numbers of one chart",
    "register:funder": "the largest recipients, and the newest awards; the list is beside",
    "register:recipient": "the funders, and the newest awards; the list is beside",
    "site:components": "shows what components look like",
    "site:cookies": "a fixed table",
}
#: Numbers that charts show are in tables too.
CHARTS = re.compile(r'<div class="app-chart.*?</div>', re.DOTALL)


@pytest.fixture
def many(in_many: None, db: None, worlds: Worlds, settings: Any, monkeypatch: Any) -> World:
    monkeypatch.setattr(tables, "PAGE_SIZE", 2)
    made: World = worlds.copy_of("many", settings.MEDIA_ROOT)
    return made


def at(world: World, one: List, query: str = "") -> str:
    converters = dict(addresses())[one.url]
    joined = "&".join(each for each in (one.query, query) if each)
    return _address(world, one.url, converters) + (f"?{joined}" if joined else "")


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode().split("<main")[1].split("</main>")[0]


def file_of(client: Client, address: str) -> list[list[str]]:
    """The rows of the list's file, headings first."""
    answer = client.get(f"{address}{'&' if '?' in address else '?'}format=csv")
    assert answer["Content-Type"].startswith("text/csv"), address
    content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(StringIO(content)))


def orders_on(page: str) -> list[str]:
    """What each heading that sorts says in the address."""
    links = re.findall(r'class="[^"]*app-sort[^"]*" href="([^"]+)"', page)
    found = [dict(parse_qsl(urlsplit(html.unescape(link)).query))["sort"] for link in links]
    return list(dict.fromkeys(found))


def turned(sort: str) -> str:
    words = {"newest": "oldest", "smallest": "largest"}
    words |= {value: key for key, value in words.items()}
    return words.get(sort) or (sort[1:] if sort.startswith("-") else f"-{sort}")


def link_on(page: str, text: str) -> str:
    """Where "Next" or "Previous" leads; "" where there is none."""
    rel = {"Next": "next", "Previous": "prev"}[text]
    found = re.search(rf'<a[^>]*href="([^"]+)"[^>]*rel="{rel}"', page)
    return html.unescape(found[1]) if found else ""


def leaf_through(client: Client, address: str) -> Iterator[str]:
    """Every page of a list, from the first on."""
    for _number in range(60):
        page = shown(client, address)
        yield page
        following = link_on(page, "Next")
        if not following:
            return
        address = following
    raise AssertionError(f"{address} never ends")


def rows_of(page: str) -> int:
    """How many rows of its list a page shows; for cards, by their markup."""
    part = page.split('data-list="')[1]
    if "<tbody" in part:
        body = part.split("<tbody")[1].split("</tbody>")[0]
        return len(re.findall(r'<tr class="govuk-table__row">', body))
    marks = ('class="app-card"', 'class="app-message"', '<h2 class="govuk-heading-s app-answer')
    return next((part.count(mark) for mark in marks if mark in part), 0)


def told_on(page: str, texts: list[str]) -> list[str]:
    """Which of these texts a page's list shows, in the order in which it shows them."""
    part = re.sub(r'data-label="[^"]*"', "", page.split('data-list="')[1])
    places = {text: part.find(html.escape(text)) for text in texts}
    return sorted((t for t, place in places.items() if place >= 0), key=lambda t: places[t])


def plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'=") else cell


def first_page(world: World, one: List) -> tuple[Client, str, str]:
    """Somebody who sees the list, its address, and its first page."""
    client, address = _client(world.people, one.role), at(world, one)
    page = shown(client, address)
    assert f'data-list="{one.name}' in page, "it shows no rows"
    return client, address, page


def with_sort(address: str, sort: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'sort': sort})}"


@each_list
def test_every_heading_sorts_the_file_and_turns_it_round(many: World, one: List) -> None:
    client, address, page = first_page(many, one)

    orders = orders_on(page)
    usual = file_of(client, address)

    assert len(orders) >= 2, f"{one} has nothing to sort by"
    for sort in orders:
        there = file_of(client, with_sort(address, sort))
        back = file_of(client, with_sort(address, turned(sort)))

        assert sorted(there) == sorted(usual), (one, sort)
        assert there[1:] == back[:0:-1], (one, sort)


@each_list
def test_pages_follow_one_another_in_the_order_of_the_file(many: World, one: List) -> None:
    client, address, page = first_page(many, one)

    for sort in ["", *orders_on(page)]:
        sorted_address = with_sort(address, sort) if sort else address
        rows = file_of(client, sorted_address)
        pages = list(leaf_through(client, sorted_address))

        assert sum(map(rows_of, pages)) == len(rows) - 1, (one, sort)
        if one.told:
            told = [plain(row[rows[0].index(one.told)]) for row in rows[1:]]
            assert len(set(told)) == len(told), one
            seen = [text for each in pages for text in told_on(each, told)]
            assert seen == told, (one, sort)


@each_list
def test_the_way_back_leads_to_the_first_page(many: World, one: List) -> None:
    client, _address_of_it, first = first_page(many, one)
    following = link_on(first, "Next")
    if not following:
        assert one.query, f"{one} has no second page to look at"
        return

    back = shown(client, link_on(shown(client, following), "Previous"))

    assert rows_of(back) == rows_of(first)
    assert not link_on(back, "Previous")


@each_list
def test_what_is_narrowed_is_narrowed_in_the_file_too(many: World, one: List) -> None:
    client, address, page = first_page(many, one)

    everything = len(file_of(client, address))
    choices = re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', page, re.DOTALL)
    assert choices or 'type="search"' in page, f"{one} has nothing to narrow by"
    for name, options in choices:
        if name in one.query:
            continue
        for value in re.findall(r'<option value="([^"]+)"', options):
            asked = urlencode({name: html.unescape(value)})
            narrowed = f"{address}{'&' if '?' in address else '?'}{asked}"
            pages = list(leaf_through(client, narrowed))
            shown_rows = sum(rows_of(each) for each in pages if "data-list=" in each)

            assert shown_rows == len(file_of(client, narrowed)) - 1, (one, asked)
            assert shown_rows < everything or name in {"kind", "year"}, (one, asked)


@each_list
def test_a_list_without_matching_rows_says_so(many: World, one: List) -> None:
    client, address, page = first_page(many, one)

    if 'type="search"' not in page:
        return
    found = re.search(r'<input[^>]*type="search"[^>]*>', page)
    assert found is not None
    name = re.search(r'name="(\w+)"', found[0])
    assert name is not None
    asked = f"{address}{'&' if '?' in address else '?'}{name[1]}=zeppelin"

    none = shown(client, asked)

    assert "No results match these filters" in none, one
    assert "Show all" in none, one
    assert file_of(client, asked) == file_of(client, address)[:1], one


@each_list
def test_what_makes_no_sense_in_an_address_is_left_out(many: World, one: List) -> None:
    nonsense = "sort=sideways&after=nobody&state=odd&year=1&kind=x&what=y&assessor=z&format=x"
    client, address, page = first_page(many, one)

    odd = shown(client, f"{address}{'&' if '?' in address else '?'}{nonsense}")

    if one.url != "register:awards":  # there a year is any year
        assert rows_of(odd) == rows_of(page), one


@each_list
def test_a_longer_page_costs_no_more_statements(
    many: World, one: List, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, address, _page = first_page(many, one)
    counts = []
    for size in (2, 25):
        monkeypatch.setattr(tables, "PAGE_SIZE", size)
        with CaptureQueriesContext(connection) as queries:
            shown(client, address)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 20


@shared_out
def test_no_list_is_missing_in_the_inventory(many: World, share: int) -> None:
    table, clients = _read(), {role: _client(many.people, role) for role in ROLES}
    unlisted, by_hand, looked_at = set(), set(), 0
    known = {(one.url, one.name) for one in LISTS}
    for name, converters in part_of(addresses(), share):
        for role in ("manager", "keeper", "administrator", "finance", "assessor", "entrant"):
            if table[name][ROLES.index(role)] != "200":
                continue
            answer = clients[role].get(_address(many, name, converters))
            if not answer.get("Content-Type", "").startswith("text/html"):
                continue
            looked_at += 1
            page = CHARTS.sub("", answer.content.decode())
            for listed in re.findall(r'data-list="([\w-]+)"', page):
                if (name, re.sub(r"-[a-z0-9]{12}$", "", listed)) not in known:
                    unlisted.add((name, listed))
            if re.search(r'<table class="govuk-table"(?! data-list)', page):
                by_hand.add(name)

    assert looked_at > 15
    assert not unlisted
    assert by_hand <= set(DRAWN_BY_HAND), by_hand - set(DRAWN_BY_HAND)


def test_the_inventory_names_only_lists_that_are_there() -> None:
    names = {name for name, _converters in addresses()}

    assert {one.url for one in LISTS} | set(DRAWN_BY_HAND) <= names
