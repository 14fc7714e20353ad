"""Lists of awards: what filters leave, in which order, page by page."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, strategies as st

from allotment.kernel.guards.rows import GuardedError, writing
from allotment.register.domain.filters import AwardFilter, Order
from allotment.register.domain.words import asked_words, words_of
from allotment.register.models import Award, Party
from allotment.register.queries import awards, counting, parties
from tests.register.conftest import Importer
from tests.register.grants import Grant, small_grant


def grant(number: int, **changes: Any) -> Grant:
    return small_grant(id=f"360G-test-{number}", title=f"Award {number}") | changes


@pytest.fixture
def seven(bring_in: Importer) -> None:
    """Seven awards, some of one day, some of one amount."""
    bring_in(
        grant(1, awardDate="2020-05-01", amountAwarded=100),
        grant(2, awardDate="2020-05-01", amountAwarded=300),
        grant(3, awardDate="2021-01-01", amountAwarded=300),
        grant(4, awardDate="2019-12-31", amountAwarded=50.5),
        grant(5, awardDate="2021-06-30", amountAwarded=300, description="A choir for carers"),
        grant(6, awardDate="2020-05-01", amountAwarded=-20),
        grant(7, awardDate="2021-12-31", amountAwarded=700, title="Crèche for carers"),
    )


def titles(wanted: AwardFilter) -> list[str]:
    return [line.title for line in awards.listed(wanted).page.rows]


def numbers(wanted: AwardFilter) -> list[int]:
    lines = awards.listed(wanted).page.rows
    return [int(line.identifier.rsplit("-", 1)[1]) for line in lines]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.NEWEST, [7, 5, 3, 6, 2, 1, 4]),
        (Order.OLDEST, [4, 1, 2, 6, 3, 5, 7]),
        (Order.LARGEST, [7, 5, 3, 2, 1, 4, 6]),
        (Order.SMALLEST, [6, 4, 1, 2, 3, 5, 7]),
    ],
)
@pytest.mark.usefixtures("seven")
def test_awards_are_read_in_the_order_asked_for(order: Order, expected: list[int]) -> None:
    assert numbers(AwardFilter(order=order)) == expected


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.usefixtures("seven")
def test_pages_forth_and_back_show_every_award_once(order: Order) -> None:
    wanted = AwardFilter(order=order)
    whole = [line.key for line in awards.listed(wanted).page.rows]
    pages = [awards.listed(wanted, size=3).page]
    while pages[-1].next_key:
        pages.append(awards.listed(wanted, after=pages[-1].next_key, size=3).page)

    back = awards.listed(wanted, before=pages[-1].previous_key, size=3).page

    assert [line.key for page in pages for line in page.rows] == whole
    assert [line.key for line in back.rows] == [line.key for line in pages[-2].rows]
    assert all(page.count == 7 for page in pages)
    assert (pages[0].previous_key, pages[-1].next_key) == ("", "")


@pytest.mark.usefixtures("seven")
def test_a_key_that_nobody_has_gives_the_first_page() -> None:
    assert (
        awards.listed(AwardFilter(), after="nobody").page.rows
        == awards.listed(AwardFilter()).page.rows
    )


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (AwardFilter(words="carers"), [7, 5]),
        (AwardFilter(words="CRECHE carers"), [7]),
        (AwardFilter(words="crèche"), [7]),
        (AwardFilter(words="choir care"), [5]),
        (AwardFilter(words="care choir"), []),
        (AwardFilter(words="360G-test-3"), [3]),
        (AwardFilter(words='" * : ('), []),
        (AwardFilter(words="millbridge award 4"), [4]),
        (AwardFilter(words="nothing like it"), []),
        (AwardFilter(year=2020), [6, 2, 1]),
        (AwardFilter(year=9999), []),
        (AwardFilter(least=30_000), [7, 5, 3, 2]),
        (AwardFilter(least=5_050, most=10_000), [1, 4]),
        (AwardFilter(most=0), [6]),
        (AwardFilter(funder="nobody"), []),
        (AwardFilter(own_only=True), []),
    ],
    ids=str,
)
@pytest.mark.usefixtures("seven")
def test_filters_leave_what_was_asked_for(wanted: AwardFilter, expected: list[int]) -> None:
    assert numbers(wanted) == expected
    assert awards.listed(wanted).counted.totals.count == len(expected)
    assert awards.listed(wanted, by_part=True).counted.totals.count == len(expected)
    assert len(list(awards.all_lines(wanted))) == len(expected)


def test_filters_by_funder_recipient_programme_and_place(bring_in: Importer) -> None:
    place = {"name": "Mill", "geoCode": "E05009999", "geoCodeType": "WD"}
    bring_in(
        grant(1, fundingOrganization=[{"id": "GB-CHC-1", "name": "First Fund"}]),
        grant(2, recipientOrganization=[{"id": "GB-CHC-2", "name": "Second Charity"}]),
        grant(3, grantProgramme=[{"title": "Small ideas"}], beneficiaryLocation=[place, place]),
    )
    keys = dict(Party.objects.values_list("name", "key"))

    assert numbers(AwardFilter(funder=keys["First Fund"])) == [1]
    assert numbers(AwardFilter(recipient=keys["Second Charity"])) == [2]
    assert numbers(AwardFilter(programme="Small ideas")) == [3]
    assert numbers(AwardFilter(place="E05009999")) == [3]


@pytest.mark.usefixtures("seven")
def test_totals_add_up_pounds_only(bring_in: Importer) -> None:
    bring_in(grant(8, currency="USD", amountAwarded=1_000_000))

    found = awards.listed(AwardFilter()).counted.totals

    assert found.count == 8
    assert found.pence == 10_000 + 3 * 30_000 + 5_050 - 2_000 + 70_000


@pytest.mark.parametrize("by_part", [False, True])
@pytest.mark.usefixtures("seven")
def test_counting_stops_where_it_would_cost_too_much(
    monkeypatch: pytest.MonkeyPatch, by_part: bool
) -> None:
    monkeypatch.setattr(counting, "MOST_COUNTED", 3)

    common = awards.listed(AwardFilter(words="award"), by_part=by_part)
    rare = awards.listed(AwardFilter(words="choir"), by_part=by_part)
    everything = awards.listed(AwardFilter(), by_part=by_part)

    assert common.counted.totals.at_least
    assert [line.title[-1] for line in common.page.rows] == ["5", "3", "6", "2", "1", "4"]
    assert (rare.page.count, rare.counted.totals.at_least) == (1, False)
    assert (everything.page.count, everything.counted.totals.at_least) == (7, False)


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("most", [3, 10_000])
@pytest.mark.usefixtures("seven")
def test_pages_of_a_narrowed_list_show_every_award_once(
    monkeypatch: pytest.MonkeyPatch, order: Order, most: int
) -> None:
    monkeypatch.setattr(counting, "MOST_COUNTED", most)
    wanted = AwardFilter(least=-5_000, order=order)
    whole = [line.key for line in awards.listed(wanted).page.rows]

    pages = [awards.listed(wanted, size=2).page]
    while pages[-1].next_key:
        pages.append(awards.listed(wanted, after=pages[-1].next_key, size=2).page)
    back = awards.listed(wanted, before=pages[2].previous_key, size=2).page

    assert [line.key for page in pages for line in page.rows] == whole
    assert len(whole) == 7
    assert [line.key for line in back.rows] == [line.key for line in pages[1].rows]


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_takes_as_many_statements_however_many_awards(
    bring_in: Importer, count: int
) -> None:
    bring_in(*(grant(number) for number in range(count + 1)))
    first = Award.objects.earliest("pk").key
    planning = 1 if connection.vendor == "postgresql" else 0

    with CaptureQueriesContext(connection) as kept:
        awards.listed(AwardFilter(order=Order.OLDEST), after=first)
    with CaptureQueriesContext(connection) as gathered:
        awards.listed(AwardFilter(words="award", order=Order.OLDEST), after=first, by_part=True)

    savepoints = 2 * planning  # the test's own transaction is around
    assert len(kept) == 3 + planning + savepoints
    assert len(gathered) == 3 + 3 * planning + savepoints


@pytest.mark.usefixtures("seven")
def test_a_funder_is_shown_by_year_with_its_largest_recipients(bring_in: Importer) -> None:
    bring_in(grant(8, recipientOrganization=[{"id": "GB-CHC-2", "name": "Second Charity"}]))
    key = Party.objects.get(identifier="GB-LAE-ZZZ").key

    with CaptureQueriesContext(connection) as made:
        page = parties.funder(key)

    assert [(year.year, year.count) for year in page.years] == [
        (2019, 1), (2020, 3), (2021, 3), (2026, 1)]  # fmt: skip
    assert [partner.name for partner in page.partners] == [
        "Riverside Repair Café",
        "Second Charity",
    ]
    assert (page.is_funder, page.is_recipient) == (True, False)
    assert len(made) == 3


@pytest.mark.usefixtures("seven")
def test_a_recipient_is_shown_with_its_funders() -> None:
    key = Party.objects.get(identifier="GB-CHC-9999999").key

    page = parties.recipient(key)

    assert page.count == 7
    assert [partner.name for partner in page.partners] == ["Millbridge Council"]
    with pytest.raises(Party.DoesNotExist):
        parties.funder(key)


def test_the_chart_of_a_year_below_nothing_can_be_drawn(bring_in: Importer) -> None:
    bring_in(grant(1, amountAwarded=-500))

    page = parties.funder(Party.objects.get(is_funder=True).key)

    assert [(value.amount, value.shown) for value in page.charts[0].values] == [(0, "−£500")]


@given(st.text(max_size=300))
def test_words_are_plain_whatever_is_typed(typed: str) -> None:
    words = asked_words(typed)

    assert all(word and " " not in word and '"' not in word and "'" not in word for word in words)
    assert set(words) <= {word[:60] for word in words_of(typed).split()}


@pytest.mark.django_db
def test_nobody_but_the_services_writes_the_register() -> None:
    with pytest.raises(GuardedError):
        Award().save()
    with pytest.raises(GuardedError):
        Award.objects.update(title="x")
    with pytest.raises(GuardedError):
        Award.objects.all().delete()
    with pytest.raises(GuardedError):
        Party.objects.bulk_create([])


def impossible(**fields: Any) -> Award:
    award = Award.objects.get()
    award.pk, award.key, award.identifier = None, "otherkey2222", "other"
    for name, value in fields.items():
        setattr(award, name, value)
    return award


@pytest.mark.parametrize(
    "fields",
    [
        {"source": "own"},
        {"own_key": "x"},
        {"status": "withdrawn"},
        {"recipient": None},
        {"recipient_kind": "individual"},
        {"amount_pence": 10**14 + 1},
        {"identifier": ""},
        {"document": ""},
        {"identifier": "360G-test-1"},
    ],
    ids=str,
)
def test_the_database_itself_refuses_what_cannot_be(
    bring_in: Importer, fields: dict[str, Any]
) -> None:
    bring_in(grant(1))
    award = impossible(**fields)

    with pytest.raises(IntegrityError), transaction.atomic(), writing("register"):
        award.save(force_insert=True)
