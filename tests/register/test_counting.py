"""What the register keeps count of: always what counting everything anew would give."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from hypothesis import given, settings, strategies as st

from allotment.kernel.guards.rows import writing
from allotment.register.domain.facets import Facet
from allotment.register.domain.filters import AwardFilter
from allotment.register.domain.kinds import AwardKind, RecipientType, kind_of, type_of
from allotment.register.domain.reading.grants import read_grant
from allotment.register.models import Award, AwardArea, Party, Tally
from allotment.register.queries import awards
from allotment.register.queries.choices import choices
from allotment.register.queries.narrowing import narrowed
from allotment.register.services import tallies
from allotment.register.services.areas import areas_of
from tests.register.conftest import Importer, bring
from tests.register.grants import Grant, small_grant

LEEDS, YORKSHIRE, LONDON = "E08000035", "E12000003", "E12000007"


def grant(number: int, **changes: Any) -> Grant:
    return small_grant(id=f"360G-count-{number}", title=f"Award {number}") | changes


def helping(*codes: str) -> list[Grant]:
    return [{"name": code, "geoCode": code, "geoCodeType": "LAD"} for code in codes]


def figures() -> tuple[set[Any], set[Any]]:
    """Every count that the register keeps."""
    kept = Tally.objects.filter(count__gt=0)
    of_parties = Party.objects.values_list(
        "ref", "given_count", "given_pence", "received_count", "received_pence"
    )
    return (
        set(kept.values_list("facet", "funder", "part", "count", "pence", "others")),
        set(of_parties),
    )


GRANTS = st.builds(
    lambda number, year, pounds, currency, funder, programme, codes, kind: grant(
        number,
        awardDate=f"{year}-03-04",
        amountAwarded=pounds,
        currency=currency,
        fundingOrganization=[{"id": f"GB-CHC-{funder}", "name": f"Fund {funder}"}],
        grantProgramme=[{"title": programme}] if programme else [],
        beneficiaryLocation=helping(*codes),
        fundingType=[{"title": kind}],
    ),
    number=st.integers(1, 4),
    year=st.sampled_from([2019, 2020]),
    pounds=st.sampled_from([-5, 0, 10, 250.5]),
    currency=st.sampled_from(["GBP", "EUR"]),
    funder=st.sampled_from([1, 2]),
    programme=st.sampled_from(["", "Small", "Large"]),
    codes=st.lists(st.sampled_from([LEEDS, "E09000001", "W06000015"]), max_size=2),
    kind=st.sampled_from(["Grant", "Loan"]),
)


@settings(max_examples=25, deadline=None)
@given(files=st.lists(st.lists(GRANTS, min_size=1, max_size=4), min_size=1, max_size=3))
@pytest.mark.django_db
def test_what_is_kept_is_what_counting_again_gives(files: list[list[Grant]]) -> None:
    with transaction.atomic():
        for file in files:
            bring(*file)
        kept = figures()

        tallies.recount()

        assert kept == figures()
        assert kept[0]
        transaction.set_rollback(True)


def test_a_list_is_narrowed_to_councils_regions_kinds_and_recipients(bring_in: Importer) -> None:
    school = [{"id": "GB-EDU-1", "name": "Mill School"}]
    bring_in(
        grant(1, beneficiaryLocation=helping(LEEDS, "E09000001")),
        grant(2, beneficiaryLocation=[], fundingType=[{"title": "Repayable finance"}]),
        grant(3, beneficiaryLocation=helping(LEEDS), recipientOrganization=school),
    )

    def numbers(**wanted: Any) -> set[int]:
        rows = awards.listed(AwardFilter(**wanted)).page.rows
        return {int(line.title[-1]) for line in rows}

    assert numbers(area=LEEDS) == numbers(area=YORKSHIRE) == {1, 3}
    assert numbers(area=LONDON) == {1}
    assert numbers(kind="loan") == {2}
    assert numbers(recipient_type="education") == {3}
    assert numbers(recipient_type="education", area=LEEDS, year=2026) == {3}


def test_where_no_council_is_named_the_recipients_postcode_says(bring_in: Importer) -> None:
    recipient = [{"id": "GB-CHC-1", "name": "A", "postalCode": "LS1 1UR"}]
    elsewhere = small_grant(
        recipientOrganization=recipient, beneficiaryLocation=helping("S12000049")
    )

    from_postcode = areas_of(
        read_grant(small_grant(recipientOrganization=recipient, beneficiaryLocation=[])).facts
    )
    as_said = areas_of(read_grant(elsewhere).facts)
    a_ward = areas_of(
        read_grant(
            small_grant(recipientOrganization=recipient, beneficiaryLocation=helping("E05009999"))
        ).facts
    )
    ended = areas_of(read_grant(small_grant(beneficiaryLocation=helping("E07000026"))).facts)

    assert from_postcode == (LEEDS, YORKSHIRE) == a_ward
    assert as_said == ("S12000049", "S92000003")
    assert ended == ("E06000063", "E12000002")  # Allerdale became part of Cumberland in 2023


def test_every_choice_says_how_many_awards_it_would_leave(bring_in: Importer) -> None:
    other = [{"id": "GB-CHC-7", "name": "Other Fund"}]
    bring_in(
        grant(1, awardDate="2020-01-01", beneficiaryLocation=helping(LEEDS)),
        grant(2, awardDate="2021-01-01", beneficiaryLocation=helping(LEEDS)),
        grant(3, awardDate="2021-01-01", fundingOrganization=other),
    )
    words = AwardFilter(words="award")
    key = Party.objects.get(name="Other Fund").key

    for wanted in (AwardFilter(), words):
        found = awards.listed(wanted, by_part=True)
        offered = choices(wanted, found.counted)

        assert [(c.label, c.count) for c in offered.years] == [("2021", 2), ("2020", 1)]
        assert ("Leeds", 2) in [(c.label, c.count) for c in offered.councils]
        assert {c.label: c.count for c in offered.funders}["Other Fund"] == 1
        assert offered.programmes == []
    wanted = AwardFilter(funder=key, year=2021)
    offered = choices(wanted, awards.listed(wanted, by_part=True).counted)
    assert [(c.label, c.is_chosen) for c in offered.years] == [("2021", True)]
    assert {c.label for c in offered.funders} == {"Millbridge Council", "Other Fund"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wanted",
    [AwardFilter(), AwardFilter(words="x"), AwardFilter(year=2020), AwardFilter(area=LEEDS)],
    ids=str,
)
def test_an_empty_register_counts_nothing(wanted: AwardFilter) -> None:
    found = awards.listed(wanted, by_part=True)

    assert (found.page.rows, found.page.count) == ([], 0)
    assert choices(wanted, found.counted).funders == []


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({}, AwardKind.GRANT),
        ({"fundingType": [{"title": "Loan"}]}, AwardKind.LOAN),
        ({"fundingType": "Loan"}, AwardKind.GRANT),
        ({"fundingType": [{"title": None, "code": "repayable-grant"}, 3]}, AwardKind.LOAN),
        ({"regrantType": "FRG010"}, AwardKind.REGRANT),
    ],
)
def test_the_kind_is_what_the_funder_says(said: dict[str, Any], kind: AwardKind) -> None:
    assert kind_of(said) == kind


@pytest.mark.parametrize(
    ("identifier", "kind"),
    [
        ("GB-CHC-1", RecipientType.CHARITY),
        ("GB-SC-SC012345", RecipientType.CHARITY),
        ("GB-COH-01", RecipientType.COMPANY),
        ("GB-LAE-LDS", RecipientType.COUNCIL),
        ("XI-GRID-1", RecipientType.OTHER),
        ("", RecipientType.OTHER),
    ],
)
def test_the_identifier_tells_what_kind_of_body_it_is(identifier: str, kind: RecipientType) -> None:
    assert type_of(identifier) == kind


def test_areas_have_the_day_of_their_award(bring_in: Importer) -> None:
    bring_in(grant(1, awardDate="2020-01-01", beneficiaryLocation=helping(LEEDS)))
    bring_in(grant(1, awardDate="2021-01-01", beneficiaryLocation=helping(LEEDS)))

    days = AwardArea.objects.values_list("code", "award_date")

    assert {(code, day.year) for code, day in days} == {(LEEDS, 2021), (YORKSHIRE, 2021)}
    assert Award.objects.count() == 1
    assert Tally.objects.get(facet=Facet.YEAR, part="2020", funder="").count == 0


def test_awards_from_before_are_counted_by_the_migration(bring_in: Importer) -> None:
    migration = import_module("allotment.register.migrations.0006_count_what_is_there")
    bring_in(
        grant(1, beneficiaryLocation=helping(LEEDS), grantProgramme=[{"title": "Small"}]),
        grant(2, fundingType=[{"title": "Loan"}], beneficiaryLocation=[]),
        grant(3, currency="EUR"),
    )
    before, areas = figures(), set(AwardArea.objects.values_list("award__key", "code"))
    with writing("register"):
        Tally.objects.all().delete()
        AwardArea.objects.all().delete()
        Award.objects.update(kind="grant", recipient_type="not-said")
        Party.objects.update(given_count=0, given_pence=0, received_count=0, received_pence=0)

        migration.forwards(apps, None)

    assert figures() == before
    assert set(AwardArea.objects.values_list("award__key", "code")) == areas


def test_what_is_no_grant_is_found_by_the_index_of_those_alone(db: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL takes the index by what it knows of the table")

    assert "register_by_kind" in narrowed(AwardFilter(kind="loan")).explain()
