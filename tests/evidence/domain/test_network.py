"""The network shows who is named together, and each name has its own line."""

from itertools import combinations

import pytest
from hypothesis import given, strategies as st

from allotment.evidence.domain.names import PartnerKind
from allotment.evidence.domain.network import MOST, Network, network
from allotment.evidence.domain.partners import Mention
from allotment.evidence.domain.rows import Row

KINDS = list(PartnerKind)


def kind(row: str, of: PartnerKind) -> Mention:
    return Mention(row, "", "", of, "So they say.")


def body(row: str, name: str, of: PartnerKind = PartnerKind.THIRD_SECTOR) -> Mention:
    return Mention(row, f"ref-{name}", name, of, "So they say.")


def keys(found: Network) -> set[str]:
    return {each.key for each in found.nodes}


def test_nobody_makes_an_empty_network() -> None:
    assert network([], []) == Network((), (), 0, 0)
    assert network([Row("1", "Entry")], []) == Network((), (), 0, 0)


def test_what_is_named_in_one_row_is_joined_and_counted_over_rows() -> None:
    rows = [Row("1", "Entry"), Row("2", "Entry")]
    mentions = [
        kind("1", PartnerKind.VOLUNTEERS),
        body("1", "Fen"),
        kind("2", PartnerKind.VOLUNTEERS),
        body("2", "Fen"),
        kind("2", PartnerKind.POLICE),
    ]

    found = network(rows, mentions)

    assert {each.key: each.count for each in found.nodes} == {
        "volunteers": 2,
        "ref-Fen": 2,
        "police": 1,
    }
    assert [(each.one, each.other, each.count) for each in found.edges] == [
        ("ref-Fen", "volunteers", 2),
        ("police", "ref-Fen", 1),
        ("police", "volunteers", 1),
    ]
    assert (found.rows, found.left_out) == (2, 0)


def test_an_organisation_is_not_joined_to_its_own_kind() -> None:
    found = network(
        [Row("1", "Entry")], [kind("1", PartnerKind.POLICE), body("1", "Force", PartnerKind.POLICE)]
    )

    assert found.edges == ()


def test_an_applicant_is_joined_to_the_organisations_that_it_names() -> None:
    row = Row("1", "Entry", who="Fen Borough Council", who_ref="E9", is_public=True)

    found = network([row], [body("1", "Sparkle")])

    assert {(each.key, each.kind) for each in found.nodes} == {
        ("E9", PartnerKind.COUNCIL),
        ("ref-Sparkle", PartnerKind.THIRD_SECTOR),
    }
    assert [(each.one, each.other) for each in found.edges] == [("E9", "ref-Sparkle")]


@pytest.mark.parametrize(
    "row",
    [
        Row("1", "Entry", who="Fen Trust", is_public=False),
        Row("1", "Entry", who="A Person", is_public=True, is_person=True),
        Row("1", "Entry", who="", is_public=True),
    ],
)
def test_an_applicant_that_is_not_public_or_is_an_individual_is_never_named(row: Row) -> None:
    assert keys(network([row], [body("1", "Sparkle")])) == {"ref-Sparkle"}


def test_rows_that_are_left_out_bring_no_names() -> None:
    rows = [Row("1", "Entry")]

    assert keys(network(rows, [body("1", "Shown"), body("2", "Hidden")])) == {"ref-Shown"}


def test_kinds_stand_on_the_left_and_organisations_on_the_right() -> None:
    found = network([Row("1", "Entry")], [kind("1", PartnerKind.POLICE), body("1", "Fen")])

    assert {each.key: each.is_left for each in found.nodes} == {"police": True, "ref-Fen": False}


def test_organisations_alone_stand_on_both_sides() -> None:
    found = network([Row("1", "Entry")], [body("1", "Fen"), body("1", "Dale")])

    assert [each.is_left for each in found.nodes] == [True, False]


def test_only_the_most_connected_are_drawn_and_the_others_counted() -> None:
    rows = [Row(str(number), "Entry") for number in range(50)]
    mentions = [body(row.key, f"Body {row.key}") for row in rows]
    mentions += [kind(row.key, PartnerKind.VOLUNTEERS) for row in rows]

    found = network(rows, mentions)

    assert len(found.nodes) == MOST
    assert found.left_out == 51 - MOST
    assert "volunteers" in keys(found)


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 60), st.sampled_from(KINDS)), max_size=150)
)
def test_every_name_has_its_own_line_and_every_edge_its_nodes(
    named: list[tuple[int, int, PartnerKind]],
) -> None:
    rows = [Row(str(number), "Entry") for number in range(10)]
    mentions = [
        body(str(row), f"Body {number}", of) if number > 20 else kind(str(row), of)
        for row, number, of in named
    ]

    found = network(rows, mentions)

    assert found == network(rows, mentions)
    assert all(0 <= each.x <= 1 and 0 <= each.y <= 1 for each in found.nodes)
    for one, other in combinations(found.nodes, 2):
        assert one.is_left != other.is_left or abs(one.y - other.y) > 1 / (MOST + 1)
    assert {key for edge in found.edges for key in (edge.one, edge.other)} <= keys(found)
