"""The search page."""

import pytest

from allotment.kernel.search.domain.documents import Audience
from allotment.kernel.search.services import index_many
from tests.people import People
from tests.search.conftest import Shelf

pytestmark = pytest.mark.django_db


def test_a_visitor_finds_what_is_public(shelf: Shelf, people: People, as_person) -> None:  # type: ignore[no-untyped-def]
    shelf.put("1", "A library bus", "It brings <b>books</b> & films.")
    shelf.put("2", "A library secret", audience=Audience(organisations=(people.wexcombe.pk,)))
    index_many(shelf.documents(None))

    page = as_person(None).get("/search/", {"q": "library"}).content.decode()

    assert "1 result<" in page
    assert 'href="/things/1/"' in page
    assert "It brings &lt;b&gt;books&lt;/b&gt; &amp; films." in page
    assert "secret" not in page


def test_a_member_of_staff_finds_more(shelf: Shelf, people: People, as_person) -> None:  # type: ignore[no-untyped-def]
    shelf.put("2", "A library secret", audience=Audience(organisations=(people.wexcombe.pk,)))
    index_many(shelf.documents(None))

    page = as_person(people.manager).get("/search/", {"q": "library"}).content.decode()

    assert "A library secret" in page


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"q": ""},
        {"q": "the"},
        {"q": "zebra"},
        {"q": '"'},
        {"q": "<script>alert(1)</script>"},
        {"q": "x" * 10_000},
        {"q": "library", "kind": "'; --", "page": "99999999999999"},
        {"q": "library", "page": "-1"},
        {"q": "library", "page": "²"},
    ],
)
def test_the_page_stands_whatever_is_asked(shelf: Shelf, as_person, query) -> None:  # type: ignore[no-untyped-def]
    answer = as_person(None).get("/search/", query)

    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_the_page_is_only_read(as_person) -> None:  # type: ignore[no-untyped-def]
    assert as_person(None).get("/search/", {"q": "a\0b"}).status_code in {200, 400}
