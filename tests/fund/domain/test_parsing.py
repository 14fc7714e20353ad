import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, strategies as st

from allotment.fund.domain.answers import Answer, Raw, format_answer
from allotment.fund.domain.parsing import LONG_TEXT_KEPT, parse_answer
from allotment.fund.domain.questions import Choice, Kind, Question

PLACES = (Choice("park", "In a park"), Choice("shop", "In a shop"), Choice("hall", "In a hall"))


def question(kind: Kind, **settings: Any) -> Question:
    settings.setdefault("short", "Answer")
    if kind in (Kind.CHOICE, Kind.CHOICES):
        settings.setdefault("choices", PLACES)
    return Question("key", kind, "What is the answer?", **settings)


def told(answer: Answer) -> list[str]:
    return [str(problem.sentence) for problem in answer.problems]


def codes(answer: Answer) -> list[str]:
    return [problem.code.value for problem in answer.problems]


RAW: st.SearchStrategy[Raw] = st.one_of(
    st.none(),
    st.text(),
    st.lists(st.text(), max_size=5),
    st.dictionaries(st.sampled_from(["day", "month", "year", "text", "code", "name"]), st.text()),
)


@pytest.mark.parametrize(
    ("kind", "typed", "value", "shown"),
    [
        (Kind.SHORT_TEXT, "  Repair\n café ", "Repair café", "Repair café"),
        (Kind.LONG_TEXT, "One.\r\n\r\nTwo. ", "One.\n\nTwo.", "One.\n\nTwo."),
        (Kind.NUMBER, "1,200", 1200, "1,200"),
        (Kind.NUMBER, "12.0", 12, "12"),
        (Kind.NUMBER, "−3", -3, "-3"),
        (Kind.MONEY, "£1,240", 124000, "£1,240"),
        (Kind.MONEY, "99.50", 9950, "£99.50"),
        (Kind.DATE, "2/3/2026", "2026-03-02", "2 March 2026"),
        (Kind.DATE, {"day": "2", "month": "3", "year": "2026"}, "2026-03-02", "2 March 2026"),
        (Kind.CHOICE, "shop", "shop", "In a shop"),
        (Kind.CHOICES, ["hall", "park", "hall"], ["park", "hall"], "In a park; In a hall"),
        (Kind.YES_NO, "yes", True, "Yes"),
        (Kind.YES_NO, "no", False, "No"),
        (Kind.FILE, "h7k2mq9xw3ab", ["h7k2mq9xw3ab"], "h7k2mq9xw3ab"),
        (Kind.PLACE, "ZZ1 1AA", {"text": "ZZ1 1AA", "code": ""}, "ZZ1 1AA"),
        (
            Kind.PLACE,
            {"text": "Wexcombe", "code": "E07000999"},
            {"text": "Wexcombe", "code": "E07000999"},
            "Wexcombe (E07000999)",
        ),
        (
            Kind.ORGANISATION,
            {"name": "Mend It", "org_id": "GB-CHC-1136419"},
            {"name": "Mend It", "org_id": "GB-CHC-1136419"},
            "Mend It (GB-CHC-1136419)",
        ),
        (Kind.ORGANISATION, "Mend It", {"name": "Mend It", "org_id": ""}, "Mend It"),
        (Kind.DECLARATION, "on", True, "Agreed"),
    ],
)
def test_an_answer_is_read_and_written_out(
    kind: Kind, typed: Raw, value: object, shown: str
) -> None:
    asked = question(kind, word_limit=50 if kind is Kind.LONG_TEXT else None)

    answer = parse_answer(asked, typed)

    assert told(answer) == []
    assert answer.value == value
    assert format_answer(asked, answer.value) == shown


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (Kind.SHORT_TEXT, "Answer: enter an answer."),
        (Kind.LONG_TEXT, "Answer: enter an answer."),
        (Kind.NUMBER, "Answer: enter a number."),
        (Kind.MONEY, "Answer: enter an amount in pounds."),
        (Kind.DATE, "Answer: enter a date."),
        (Kind.CHOICE, "Answer: choose one."),
        (Kind.CHOICES, "Answer: choose at least one."),
        (Kind.YES_NO, "Answer: choose yes or no."),
        (Kind.FILE, "Answer: add a file."),
        (Kind.PLACE, "Answer: enter a place or a postcode."),
        (Kind.ORGANISATION, "Answer: enter the name of the organisation."),
        (Kind.DECLARATION, "Answer: tick the box to agree."),
    ],
)
@pytest.mark.parametrize("nothing", [None, "", " \n\x00", [], ["", " "], {}])
def test_a_gap_stops_a_submission_but_not_a_draft(kind: Kind, sentence: str, nothing: Raw) -> None:
    required = parse_answer(question(kind), nothing)
    optional = parse_answer(question(kind, required=False), nothing)

    assert told(required) == [sentence]
    assert (required.is_ready, required.can_be_kept) == (False, True)
    assert required.draft_problems == ()
    assert optional.is_ready
    assert optional.value is None
    assert format_answer(question(kind), optional.value) == ""


