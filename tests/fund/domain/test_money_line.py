from hypothesis import given, strategies as st

from allotment.fund.domain.money_line import Side, draw_line
from allotment.fund.domain.ranking import Criterion, Ranked, Sheet, rank

MERIT = (Criterion("merit", highest=10),)


def ranked(**scores: int | None) -> tuple[Ranked, ...]:
    return rank(MERIT, {key: [Sheet("amina", {"merit": s})] for key, s in scores.items()})


def test_the_line_comes_before_the_first_entry_that_cannot_be_paid_in_full() -> None:
    line = draw_line(ranked(a=9, b=8, c=7, d=6), {"a": 500, "b": 400, "c": 300, "d": 50}, 1000)

    assert line.above == ("a", "b")
    assert (line.spent, line.left) == (900, 100)
    assert [one.side for one in line.placed] == [
        Side.ABOVE,
        Side.ABOVE,
        Side.BELOW,
        Side.STILL_FITS,
    ]
    assert line.still_fits == ("d",)
    assert line.left_at_last == 50


def test_running_totals_go_down_the_whole_list() -> None:
    line = draw_line(ranked(a=9, b=8, c=7), {"a": 500, "b": 400, "c": 300}, 600)

    assert [one.running_total for one in line.placed] == [500, 900, 1200]


def test_money_that_pays_for_everything_leaves_nothing_below_the_line() -> None:
    line = draw_line(ranked(a=9, b=8), {"a": 500, "b": 500}, 1000)

    assert line.above == ("a", "b")
    assert line.left == line.left_at_last == 0


def test_no_money_pays_for_nothing() -> None:
    line = draw_line(ranked(a=9), {"a": 1}, 0)

    assert line.above == line.still_fits == ()


def test_a_line_between_equals_is_pointed_out() -> None:
    amounts = {"a": 500, "b": 500, "c": 500, "d": 500}

    between_equals = draw_line(ranked(a=9, b=8, c=8, d=7), amounts, 1000)
    after_equals = draw_line(ranked(a=9, b=8, c=8, d=7), amounts, 1500)

    assert between_equals.tied_at_the_line == ("b", "c")
    assert after_equals.tied_at_the_line == ()


def test_an_entry_nobody_could_judge_is_never_paid_for_by_the_line() -> None:
    line = draw_line(ranked(a=9, z=None), {"a": 500, "z": 100}, 1000)

    assert line.placed[-1].side is Side.UNJUDGED
    assert line.left_at_last == 500


@given(
    st.dictionaries(
        st.text("abcdefgh", min_size=1, max_size=2),
        st.tuples(st.none() | st.integers(0, 10), st.integers(1, 1000)),
    ),
    st.integers(0, 5000),
)
def test_the_line_never_spends_more_than_there_is(
    entries: dict[str, tuple[int | None, int]], available: int
) -> None:
    rows = ranked(**{key: score for key, (score, _amount) in entries.items()})
    amounts = {key: amount for key, (_score, amount) in entries.items()}

    line = draw_line(rows, amounts, available)

    assert line.spent + line.left == available
    assert 0 <= line.left_at_last <= line.left
    assert line.above == tuple(one.entry for one in rows)[: len(line.above)]
    for one in line.placed:
        if one.side is Side.BELOW:
            assert one.amount > line.left_at_last
