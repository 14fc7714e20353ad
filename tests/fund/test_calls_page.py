"""The public page of calls: what can be entered now, then what there was and what came of it."""

import csv
import datetime as dt
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from allotment.fund.domain.moves import Outcome
from allotment.fund.models import Call
from allotment.fund.services import calls, decisions, letters as letter_services
from tests.fund.test_judging import sent, with_board  # noqa: F401  # fixtures
from tests.fund.test_publishing import accepted  # noqa: F401  # a fixture
from tests.people import People

pytestmark = pytest.mark.django_db
AsPerson = Callable[[object | None], Client]


@pytest.fixture
def make(people: People, open_call: Call) -> Callable[..., Call]:
    """`make("Title", state, days)`: a copy of the open call that closes in so many days."""

    def copy(title: str, state: str, days: int, **more: Any) -> Call:
        made = calls.copy_call(call=open_call, by=people.manager)
        closes = timezone.now() + dt.timedelta(days=days)
        opens = min(closes - dt.timedelta(days=10), more.pop("opens_at", closes))
        values = {"title": title, "state": state, "opens_at": opens, "closes_at": closes, **more}
        Call.objects.filter(pk=made.pk).update(**values)
        made.refresh_from_db()
        return made

    return copy


@pytest.fixture
def some(make: Callable[..., Call], open_call: Call) -> None:
    """Beside the open call, which closes in seven days: a draft, and one in each other phase."""
    Call.objects.filter(pk=open_call.pk).update(title="Mending days")
    make("Kept to ourselves", "draft", -3)
    make("Closes tomorrow", "open", 1)
    make("Opens in spring", "open", 40)
    make("Passed an hour ago", "open", -1)
    make("Library buses", "closed", -2)
    make("Garden tools", "deciding", -3, summary="For sheds and beds")
    make("Old tricks", "decided", -4)


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"/calls/{query}")
    assert answer.status_code == 200
    return answer.content.decode().split("<main")[1]


def rows(client: Client, query: str = "") -> list[dict[str, str]]:
    answer: Any = client.get(f"/calls/?format=csv{query}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def titles(client: Client, query: str = "") -> list[str]:
    return [row["Title"] for row in rows(client, query)]


def in_order(text: str, *parts: str) -> bool:
    places = [text.find(part) for part in parts]
    return min(places) >= 0 and places == sorted(places)


def test_a_visitor_sees_first_what_can_be_entered_now(some: None, client: Client) -> None:
    shown = page(client)

    assert in_order(
        shown,
        "Open now", "Closes tomorrow", "Mending days",
        "Opening soon", "Opens in spring",
        "Past calls", "Passed an hour ago", "Library buses", "Garden tools", "Old tricks",
    )  # fmt: skip
    assert "Kept to ourselves" not in shown


def test_a_call_is_past_when_its_deadline_is_whatever_its_state_says(
    some: None, client: Client
) -> None:
    closed = titles(client, "&state=closed")

    assert closed == ["Passed an hour ago", "Library buses"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("&text=BUSES", ["Library buses"]),
        ("&text=sheds", ["Garden tools"]),
        ("&text=wexcombe&sort=title", [
            "Garden tools", "Library buses", "Old tricks", "Passed an hour ago",
        ]),
        ("&state=deciding", ["Garden tools"]),
        ("&state=decided&text=old", ["Old tricks"]),
        ("&state=draft", ["Passed an hour ago", "Library buses", "Garden tools", "Old tricks"]),
        ("&text=ourselves", []),
    ],
)  # fmt: skip
def test_past_calls_are_found_by_words_and_state(
    some: None, client: Client, query: str, found: list[str]
) -> None:
    assert titles(client, query) == found


def test_whoever_works_with_the_list_sees_it_alone(some: None, client: Client) -> None:
    narrowed, turned = page(client, "?text=buses"), page(client, "?sort=title")

    assert "Library buses" in narrowed
    assert all("Mending days" not in shown for shown in (narrowed, turned))


def test_with_no_past_call_there_is_no_list(open_call: Call, client: Client) -> None:
    shown = page(client)

    assert open_call.title in shown
    assert "Past calls" not in shown
    assert "data-list" not in shown


def test_with_no_open_call_it_says_so(
    make: Callable[..., Call], open_call: Call, client: Client
) -> None:
    make("Library buses", "closed", -2)
    Call.objects.filter(pk=open_call.pk).update(state="draft")

    shown = page(client)

    assert "No call is open at the moment" in shown
    assert "Library buses" in shown


def test_the_results_of_a_call_are_shown_beside_it_once_it_is_decided(
    people: People, accepted: Any, open_call: Call, client: Client
) -> None:
    [waiting] = rows(client)
    second = open_call.entries.get(title="Second")
    decisions.decide(entry=second, by=people.board, outcome=Outcome.DECLINE, reason="No.")
    letter_services.send_letters(call=open_call, by=people.manager)
    calls.close_decisions(call=open_call, by=people.manager)

    [decided] = rows(client)

    assert (waiting["Awards"], waiting["Awarded (£)"]) == ("0", "0.0")
    assert (decided["Awards"], decided["Awarded (£)"]) == ("1", "7000.0")
    assert "£7,000" in page(client)
    assert "1 award<" in page(client)


def test_many_past_calls_do_not_push_an_open_one_out(
    make: Callable[..., Call], open_call: Call, client: Client
) -> None:
    old = make("Old", "decided", -20)
    copies = []
    for n in range(210):
        copy = Call.objects.get(pk=old.pk)
        copy.pk, copy.key = None, f"old{n}"
        copies.append(copy)
    Call.objects.bulk_create(copies)

    shown = [client.get(address).content.decode() for address in ("/calls/", "/calls/feed/", "/")]

    assert all(open_call.title in each for each in shown)
    assert "211 past calls" in shown[0]


def test_a_longer_page_costs_no_more_statements(
    make: Callable[..., Call], open_call: Call, client: Client
) -> None:
    counts = []
    for n in (1, 3):
        for each in range(n):
            make(f"Past {n} {each}", "decided", -n - each)
        with CaptureQueriesContext(connection) as queries:
            page(client)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 8