def test_an_answer_above_its_word_limit_is_kept_and_pointed_out() -> None:
    asked = question(Kind.LONG_TEXT, word_limit=5)

    answer = parse_answer(asked, "six words are one too many")

    assert told(answer) == ["Answer: 6 words is too many. Shorten it to 5."]
    assert answer.value == answer.typed == "six words are one too many"
    assert answer.can_be_kept
    assert not answer.is_ready
    assert parse_answer(asked, "five words are just right").is_ready


def test_leaving_out_the_spaces_does_not_get_round_a_word_limit() -> None:
    answer = parse_answer(question(Kind.LONG_TEXT, word_limit=20), "word," * 61)

    assert told(answer) == ["Answer: 305 characters is too many. Shorten it to 300."]


def test_a_megabyte_is_refused_in_a_draft_too_and_shown_again() -> None:
    typed = "a" * 1_000_000

    answer = parse_answer(question(Kind.LONG_TEXT, word_limit=150), typed)

    assert told(answer) == [
        "Answer: this is too long to be saved. Shorten it to 60,000 characters."
    ]
    assert not answer.can_be_kept
    assert answer.typed == typed


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.LONG_TEXT])
def test_no_kind_of_question_takes_a_megabyte(kind: Kind) -> None:
    assert not parse_answer(question(kind), "1" * 1_000_000).can_be_kept


@pytest.mark.parametrize("kind", [Kind.CHOICES, Kind.FILE])
def test_no_kind_of_question_takes_a_million_options(kind: Kind) -> None:
    assert not parse_answer(question(kind), ["park"] * 1_000_000).can_be_kept


def test_hostile_signs_are_taken_out_before_anything_is_kept() -> None:
    answer = parse_answer(question(Kind.SHORT_TEXT), "<b>x</b>\x00\u202e \ud800 & y")

    assert answer.typed == "<b>x</b>  & y"
    assert answer.value == "<b>x</b> & y"
    assert json.dumps(answer.value).encode("utf-8")


def test_html_stays_text_when_written_out() -> None:
    asked = question(Kind.SHORT_TEXT)

    assert format_answer(asked, "<script>1</script>") == "<script>1</script>"


