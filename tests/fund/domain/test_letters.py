import pytest
from hypothesis import given, strategies as st

from allotment.fund.domain.letters import (
    FIELDS,
    LETTERS,
    NOT_ELIGIBLE,
    LetterError,
    check_letter,
    fields_in,
    sample_values,
    write_letter,
)
from allotment.fund.domain.moves import Outcome

VALUES = sample_values()


def told(template: str) -> list[str]:
    return [str(sentence) for sentence in check_letter(template)]


def test_fields_are_put_in_by_name() -> None:
    written = write_letter("Dear {applicant}, here is { amount }.", VALUES)

    assert written == "Dear Robin Fairweather, here is £1,000."


def test_an_unknown_field_is_named_with_those_there_are() -> None:
    (sentence,) = told("Dear {aplicant}, about {entry}")

    assert sentence.startswith("There is no field {aplicant}. You can use: {applicant}, ")


@pytest.mark.parametrize(
    "hostile",
    ["{applicant.__class__}", "{applicant!r}", "{0}", "{}", "{applicant:>9999999}", "{{{{x}"],
)
def test_a_template_reaches_nothing_but_its_fields(hostile: str) -> None:
    assert told(hostile) != []
    with pytest.raises(LetterError):
        write_letter(hostile, VALUES)


@pytest.mark.parametrize("stray", ["Dear {applicant", "a } b", "{\namount}", "{a{amount}"])
def test_a_stray_brace_is_found(stray: str) -> None:
    assert "A curly bracket has no partner. Close it, as in {amount}, or type it twice." in told(
        stray
    )


def test_braces_are_written_by_doubling_them() -> None:
    assert write_letter("{{amount}} is {amount}", VALUES) == "{amount} is £1,000"


def test_what_is_put_in_is_never_read_as_a_template() -> None:
    values = {**VALUES, "reason": "We like {amount} and {applicant.__class__}, }{"}

    assert write_letter("{reason}", values) == values["reason"]


@given(st.dictionaries(st.sampled_from(list(FIELDS)), st.text(min_size=1)))
def test_any_value_comes_through_as_it_is(values: dict[str, str]) -> None:
    for name, value in values.items():
        if value.strip():
            assert write_letter(f"<{{{name}}}>", values) == f"<{value.strip()}>"


def test_a_paragraph_of_nothing_but_empty_fields_is_left_out() -> None:
    template = "First.\n\n{feedback}\n\n{conditions} {organisation}\n\nLast."

    assert write_letter(template, {}) == "First.\n\nLast."
    assert write_letter(template, {"feedback": "Well done."}) == "First.\n\nWell done.\n\nLast."


def test_a_field_that_must_say_something_stops_the_letter() -> None:
    with pytest.raises(LetterError, match=r"nothing to put in place of \{reason\}"):
        write_letter("Because {reason}", {**VALUES, "reason": " "})


def test_an_empty_or_endless_letter_is_refused() -> None:
    assert told(" \n") == ["Write the letter."]
    assert told("a" * 20_001) == ["The letter is too long. Shorten it to 20,000 characters."]


def test_fields_are_listed_once_in_order() -> None:
    assert fields_in("{entry} {amount} {entry} {nonsense}") == ("entry", "amount", "nonsense")


@pytest.mark.parametrize("outcome", Outcome)
def test_there_is_a_letter_to_start_from_for_each_outcome(outcome: Outcome) -> None:
    letter = LETTERS[outcome]

    written = write_letter(letter.body, VALUES)

    assert VALUES["applicant"] in written
    assert VALUES["reason"] in written
    assert "{" not in written
    assert fields_in(letter.subject) == ()
    assert ("{amount}" in letter.body) == (outcome is Outcome.FUND)
    assert ("{appeal}" in letter.body) == (outcome is not Outcome.FUND)


def test_an_offer_without_feedback_or_conditions_reads_on() -> None:
    values = {**VALUES, "feedback": "", "conditions": ""}

    assert "\n\n\n" not in write_letter(LETTERS[Outcome.FUND].body, values)


def test_an_entry_outside_the_rules_gets_a_letter_with_the_rule_and_an_appeal() -> None:
    written = write_letter(NOT_ELIGIBLE.body, VALUES)

    assert VALUES["reason"] in written
    assert VALUES["appeal"] in written
