"""What is alike, what came again, and what is new."""

from hypothesis import given, strategies as st

from allotment.evidence.domain.embedding import embedder
from allotment.evidence.domain.likeness import Comparable, alike, comparable, novelty
from allotment.evidence.domain.pairs import Pair, PairKind
from allotment.evidence.domain.rows import Row
from allotment.evidence.readers.weights import read_weights

MENTORS = "Trained mentors meet prisoners at the gate on release and find them lodgings and work"
AT_THE_GATE = (
    "Mentors meet prisoners on release at the prison gate and find lodgings and work for them"
)
GARDEN = "Neighbours plant vegetables and flowers in an orchard behind the village library"
OTHERS = (
    "Debt advisers visit remote farms with a minibus and a laptop",
    "A choir of refugees sings in hospitals and churches at Christmas",
    "Teenagers repair bicycles and give them to families without a car",
)


def heard(*rows: Row) -> Comparable:
    texts = [row.text for row in rows]
    return comparable(rows, embedder([*texts, *OTHERS, GARDEN, MENTORS], read_weights()))


def row(key: str, text: str, who: str, year: int = 2024, funder: str = "Trust") -> Row:
    return Row(key, f"Grant to {who}", text=text, who=who, year=year, funder=funder)


def kinds(pairs: tuple[Pair, ...]) -> list[PairKind]:
    return [each.kind for each in pairs]


def test_a_text_of_another_applicant_is_the_same_whatever_its_layout() -> None:
    rows = [row("a", MENTORS, "Gate"), row("b", f"<p>{MENTORS.upper()}!</p>", "Bridge")]

    assert alike(heard(*rows)) == (Pair("a", "b", 1.0, PairKind.SAME_TEXT),)


def test_other_words_for_it_are_the_same_idea() -> None:
    (pair,) = alike(heard(row("a", MENTORS, "Gate"), row("b", AT_THE_GATE, "Bridge")))

    assert (pair.one, pair.other, pair.kind) == ("a", "b", PairKind.SAME_IDEA)
    assert 0.75 <= pair.likeness < 1


def test_different_ideas_make_no_pair() -> None:
    rows = [row(str(at), text, str(at)) for at, text in enumerate([*OTHERS, GARDEN, MENTORS])]

    assert alike(heard(*rows)) == ()


def test_the_same_work_in_another_year_is_again_and_no_duplicate() -> None:
    rows = [row("a", MENTORS, "Gate", 2023), row("b", MENTORS, "Gate", 2024)]
    later = row("c", AT_THE_GATE, "Gate", 2025)

    assert kinds(alike(heard(*rows))) == [PairKind.AGAIN]
    assert set(kinds(alike(heard(*rows, later)))) == {PairKind.AGAIN}


def test_the_salary_of_one_manager_in_two_years_is_again_by_whatever_texts_are_compared() -> None:
    rows = [row(str(year), "the salary of the Manager", "Gate", year) for year in (2023, 2024)]
    asks_another = row("other", "the salary of the Manager", "Gate", 2024, funder="Council")

    for weights in (read_weights(), None):
        learnt = embedder([*OTHERS, GARDEN, MENTORS], weights)
        (pair,) = alike(comparable([*rows, asks_another], learnt))
        assert (pair.one, pair.other, pair.kind) == ("2023", "2024", PairKind.AGAIN)


def test_the_same_text_twice_in_one_year_is_no_work_going_on() -> None:
    rows = [row("a", MENTORS, "Gate"), row("b", MENTORS, "Gate")]

    assert kinds(alike(heard(*rows))) == [PairKind.SAME_TEXT]


def test_one_applicant_who_asks_two_funders_sent_the_idea_twice() -> None:
    asks = [row("a", MENTORS, "Gate"), row("b", MENTORS, "Gate", funder="Council")]
    other = row("b", AT_THE_GATE, "Gate", funder="Council")

    assert kinds(alike(heard(*asks))) == [PairKind.SAME_TEXT]
    assert kinds(alike(heard(asks[0], other))) == [PairKind.SAME_IDEA]


def test_people_without_a_name_are_different_applicants() -> None:
    rows = [row("a", MENTORS, "", 2023), row("b", MENTORS, "", 2024)]

    assert kinds(alike(heard(*rows))) == [PairKind.SAME_TEXT]


def test_the_salary_of_a_manager_is_nobodys_copy() -> None:
    rows = [row(str(at), "the salary of the Centre Manager", f"Who {at}") for at in range(5)]

    assert alike(heard(*rows)) == ()


def test_copies_are_paired_with_the_first() -> None:
    rows = [row(f"{at:03}", MENTORS, f"Who {at}") for at in range(300)]

    pairs = alike(heard(*rows))

    assert len(pairs) == 299
    assert {each.one for each in pairs} == {"000"}


@given(st.lists(st.sampled_from(["", "a", MENTORS, AT_THE_GATE, GARDEN, *OTHERS]), max_size=8))
def test_a_pair_is_named_once_and_nothing_is_like_itself(texts: list[str]) -> None:
    pairs = alike(heard(*[row(str(at), text, "") for at, text in enumerate(texts)]))

    assert all(each.one < each.other and 0 <= each.likeness <= 1 for each in pairs)
    assert len({(each.one, each.other) for each in pairs}) == len(pairs)


def test_what_is_least_like_anything_earlier_comes_first() -> None:
    new = [row("garden", GARDEN, "A"), row("gate", AT_THE_GATE, "B")]
    earlier = [row("old", MENTORS, "C", 2019), row("debt", OTHERS[0], "D", 2019)]
    learnt = embedder([*OTHERS, GARDEN, MENTORS, AT_THE_GATE], read_weights())

    first, second = novelty(comparable(new, learnt), comparable(earlier, learnt))

    assert (first.key, second.key, second.nearest) == ("garden", "gate", "old")
    assert first.likeness < 0.4 < second.likeness


def test_before_the_first_all_is_new() -> None:
    (only,) = novelty(heard(row("a", MENTORS, "Gate")), heard())

    assert (only.nearest, only.likeness) == ("", 0)


def test_a_row_is_not_its_own_forerunner() -> None:
    both = heard(row("a", MENTORS, "Gate"), row("b", GARDEN, "Gate"))

    assert [(each.key, each.nearest) for each in novelty(both, both)] == [("a", "b"), ("b", "a")]


def test_what_says_too_little_is_not_called_new() -> None:
    told = heard(row("a", "the salary of the manager", "Gate"), row("b", GARDEN, "Gate"))

    assert [each.key for each in novelty(told, heard(row("c", MENTORS, "Gate")))] == ["b"]


def test_a_copy_of_what_came_earlier_is_not_new() -> None:
    told = heard(*[row(str(at), MENTORS, f"Who {at}") for at in range(5)])

    found = novelty(told, told)

    assert [each.likeness for each in found] == [1, 1, 1, 1, 1]
    assert all(each.key != each.nearest for each in found)
