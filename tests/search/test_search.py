"""One box over all that a person may see: the same answers on SQLite and PostgreSQL."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings, strategies as st

from allotment.kernel.search.domain.documents import Audience
from allotment.kernel.search.queries.search import PAGE_SIZE, Results, find
from allotment.kernel.search.services import index, index_many, remove
from tests.people import People
from tests.search.conftest import Shelf

pytestmark = pytest.mark.django_db

VISITOR = AnonymousUser()


def titles(typed: str, user: Any = VISITOR, **options: Any) -> list[str]:
    return [hit.title for hit in find(user, typed, **options).hits]


@pytest.fixture
def library(shelf: Shelf) -> Shelf:
    shelf.put("bus", "A library bus", "It brings books to villages that have no library.")
    shelf.put(
        "cafe", "Repair Café", "People mend toasters together; a library of things beside it."
    )
    shelf.put(
        "garden", "Community gardening", "Raised beds for Wexcombe's gardeners, by the co-op."
    )
    index_many(shelf.documents(None))
    return shelf


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("gardening", ["Community gardening"]),
        ("garden", ["Community gardening"]),
        ("GARDENS", ["Community gardening"]),
        ("repair cafe", ["Repair Café"]),
        ("café", ["Repair Café"]),
        ("toast", ["Repair Café"]),
        ("the toasters and the", ["Repair Café"]),
        ("co-op", ["Community gardening"]),
        ("wexcombe's", ["Community gardening"]),
        ("library bus", ["A library bus"]),
        ("bus zebra", []),
        ("zebra", []),
    ],
)
def test_words_are_found_in_their_forms_and_all_of_them(
    library: Shelf, typed: str, found: list[str]
) -> None:
    assert titles(typed) == found


def test_a_word_in_the_title_counts_more_than_one_in_the_text(library: Shelf) -> None:
    assert titles("library") == ["A library bus", "Repair Café"]


def test_the_last_word_may_be_unfinished_unless_a_space_follows(library: Shelf) -> None:
    assert titles("librar") == ["A library bus", "Repair Café"]
    assert titles("tog ") == []


@pytest.mark.parametrize("typed", ["libary buss", "comunity gardning", "repiar cafe"])
def test_a_slip_finds_what_is_close_and_says_so(library: Shelf, typed: str) -> None:
    results = find(VISITOR, typed)

    assert results.nearly
    assert len(results.hits) == 1


def test_a_hit_says_what_it_is_and_shows_why(library: Shelf) -> None:
    (hit,) = find(VISITOR, "villages").hits

    assert (hit.kind, hit.kind_name, hit.key, hit.url) == (
        "test.thing",
        "Things",
        "bus",
        "/things/bus/",
    )
    assert [piece.text for piece in hit.shown if piece.found] == ["villages"]


HOSTILE = [
    '"',
    '""" AND (',
    "library*",
    "* OR 1",
    "NEAR(a b)",
    "^library -bus +cafe",
    "title:library",
    "{title body} : library",
    "'; DROP TABLE search_reader; --",
    "library' & 'bus",
    "!library | <-> bus:*A",
    "\\' %s %(x)s {} $1 ?",
    "\0library\0bus",
    "library\u202ebus\u200b",
    "🐛 ½ ﬁ 𞤀𞤁 ﷽",
    "ａｂｃ ①",
    "(" * 5_000,
    "a" * 1_000_000,
    "x " * 500_000,
    "\ud800",
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_typed_is_an_error(library: Shelf, people: People, typed: str) -> None:
    for user in (VISITOR, people.manager):
        assert find(user, typed, kind=typed[:50], page=3).page >= 1


@given(typed=st.text())
@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
def test_whatever_is_typed_there_is_an_answer(library: Shelf, typed: str) -> None:
    assert isinstance(find(VISITOR, typed), Results)


@pytest.mark.parametrize("text", HOSTILE[:-1])
def test_whatever_a_text_holds_it_can_be_indexed(library: Shelf, text: str) -> None:
    index(library.put("odd", f"Odd {text[:280]}", f"{text} needle"))

    assert len(titles("odd needle")) == (1 if len(text) < 100_000 else 0)


def test_everybody_finds_what_is_meant_for_them_and_nothing_else(
    shelf: Shelf, people: People
) -> None:
    wexcombe, cafe = people.wexcombe.pk, people.repair_cafe.pk
    shelf.put("1", "Secret for all")
    shelf.put("2", "Secret for Wexcombe", audience=Audience(organisations=(wexcombe,)))
    shelf.put("3", "Secret for finance", audience=Audience(roles=((wexcombe, "money.finance"),)))
    shelf.put("4", "Secret for Erin", audience=Audience(people=(str(people.entrant.pk),)))
    shelf.put("5", "Secret for nobody", audience=Audience())
    shelf.put("6", "Secret for both", audience=Audience(organisations=(wexcombe, cafe)))
    index_many(shelf.documents(None))

    def found(user: Any) -> set[str]:
        results = find(user, "secret")
        assert results.count == len(results.hits) == sum(kind.count for kind in results.kinds)
        return {hit.key for hit in results.hits}

    assert found(VISITOR) == {"1"}
    assert found(people.manager) == {"1", "2", "6"}
    assert found(people.finance) == {"1", "2", "3", "6"}
    assert found(people.entrant) == {"1", "4", "6"}
    assert found(people.colleague) == {"1", "6"}
    assert found(people.outsider) == {"1"}
    assert found(people.keeper) == {"1"}


def test_near_matches_keep_secrets_too(shelf: Shelf, people: People) -> None:
    shelf.put("1", "Zanzibar", audience=Audience(organisations=(people.wexcombe.pk,)))
    index_many(shelf.documents(None))

    assert titles("zanzibra") == []
    assert titles("zanzibra", people.manager) == ["Zanzibar"]


def test_whoever_loses_a_role_no_longer_finds(shelf: Shelf, people: People) -> None:
    from allotment.kernel.organisations.models import Membership
    from allotment.kernel.people.models import User

    index(shelf.put("1", "Minutes", audience=Audience(organisations=(people.wexcombe.pk,))))
    assert titles("minutes", people.manager) == ["Minutes"]

    Membership.objects.filter(person=people.manager).delete()

    assert titles("minutes", User.objects.get(pk=people.manager.pk)) == []


def test_a_changed_document_is_found_as_it_is_now(library: Shelf, people: People) -> None:
    secret = Audience(organisations=(people.wexcombe.pk,))

    index(library.put("bus", "A tram", "Rails", secret))

    assert titles("library bus") == []
    assert titles("tram") == []
    assert titles("tram", people.manager) == ["A tram"]


def test_a_removed_document_is_gone(library: Shelf) -> None:
    remove(library.kind, ["bus", "unheard-of"])

    assert titles("villages") == []
    assert titles("toasters") == ["Repair Café"]


class ElsewhereError(Exception):
    """Something that the caller does afterwards fails."""


def index_and_fail(shelf: Shelf) -> None:
    with transaction.atomic():
        index(shelf.put("new", "Novelty"))
        assert titles("novelty") == ["Novelty"]
        raise ElsewhereError


def test_the_index_stands_or_falls_with_the_change(library: Shelf) -> None:
    with pytest.raises(ElsewhereError):
        index_and_fail(library)

    assert titles("novelty") == []


def test_many_results_come_in_pages_without_gap_or_repeat(shelf: Shelf) -> None:
    for number in range(2 * PAGE_SIZE + 5):
        shelf.put(str(number), f"Needle {number}")
    index_many(shelf.documents(None))

    pages = [find(VISITOR, "needle", page=page) for page in (1, 2, 3)]

    assert [len(page.hits) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 5]
    assert len({hit.key for page in pages for hit in page.hits}) == 2 * PAGE_SIZE + 5
    assert find(VISITOR, "needle", page=99).page == 3
    assert find(VISITOR, "needle", page=-1).page == 1


def test_results_can_be_narrowed_to_a_kind(library: Shelf) -> None:
    assert find(VISITOR, "library", kind="test.thing").count == 2
    assert not find(VISITOR, "library", kind="test.other").hits


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_costs_three_statements(
    shelf: Shelf, people: People, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        shelf.put(str(number), "Needle")
    index_many(shelf.documents(None))
    assert people.manager.roles
    assert people.manager.has_second_step

    with django_assert_num_queries(3):
        find(people.manager, "needle")


def test_near_matches_need_the_trigrams_that_both_engines_have_here() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
            assert cursor.fetchone()
