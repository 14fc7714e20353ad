"""Partners of a row are the kinds and the organisations that its texts name beside itself."""

import pytest
from hypothesis import given, strategies as st

from allotment.evidence.domain.names import Known, PartnerKind
from allotment.evidence.domain.partners import MOST, Mention, kind_of_name, mentions_of
from allotment.evidence.domain.rows import Row

LEEDS = Known("E1", "Leeds", PartnerKind.COUNCIL)
SPARKLE = Known("C1", "Sparkle Arts", PartnerKind.THIRD_SECTOR)
KNOWN = (LEEDS, SPARKLE)


def kinds(row: Row) -> set[PartnerKind]:
    return {each.kind for each in mentions_of([row], KNOWN, {})}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("Local volunteers", PartnerKind.VOLUNTEERS),
        ("Two charities", PartnerKind.THIRD_SECTOR),
        ("the county council", PartnerKind.COUNCIL),
        ("NHS and others", PartnerKind.HEALTH),
        ("West Yorkshire Police", PartnerKind.POLICE),
        ("primary schools", PartnerKind.SCHOOL),
        ("the university", PartnerKind.UNIVERSITY),
        ("shops and firms", PartnerKind.BUSINESS),
        ("churches", PartnerKind.FAITH),
        ("the residents’ association", PartnerKind.RESIDENTS),
        ("the lottery", PartnerKind.FUNDER),
        ("Jobcentre Plus", PartnerKind.GOVERNMENT),
    ],
)
def test_kinds_are_read_from_the_answer_who_else_took_part(answer: str, kind: PartnerKind) -> None:
    assert kind in kinds(Row("1", "Entry", partners=answer))


def test_elsewhere_a_kind_counts_only_in_a_sentence_about_working_together() -> None:
    assert kinds(Row("1", "Entry", "Schools are closed. We are partners.")) == set()
    assert kinds(Row("1", "Entry", "We ran it in partnership with schools.")) == {
        PartnerKind.SCHOOL
    }


def test_volunteers_count_wherever_they_are_spoken_of() -> None:
    assert kinds(Row("1", "Entry", "Volunteers poured tea.")) == {PartnerKind.VOLUNTEERS}


def test_a_known_organisation_counts_wherever_it_is_named_with_its_sentence() -> None:
    row = Row("1", "Entry", "It began. The hall was lent by Sparkle Arts. It ended.")

    assert mentions_of([row], KNOWN, {}) == (
        Mention(
            "1",
            "C1",
            "Sparkle Arts",
            PartnerKind.THIRD_SECTOR,
            "The hall was lent by Sparkle Arts.",
        ),
    )


def test_a_known_name_is_not_also_a_mention_of_its_kind() -> None:
    found = mentions_of([Row("1", "Entry", partners="Leeds City Council")], KNOWN, {})

    assert [(each.ref, each.kind) for each in found] == [("E1", PartnerKind.COUNCIL)]


def test_applicant_and_funder_are_no_partners_of_their_own() -> None:
    text = "Leeds City Council worked in partnership with Sparkle Arts."

    by_name = Row("1", "Entry", text, who="Leeds City Council", funder="Sparkle Arts")
    by_ref = Row("1", "Entry", text, who_ref="E1", funder="Sparkle Arts Ltd")

    assert mentions_of([by_name, by_ref], KNOWN, {}) == ()


def test_an_unknown_applicants_own_name_tells_of_no_kind() -> None:
    row = Row("1", "Entry", "Fen Schools work in partnership.", who="Fen Schools")

    assert kinds(row) == set()


def test_each_partner_of_a_row_is_named_once_by_the_first_sentence() -> None:
    row = Row("1", "Entry", partners="Volunteers came. Other volunteers left.")

    (found,) = mentions_of([row], KNOWN, {})

    assert found.sentence == "Volunteers came."


def test_listed_names_are_matched_or_kept_as_they_were_given() -> None:
    row = Row("1", "Entry", who="Fen Trust")
    listed = {"1": ["Sparkle Arts Ltd", " Fen  Academy School ", "fen trust", "Zyx", ""]}

    found = mentions_of([row], KNOWN, listed)

    assert [(each.ref, each.name, each.kind) for each in found] == [
        ("C1", "Sparkle Arts", PartnerKind.THIRD_SECTOR),
        ("", "Fen Academy School", PartnerKind.SCHOOL),
        ("", "Zyx", PartnerKind.OTHER),
    ]


def test_a_list_of_members_is_cut() -> None:
    listed = {"1": [f"Body {number}" for number in range(100)]}

    assert len(mentions_of([Row("1", "Entry")], KNOWN, listed)) == MOST


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Leeds City Council", PartnerKind.COUNCIL),
        ("Leeds Council for Voluntary Service", PartnerKind.THIRD_SECTOR),
        ("St Mary's Church School", PartnerKind.SCHOOL),
        ("University Hospital", PartnerKind.HEALTH),
        ("Zyx", PartnerKind.OTHER),
    ],
)
def test_a_name_tells_of_the_kind_of_body(name: str, kind: PartnerKind) -> None:
    assert kind_of_name(name) == kind


@given(st.text(max_size=200))
def test_any_text_can_be_read_and_gives_the_same_again(text: str) -> None:
    row = Row("1", "Entry", text, partners=text)

    assert mentions_of([row], KNOWN, {}) == mentions_of([row], KNOWN, {})
