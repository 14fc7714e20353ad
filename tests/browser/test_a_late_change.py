"""A later deadline for one entry after others were read: asked for, allowed, sent again, compared."""

import datetime as dt
import os

import pytest
from django.utils import timezone

from allotment.fund.models import Call, Entry
from tests.browser import scenes, walking as walk
from tests.browser.conftest import Open
from tests.fund.conftest import close
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_a_second_person_allows_it_and_the_board_compares_both_versions(
    people: People, open_call: Call, open_page: Open, width: int
) -> None:
    entry = scenes.sent(open_call, people.entrant, people.repair_cafe, "A mending table")
    close(open_call)
    manager = open_page(people.manager, width=width)
    walk.to_task(manager, "Screen an entry")
    walk.follow(manager, "A mending table")
    walk.to_call(manager, open_call.title)
    walk.follow(manager, "A later deadline for one entry")
    walk.fill(manager, "Reference of the entry", entry.reference)
    walk.press(manager, "Continue")
    walk.sees(manager, "a second fund manager or a board member must allow this")
    shot(manager, "ask", width)
    walk.fill_date(manager, "New closing day", timezone.localdate() + dt.timedelta(days=3))
    walk.fill(manager, "New closing time", "midday")
    walk.fill(manager, "Why?", "Their line was down.")
    walk.press(manager, "Ask for it")
    walk.sees(manager, "have been asked to allow it", "Waiting for a second person")
    shot(manager, "asked", width)

    board = open_page(people.board, width=width)
    walk.to_task(board, "Say whether an entry may be changed late")
    walk.sees(board, "Their line was down.", people.manager.display_name)
    walk.press(board, "Save")
    walk.sees(board, "There is a problem", "Say whether you allow it")
    walk.choose(board, "Yes, they may change it")
    shot(board, "answer", width)
    walk.press(board, "Save")
    walk.sees(board, "Your answer has been recorded.", "Until then all entries are sealed")
    shot(board, "sealed", width)

    entrant = open_page(people.entrant, width=width)
    entrant.goto(f"/entries/{entry.key}/")
    walk.answer_form(entrant, "A bench for two")
    walk.send(entrant)
    Entry.objects.filter(pk=entry.pk).update(own_deadline=timezone.now() - dt.timedelta(seconds=1))

    board.goto(f"/received/{entry.key}/")
    walk.sees(board, "A bench for two", "This entry was changed after others had been read.")
    board.get_by_text("Version 1, as it was before").click()
    walk.sees(board, "A mending table")
    shot(board, "both", width)


def shot(page: object, name: str, width: int) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)  # type: ignore[attr-defined]
