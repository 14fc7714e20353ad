"""Entries, awards and files become rows, with what they carry and what is left out."""

import json
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allotment.evidence.domain.rows import Fact, Row
from allotment.evidence.queries.sources import UnreadableFileError, of_awards, of_calls, of_file
from allotment.fund.domain.questions import Kind
from allotment.fund.models import Call, Entry
from tests.evidence.made import sent_entries
from tests.fund.conftest import close
from tests.people import People
from tests.register.conftest import Importer, bring_in
from tests.register.grants import Grant, full_grant, small_grant
from tests.register.tables import as_csv, as_workbook, row

__all__ = ["bring_in"]

pytestmark = pytest.mark.django_db


def in_file(*grants: Grant) -> BytesIO:
    return BytesIO(json.dumps({"grants": list(grants)}).encode())


def only(call: Call) -> Row:
    (found,) = of_calls([call]).rows
    return found


@pytest.fixture
def picking(open_call: Call) -> Call:
    """A closed call that asks for a partner as an organisation."""
    open_call.questions.filter(meaning="partners").update(kind=Kind.ORGANISATION)
    close(open_call)
    return open_call


def test_answers_go_where_their_meaning_says(people: People, closed_call: Call) -> None:
    sent_entries(
        people, closed_call,
        [{"summary": "We mend.", "duration": "7", "team_size": "12", "partners": "The library"}],
    )  # fmt: skip

    found = only(closed_call)

    assert (found.text, found.partners, found.named) == ("We mend.", "The library", ())
    assert (found.months, found.team, found.asked) == (7.0, 12.0, 100_000)
    assert (found.given, found.score, found.is_public) == (None, None, False)
    assert (found.who, found.is_person) == (people.repair_cafe.name, False)


def test_what_no_question_asks_is_not_carried(people: People, closed_call: Call) -> None:
    sent_entries(people, closed_call, [{"title": "Little"}])

    carried = of_calls([closed_call]).carried

    assert {Fact.TEXT, Fact.MONTHS, Fact.TEAM, Fact.PARTNERS, Fact.ASKED} <= carried
    assert not {Fact.GIVEN, Fact.SCORE, Fact.PROGRAMME} & carried


def test_a_partner_that_was_picked_is_given_by_name(people: People, picking: Call) -> None:
    answer = {"name": "Blue Ark Trust", "org_id": "GB-CHC-1200001"}
    sent_entries(people, picking, [{"partners": answer}, {"partners": {"name": "", "org_id": ""}}])

    picked, none = of_calls([picking]).rows

    assert picked.named == ("Blue Ark Trust",)
    assert "Blue Ark Trust" in picked.partners
    assert (none.named, none.partners) == ((), "")


def test_chosen_kinds_of_partner_stay_words(people: People, open_call: Call) -> None:
    choices = [{"value": "s", "label": "A school"}, {"value": "p", "label": "The police"}]
    open_call.questions.filter(meaning="partners").update(
        kind=Kind.CHOICES, options={"choices": choices}
    )
    close(open_call)
    sent_entries(people, open_call, [{"partners": ["s", "p"]}])

    found = only(open_call)

    assert (found.partners, found.named) == ("A school; The police", ())


def test_what_is_left_out_of_a_call_is_said(people: People, closed_call: Call) -> None:
    made = sent_entries(people, closed_call, [{"title": f"Idea {n}"} for n in range(3)])
    Entry.objects.filter(pk=made[0].pk).update(state="withdrawn")
    Entry.objects.filter(pk=made[1].pk).update(state="ineligible", screening_reason="A sale.")

    found = of_calls([closed_call])

    assert [each.title for each in found.rows] == ["Idea 2"]
    assert [(each.why, each.count) for each in found.left_out] == [
        ("Withdrawn entries", 1), ("Entries that were not eligible", 1),
    ]  # fmt: skip


def test_an_entry_of_a_person_is_of_an_individual_and_names_nobody(
    people: People, closed_call: Call
) -> None:
    made = sent_entries(people, closed_call, [{"title": "Mine"}])
    Entry.objects.filter(pk=made[0].pk).update(organisation=None)

    found = only(closed_call)

    assert (found.who, found.kind, found.is_person) == ("", "individual", True)


def test_nothing_asked_for_is_not_known(people: People, closed_call: Call) -> None:
    made = sent_entries(people, closed_call, [{"title": "Free"}])
    Entry.objects.filter(pk=made[0].pk).update(asked=0)

    assert only(closed_call).asked is None
    assert of_file(in_file(full_grant() | {"amountAppliedFor": 0}), "f").rows[0].asked is None


def test_awards_and_their_file_give_the_same_rows(bring_in: Importer) -> None:
    leeds = {"id": "p", "name": "Leeds", "geoCode": "E08000035", "geoCodeType": "MD"}
    grants = [full_grant(), small_grant(id="360G-m-2", beneficiaryLocation=[leeds])]
    bring_in(*grants)

    rows = of_awards("").rows

    assert rows == of_file(in_file(*grants), "file").rows
    assert (rows[1].council, rows[1].tier) == ("E08000035", "metropolitan")
    assert rows[1].region == "E12000003"
    assert all(each.is_public and not each.is_closed for each in rows)


def test_other_currencies_keep_their_words_without_their_amount() -> None:
    found = of_file(in_file(small_grant(currency="EUR"), small_grant(id="360G-m-2")), "f")

    assert [each.given for each in found.rows] == [None, 125_000]
    assert [each.count for each in found.left_out] == [1]


def test_months_and_what_was_asked_are_carried_where_a_grant_says_them() -> None:
    plain, full = of_file(in_file(small_grant()), "f"), of_file(in_file(full_grant()), "f")

    assert not {Fact.ASKED, Fact.MONTHS} & plain.carried
    assert {Fact.ASKED, Fact.MONTHS} <= full.carried


@pytest.mark.parametrize(
    "content", [as_csv([row()]), as_workbook([row()])], ids=["csv", "xlsx"]
)  # fmt: skip
def test_tables_give_rows(content: bytes) -> None:
    (found,) = of_file(BytesIO(content), "table").rows

    assert (found.key, found.title, found.given) == ("360G-millbridge-1", "Tools", 125_000)


@pytest.mark.parametrize("content", [b"", b"{", b"PK\x03\x04", b"%PDF-1.7"])
def test_a_broken_file_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(UnreadableFileError, match=r"\w+ \w+"):
        of_file(BytesIO(content), "broken")


def test_what_a_file_holds_twice_or_badly_is_said() -> None:
    found = of_file(
        in_file(small_grant(), small_grant(), small_grant(id="x", amountAwarded="much")), "f"
    )

    assert len(found.rows) == 1
    assert [each.count for each in found.left_out] == [1, 1]


def test_fifty_awards_take_as_many_statements_as_one(bring_in: Importer) -> None:
    bring_in(small_grant())
    with CaptureQueriesContext(connection) as one:
        of_awards("")

    bring_in(*[small_grant(id=f"360G-m-{n}") for n in range(49)])
    with CaptureQueriesContext(connection) as fifty:
        found = of_awards("")

    assert (len(found.rows), len(fifty)) == (50, len(one))