@pytest.mark.parametrize(
    ("kind", "having", "typed", "sentence"),
    [
        (Kind.SHORT_TEXT, {}, "a" * 251, "Answer: 251 characters is too many. Shorten it to 250."),
        (Kind.NUMBER, {}, "a dozen", "Answer: enter a number, like 12."),
        (Kind.NUMBER, {}, "1e9", "Answer: enter a number, like 12."),
        (Kind.NUMBER, {}, "2.5", "Answer: enter a whole number, like 12."),
        (
            Kind.NUMBER,
            {"decimals": 1},
            "2.55",
            "Answer: after the point, leave at most this many digits: 1.",
        ),
        (Kind.NUMBER, {"lowest": 1}, "0", "Answer: enter 1 or more."),
        (Kind.NUMBER, {"highest": 2000}, "2001", "Answer: enter 2,000 or less."),
        (Kind.MONEY, {}, "loads", "Answer: enter an amount in pounds, like £1,240."),
        (Kind.MONEY, {"lowest": 50_000}, "499.99", "Answer: enter £500 or more."),
        (Kind.MONEY, {"highest": 5_000_000}, "50001", "Answer: enter £50,000 or less."),
        (Kind.DATE, {}, "31 2 2026", "Answer: enter a real date, like 2 3 2026."),
        (
            Kind.DATE,
            {"earliest": date(2026, 4, 1)},
            "31 3 2026",
            "Answer: the date must not be before 1 April 2026.",
        ),
        (
            Kind.DATE,
            {"latest": date(2026, 4, 1)},
            "2 4 2026",
            "Answer: the date must not be after 1 April 2026.",
        ),
        (Kind.CHOICE, {}, "moon", "Answer: choose from the options shown."),
        (Kind.CHOICES, {}, ["park", "moon"], "Answer: choose from the options shown."),
        (Kind.CHOICES, {"most": 1}, ["park", "shop"], "Answer: choose at most 1."),
        (Kind.YES_NO, {}, "maybe", "Answer: choose yes or no."),
        (Kind.DECLARATION, {}, "no", "Answer: tick the box to agree."),
        (Kind.FILE, {}, "../../etc/passwd", "Answer: add the file again."),
        (Kind.FILE, {}, ["a1", "b2"], "Answer: the number of files must not be above 1."),
        (
            Kind.ORGANISATION,
            {},
            {"name": "Mend It", "org_id": "1136419"},
            "Answer: enter an organisation’s identifier like GB-CHC-1136419, or leave it out.",
        ),
        (
            Kind.ORGANISATION,
            {},
            {"name": "", "org_id": "GB-CHC-1136419"},
            "Answer: enter the name of the organisation.",
        ),
        (
            Kind.PLACE,
            {},
            "x" * 251,
            "Answer: 251 characters is too many. Shorten it to 250.",
        ),
    ],
)
def test_what_is_wrong_is_said_with_how_to_correct_it(
    kind: Kind, having: dict[str, Any], typed: Raw, sentence: str
) -> None:
    answer = parse_answer(question(kind, **having), typed)

    assert told(answer) == [sentence]
    assert answer.can_be_kept


def test_a_number_may_have_the_decimals_its_question_allows() -> None:
    asked = question(Kind.NUMBER, decimals=2)

    assert parse_answer(asked, "12.50").value == "12.5"
    assert parse_answer(asked, "-0.25").value == "-0.25"
    assert format_answer(asked, "1234.5") == "1,234.5"


def test_a_code_that_is_no_code_is_not_believed() -> None:
    answer = parse_answer(question(Kind.PLACE), {"text": "Wexcombe", "code": "DROP TABLE"})

    assert answer.value == {"text": "Wexcombe", "code": ""}


def test_an_answer_is_written_in_the_readers_language() -> None:
    welsh = {"Yes": "Ydw", "March": "Mawrth"}.__getitem__

    assert format_answer(question(Kind.YES_NO), True, welsh) == "Ydw"
    assert format_answer(question(Kind.DATE), "2026-03-02", welsh) == "2 Mawrth 2026"


@given(st.sampled_from(Kind), RAW)
def test_nothing_that_can_be_sent_breaks_the_reading(kind: Kind, raw: Raw) -> None:
    asked = question(kind, word_limit=10, most=2)

    answer = parse_answer(asked, raw)

    json.dumps([answer.typed, answer.value]).encode("utf-8")
    assert answer.is_ready == (answer.problems == ())
    assert isinstance(format_answer(asked, answer.value), str)


@given(st.sampled_from(Kind), RAW)
def test_what_was_kept_reads_the_same_again(kind: Kind, raw: Raw) -> None:
    asked = question(kind, word_limit=10)

    once = parse_answer(asked, raw)

    assert parse_answer(asked, once.typed) == once


@given(st.text())
def test_no_word_of_a_text_is_lost(text: str) -> None:
    answer = parse_answer(question(Kind.LONG_TEXT, word_limit=3000), text)

    assert len(text) < LONG_TEXT_KEPT
    assert answer.value is None or (
        isinstance(answer.typed, str) and answer.value == answer.typed.strip()
    )
