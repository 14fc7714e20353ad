"""What tells who somebody is goes out of a text, and all else stays as it was."""

import pytest
from hypothesis import given, strategies as st

from allotment.kernel.domain.redacting import Redactor, Taken, Wanted, What, mark

MARA = Redactor(
    Wanted(
        names=["Mara O'Brien-Park", "Zoë Łukasz"], others=["Finn Small"],
        personal=["the blue  house"], commercial=["£4.20 a brick"], kept=["Park"],
    )
)  # fmt: skip


def gone(text: str, by: Redactor = MARA) -> list[tuple[What, str]]:
    left, taken = by.redact(text)
    for each in taken:
        assert each.words not in left
    return [(each.what, each.words) for each in taken]


@pytest.mark.parametrize(
    ("text", "what", "words"),
    [
        ("Ask mara o’brien-park.", What.NAME, "mara o’brien-park"),
        ("Ask Mara about it", What.NAME, "Mara"),
        ("Mara's idea", What.NAME, "Mara's"),
        ("by O'Brien, treasurer", What.NAME, "O'Brien"),
        ("by Zoe Łukasz", What.NAME, "Zoe Łukasz"),
        ("by ZOË", What.NAME, "ZOË"),
        ("by Zo\u200b\u00eb", What.NAME, "Zo\u200b\u00eb"),
        ("by Zoe\u0308", What.NAME, "Zoe\u0308"),
        ("by finn\nsmall", What.NAME, "finn\nsmall"),
        ("write to mara.x+y@mail.example.org.", What.EMAIL, "mara.x+y@mail.example.org"),
        ("ring 01632 960 123 now", What.PHONE, "01632 960 123"),
        ("ring (01632) 960123", What.PHONE, "(01632) 960123"),
        ("ring +44 7700 900 982", What.PHONE, "+44 7700 900 982"),
        ("at 3 High St, WX1 4AB", What.POSTCODE, "WX1 4AB"),
        ("at wx14ab", What.POSTCODE, "wx14ab"),
        ("number QQ 12 34 56 C", What.NATIONAL_INSURANCE, "QQ 12 34 56 C"),
        ("sort code 12-34-56", What.BANK, "12-34-56"),
        ("Account no. 12345678", What.BANK, "Account no. 12345678"),
        ("in The Blue House there", What.PERSONAL, "The Blue House"),
        ("at £4.20 a brick", What.COMMERCIAL, "£4.20 a brick"),
    ],
)
def test_what_is_looked_for_is_found(text: str, what: What, words: str) -> None:
    assert gone(text) == [(what, words)]


@pytest.mark.parametrize(
    "text",
    [
        "A small idea in the park", "Small is beautiful", "We mended 01 bicycles on 01.02.2027",
        "It costs £12,400.50 for 3 years", "company 01234567, charity 1136419", "marathon in May",
        "from 2026-11-24 to 2027-01-31", "The Park is open", "",
    ],
)  # fmt: skip
def test_what_tells_nothing_stays(text: str) -> None:
    assert MARA.redact(text) == (text, [])


def test_the_mark_says_which_section_and_the_passage_what_stood_around() -> None:
    left, taken = MARA.redact("Mara pays £4.20 a brick there")

    assert left == f"{mark(What.NAME)} pays {mark(What.COMMERCIAL)} there"
    assert taken[1] == Taken(What.COMMERCIAL, "£4.20 a brick", "Mara pays ", " there")
    assert [each.section for each in taken] == [40, 43]


NAMES = st.from_regex(r"[A-ZÀ-Þ][a-zß-ÿ]{2,8} [A-Z][a-z]{2,8}", fullmatch=True)


@given(st.text(max_size=80), NAMES, st.text(max_size=80))
def test_a_whole_name_never_stays_and_nothing_else_is_lost(
    before: str, name: str, after: str
) -> None:
    text = f"{before} {name} {after}"
    redactor = Redactor(Wanted(others=[name]))

    left, taken = redactor.redact(text)

    assert name not in left
    put_back = left
    for each in taken:
        put_back = put_back.replace(mark(each.what), each.words, 1)
    assert put_back == text or mark(What.NAME) in text
    assert redactor.redact(left)[0] == left


@given(st.text(max_size=80), NAMES, NAMES)
def test_names_added_later_go_as_if_they_had_been_there_from_the_beginning(
    words: str, name: str, other: str
) -> None:
    text = f"{name} {words} {other.split()[0]} {other}"
    common = Redactor(Wanted([other], ["Finn Small"], kept=[name.split()[1]]))

    added = common.with_names([name])

    kept = [name.split()[1]]
    assert added.redact(text) == Redactor(Wanted([other, name], ["Finn Small"], kept=kept)).redact(
        text
    )
    assert common.redact(text) == Redactor(Wanted([other], ["Finn Small"], kept=kept)).redact(text)
