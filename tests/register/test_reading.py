"""How a grant is read: what is understood, what is reported, what is turned away."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings, strategies as st

from allotment.register.domain.reading.changes import ChangeKind, Refusal, UnreadableError
from allotment.register.domain.reading.grants import (
    Named,
    Place,
    Reading,
    RecipientKind,
    read_grant,
)
from allotment.register.domain.validation import grant_problems
from tests.register.grants import full_grant, small_grant
from tests.register.mutants import mutants


def kinds(reading: Reading) -> list[str]:
    return [change.kind.value for change in reading.changes]


def document(reading: Reading) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(reading.document)
    return found


def test_a_valid_grant_is_kept_as_it_is_and_nothing_is_reported() -> None:
    grant = full_grant()

    reading = read_grant(grant)

    assert document(reading) == grant
    assert reading.changes == ()


def test_a_grant_is_filed_under_its_facts() -> None:
    facts = read_grant(full_grant()).facts

    assert facts.identifier == "360G-millbridge-1"
    assert facts.amount_pence == 125_000
    assert facts.award_date == date(2026, 1, 5)
    assert facts.funder == Named("GB-LAE-ZZZ", "Millbridge Council")
    assert facts.recipient == Named("GB-CHC-9999999", "Riverside Repair Café")
    assert facts.recipient_kind is RecipientKind.ORGANISATION
    assert facts.programme == "Small ideas"
    assert facts.places == (Place("E05009999", "WD", "Riverside ward"),)


def test_a_grant_to_an_individual_has_no_organisation_as_recipient() -> None:
    facts = read_grant(full_grant(to_individual=True)).facts

    assert facts.recipient_kind is RecipientKind.INDIVIDUAL
    assert facts.recipient is None
    assert facts.recipient_name == "Individual recipient"


def test_an_organisation_without_identifier_is_known_by_its_name() -> None:
    first, second = Named("", "Friends of the Park"), Named("", "friends  of the park ")

    assert first.ref == second.ref
    assert Named("GB-CHC-1", "Friends of the Park").ref == "GB-CHC-1"


@pytest.mark.parametrize(
    ("written", "read"),
    [("Y", "Yes"), ("yes", "Yes"), (True, "Yes"), ("N", "No"), ("no ", "No"), (False, "No")],
)
def test_older_spellings_of_yes_and_no_are_read(written: object, read: str) -> None:
    reading = read_grant(small_grant(fromOpenCall=written))

    assert document(reading)["fromOpenCall"] == read
    assert kinds(reading) == ["from-open-call"]


@pytest.mark.parametrize(
    ("written", "read", "kind"),
    [
        ("05/01/2026", "2026-01-05", "day-first-date"),
        ("5.1.2026", "2026-01-05", "day-first-date"),
        ("05-01-26", "2026-01-05", "day-first-date"),
        ("31/12/1999 00:00", "1999-12-31", "day-first-date"),
        ("05/01/98", "1998-01-05", "day-first-date"),
        ("01/25/2026", "2026-01-25", "month-first-date"),
        ("5 January 2026", "2026-01-05", "date-in-words"),
        ("5th Jan 2026", "2026-01-05", "date-in-words"),
        ("05-Jan-26", "2026-01-05", "date-in-words"),
        ("2026/1/5", "2026-01-05", "date-respelt"),
        ("20260105", "2026-01-05", "date-respelt"),
        ("2026-01-05T00:00:00", "2026-01-05", "date-respelt"),
        ("2026-01-05 14:30+01:00", "2026-01-05T14:30:00+01:00", "date-respelt"),
        (" 2026-01-05 ", "2026-01-05", "date-respelt"),
        (46027, "2026-01-05", "spreadsheet-date"),
    ],
)
def test_dates_are_read_as_people_write_them(written: object, read: str, kind: str) -> None:
    reading = read_grant(small_grant(awardDate=written))

    assert document(reading)["awardDate"] == read
    assert kinds(reading) == [kind]
    assert grant_problems(document(reading)) == []


@pytest.mark.parametrize(
    "written", ["2026-01-05", "2026-01-05T00:00:00Z", "2026-01-05T10:00:00+01:00"]
)
def test_dates_as_the_standard_has_them_stay(written: str) -> None:
    reading = read_grant(small_grant(awardDate=written))

    assert document(reading)["awardDate"] == written
    assert reading.changes == ()
    assert reading.facts.award_date == date(2026, 1, 5)


@pytest.mark.parametrize(
    ("written", "read", "expected"),
    [
        ("12,500", 12500, ["money-with-commas"]),
        ("£12500", 12500, ["money-with-pound-sign"]),
        ("£12,500.50", 12500.5, ["money-with-commas", "money-with-pound-sign"]),
        ("12500 GBP", 12500, ["money-with-pound-sign"]),
        ("12500.00", 12500, ["number-as-text"]),
        (" 1,234,567 ", 1234567, ["money-with-commas"]),
        ("-£500", -500, ["money-with-pound-sign"]),
        (33.333, 33.33, ["fraction-of-a-penny"]),
        (33.335, 33.34, ["fraction-of-a-penny"]),
        (-33.335, -33.34, ["fraction-of-a-penny"]),
        (
            "£1,000.005",
            1000.01,
            ["money-with-commas", "money-with-pound-sign", "fraction-of-a-penny"],
        ),
        (0.1 + 0.2, 0.3, ["fraction-of-a-penny"]),
    ],
)
def test_money_is_read_as_people_write_it(
    written: object, read: float, expected: list[str]
) -> None:
    reading = read_grant(small_grant(amountAwarded=written))

    assert document(reading)["amountAwarded"] == read
    assert reading.facts.amount_pence == round(read * 100)
    assert kinds(reading) == expected


@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_every_amount_of_whole_pence_is_read_exactly_and_unchanged(pence: int) -> None:
    pounds = pence / 100

    reading = read_grant(small_grant(amountAwarded=pounds))

    assert reading.facts.amount_pence == pence
    assert reading.changes == ()


@pytest.mark.parametrize("written", ["12,50", "1,2,3", "£", "about 500", "12.500,00", "1e5", "--5"])
def test_what_is_no_amount_is_rejected_with_its_text(written: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_grant(small_grant(amountAwarded=written))

    assert caught.value.refusal is Refusal.BAD_AMOUNT
    assert caught.value.value == written


def test_spaces_in_identifiers_are_closed_up_and_reported() -> None:
    grant = small_grant(id=" 360G-millbridge-1\u00a0")
    grant["recipientOrganization"][0]["id"] = "GB-CHC- 9999999 "

    reading = read_grant(grant)

    assert reading.facts.identifier == "360G-millbridge-1"
    assert reading.facts.recipient == Named("GB-CHC-9999999", "Riverside Repair Café")
    assert kinds(reading) == ["identifier-with-blanks"] * 2
    assert reading.changes[1].path == ("recipientOrganization", 0, "id")


@pytest.mark.parametrize(
    ("field", "written", "read"),
    [
        ("currency", "gbp", "GBP"),
        ("currency", "£", "GBP"),
        ("locationScope", "local authority", "GLS050"),
        ("regrantType", "frg030", "FRG030"),
    ],
)
def test_codes_in_other_spellings_are_read(field: str, written: str, read: str) -> None:
    reading = read_grant(small_grant(**{field: written}))

    assert document(reading)[field] == read
    assert kinds(reading) == ["code-respelt"]


def test_the_united_kingdom_is_known_by_its_everyday_names() -> None:
    places = [{"countryCode": name} for name in ("UK", "England", "gb", "GB")]

    reading = read_grant(small_grant(beneficiaryLocation=places))

    codes = [place["countryCode"] for place in document(reading)["beneficiaryLocation"]]
    assert codes == ["GB"] * 4
    assert kinds(reading) == ["code-respelt"] * 3


def test_unknown_codes_are_kept_and_reported() -> None:
    place = {"geoCode": "E05009999", "geoCodeType": "PARISHES"}

    reading = read_grant(small_grant(beneficiaryLocation=[place], fromOpenCall="perhaps"))

    assert document(reading)["beneficiaryLocation"] == [place]
    assert document(reading)["fromOpenCall"] == "perhaps"
    assert kinds(reading) == ["unknown-code"] * 2


def test_unknown_fields_are_kept_after_the_known_ones() -> None:
    grant = {"our note": {"deep": [1, None]}, **small_grant()}
    grant["fundingOrganization"][0]["colour"] = "green"

    reading = read_grant(grant)

    assert document(reading) == grant
    assert list(document(reading))[-1] == "our note"
    assert reading.changes == ()


def test_fields_under_older_names_are_found() -> None:
    grant = small_grant()
    grant["fundingOrganisation"] = grant.pop("fundingOrganization")
    grant["Amount Awarded"] = grant.pop("amountAwarded")

    reading = read_grant(grant)

    assert document(reading) == small_grant()
    assert kinds(reading) == ["older-field-name"] * 2


def test_one_organisation_where_a_list_is_wanted_becomes_a_list() -> None:
    grant = small_grant()
    grant["fundingOrganization"] = grant["fundingOrganization"][0]

    reading = read_grant(grant)

    assert document(reading) == small_grant()
    assert kinds(reading) == ["list-of-one"]


def test_an_organisation_given_by_name_alone_is_filed_under_its_name() -> None:
    reading = read_grant(small_grant(fundingOrganization="Millbridge Council"))

    assert reading.facts.funder == Named("", "Millbridge Council")
    assert "name-alone" in kinds(reading)
    assert "required-field-missing" in kinds(reading)


def test_numbers_given_as_text_and_text_given_as_numbers_are_read() -> None:
    grant = small_grant(plannedDates=[{"duration": "12"}])
    grant["recipientOrganization"][0]["charityNumber"] = 9999999

    reading = read_grant(grant)

    assert document(reading)["plannedDates"] == [{"duration": 12}]
    assert document(reading)["recipientOrganization"][0]["charityNumber"] == "9999999"
    assert sorted(kinds(reading)) == ["number-as-text", "text-as-number"]


def test_empty_values_are_left_out_and_a_null_that_may_be_stays() -> None:
    grant = small_grant(amountAppliedFor=None, plannedDates=None, dataSource=None)

    reading = read_grant(grant)

    assert document(reading) == small_grant(dataSource=None)
    assert kinds(reading) == ["empty-value-left-out"] * 2


def test_what_is_not_understood_is_kept_and_reported() -> None:
    grant = small_grant(plannedDates=[{"startDate": "soon"}], amountDisbursed="most of it")

    reading = read_grant(grant)

    assert document(reading) == grant
    assert sorted(kinds(reading)) == ["date-not-understood", "number-not-understood"]


def test_a_grant_without_recipient_or_description_is_read_and_reported() -> None:
    grant = small_grant()
    del grant["recipientOrganization"], grant["description"]

    reading = read_grant(grant)

    missing = [change.path for change in reading.changes]
    assert missing == [("description",), ("recipientOrganization",)]
    assert set(kinds(reading)) == {"required-field-missing"}
    assert reading.facts.recipient_kind is RecipientKind.NOT_SAID


def test_a_grant_with_two_recipients_is_reported_and_filed_under_the_organisation() -> None:
    reading = read_grant(
        small_grant(recipientIndividual={"id": "360G-p", "name": "Individual recipient"})
    )

    assert kinds(reading) == ["two-recipients"]
    assert reading.facts.recipient_kind is RecipientKind.ORGANISATION


def test_a_pound_sign_says_the_currency_where_nothing_else_does() -> None:
    grant = small_grant(amountAwarded="£500")
    del grant["currency"]

    reading = read_grant(grant)

    assert document(reading)["currency"] == "GBP"
    assert "currency-from-pound-sign" in kinds(reading)


def without(name: str) -> dict[str, Any]:
    grant = small_grant()
    del grant[name]
    return grant


@pytest.mark.parametrize(
    ("grant", "refusal"),
    [
        ("a text", Refusal.NOT_A_GROUP),
        (None, Refusal.NOT_A_GROUP),
        ([small_grant()], Refusal.NOT_A_GROUP),
        (without("id"), Refusal.NO_IDENTIFIER),
        (small_grant(id="  "), Refusal.NO_IDENTIFIER),
        (small_grant(id=["x"]), Refusal.NO_IDENTIFIER),
        (small_grant(id="x" * 251), Refusal.IDENTIFIER_TOO_LONG),
        (without("amountAwarded"), Refusal.NO_AMOUNT),
        (small_grant(amountAwarded={}), Refusal.BAD_AMOUNT),
        (small_grant(amountAwarded=1e300), Refusal.AMOUNT_TOO_LARGE),
        (small_grant(amountAwarded=10**40), Refusal.AMOUNT_TOO_LARGE),
        (without("currency"), Refusal.NO_CURRENCY),
        (without("awardDate"), Refusal.NO_DATE),
        (small_grant(awardDate="30/02/2026"), Refusal.BAD_DATE),
        (small_grant(awardDate="2026-02-30"), Refusal.BAD_DATE),
        (small_grant(awardDate="2026"), Refusal.BAD_DATE),
        (without("fundingOrganization"), Refusal.NO_FUNDER),
        (small_grant(fundingOrganization=[]), Refusal.NO_FUNDER),
        (small_grant(fundingOrganization=[{}]), Refusal.NO_FUNDER),
    ],
    ids=lambda value: value.value if isinstance(value, Refusal) else "",
)
def test_what_cannot_be_filed_is_rejected_with_the_reason(grant: object, refusal: Refusal) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_grant(grant)

    assert caught.value.refusal is refusal


def test_halves_of_characters_and_null_bytes_are_replaced_and_reported() -> None:
    reading = read_grant(small_grant(title="a\ud800b", description="c\0d"))

    assert document(reading)["title"] == "a\N{REPLACEMENT CHARACTER}b"
    assert document(reading)["description"] == "cd"
    assert kinds(reading) == ["bad-characters"] * 2


def test_numbers_beyond_64_bits_in_unknown_fields_survive() -> None:
    grant = small_grant(note=10**30)

    assert document(read_grant(grant)) == grant


def test_a_grant_nested_too_deeply_is_rejected() -> None:
    deep: Any = "x"
    for _ in range(300):
        deep = [deep]

    with pytest.raises(UnreadableError) as caught:
        read_grant(small_grant(note=deep))

    assert caught.value.refusal is Refusal.TOO_DEEP


def test_equal_content_has_one_digest_whatever_its_order() -> None:
    grant = full_grant()
    turned = dict(reversed(grant.items()))

    assert read_grant(grant).digest == read_grant(turned).digest
    assert read_grant(grant).digest != read_grant(full_grant() | {"title": "Other"}).digest


def test_reading_what_was_read_changes_nothing_more() -> None:
    messy = small_grant(
        id=" 360G-x ", amountAwarded="£1,000.005", awardDate="5/1/2026", fromOpenCall="Y"
    )

    once = read_grant(messy)
    again = read_grant(document(once))

    assert again.changes == ()
    assert (again.document, again.digest) == (once.document, once.digest)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=400)
@example(name="toIndividualsDetails", value=[[None]])
@given(name=st.sampled_from(sorted(full_grant())), value=json_values)
def test_no_value_of_any_field_breaks_the_reader(name: str, value: object) -> None:
    try:
        reading = read_grant(small_grant(**{name: value}))
    except UnreadableError:
        return  # the one way in which it may decline

    assert read_grant(document(reading)).digest == reading.digest


def test_real_grants_of_an_older_version_lose_nothing(shared_data: Path) -> None:
    path = shared_data / "360giving" / "lloyds-bank-foundation-2010-2015.json"
    grants = json.loads(path.read_bytes())["grants"]

    readings = [read_grant(grant) for grant in grants]

    assert sum(reading.facts.amount_pence for reading in readings) == 115_795_635_69
    reported = [change for reading in readings for change in reading.changes]
    assert sum(change.kind is ChangeKind.FROM_OPEN_CALL for change in reported) == 4_116
    assert sum(change.kind is ChangeKind.REQUIRED_MISSING for change in reported) == 5
    for grant, reading in zip(grants, readings, strict=True):
        expected = grant | {"fromOpenCall": {"Y": "Yes", "N": "No"}[grant["fromOpenCall"]]}
        for organisation in expected["recipientOrganization"]:
            organisation["id"] = organisation["id"].replace(" ", "")
        assert document(reading) == expected


def test_real_grants_of_this_version_are_kept_as_they_are(shared_data: Path) -> None:
    path = shared_data / "360giving" / "power-to-change-2015-2019.json"
    grants = json.loads(path.read_bytes())["grants"]

    readings = [read_grant(grant) for grant in grants]

    assert [document(reading) for reading in readings] == grants
    assert all(reading.changes == () for reading in readings)
    assert sum(reading.facts.amount_pence for reading in readings) == 51_625_696_54


def test_a_mutant_once_read_is_settled() -> None:
    grants = [grant for mutant in mutants(1, 7) for grant in mutant.package["grants"] or ()]
    readings = []
    for grant in grants:
        try:
            readings.append(read_grant(grant))
        except UnreadableError:
            continue

    again = [read_grant(document(reading)) for reading in readings]

    assert len(readings) > 400
    assert [each.document for each in again] == [each.document for each in readings]
