import re
from collections import Counter
from collections.abc import Iterator

import pytest

from allotment.fund.domain.questions import Kind, Meaning, Question, check_question, check_questions
from allotment.fund.domain.receipt import new_reference
from allotment.fund.domain.templates import TEMPLATES, CallTemplate, template, translated
from allotment.fund.domain.words import word_count

#: Pence; Subsidy Control Act 2022, section 36.
MINIMAL_FINANCIAL_ASSISTANCE = 31_500_000


SMALL_IDEAS, INVEST_TO_SAVE = TEMPLATES

each_template = pytest.mark.parametrize("form", TEMPLATES, ids=lambda one: one.key)


def texts(form: CallTemplate) -> Iterator[str]:
    yield from (form.name, form.description, form.title, form.summary)
    yield from (form.purpose, form.who_may_enter)
    for section in form.sections:
        yield from (section.title, section.intro)
        for question in section.questions:
            yield from (question.text, question.short, question.guidance, question.unit)
            yield from (choice.label for choice in question.choices)
    for criterion in form.criteria:
        yield from (criterion.name, criterion.asks, *criterion.descriptors)


def question(form: CallTemplate, key: str) -> Question:
    return next(one for one in form.questions if one.key == key)


@each_template
def test_its_questions_can_be_put_to_people(form: CallTemplate) -> None:
    problems = [str(p) for one in form.questions for p in check_question(one)]

    assert problems == []
    assert check_questions(form.questions) == ()
    assert len({section.key for section in form.sections}) == len(form.sections)


@each_template
def test_it_asks_for_what_a_call_needs(form: CallTemplate) -> None:
    amount = question(form, form.amount_question)

    assert question(form, form.title_question).kind is Kind.SHORT_TEXT
    assert amount.kind is Kind.MONEY
    assert (amount.lowest, amount.highest) == (form.smallest_award, form.largest_award)
    assert form.total_on_offer >= form.largest_award
    assert new_reference(form.reference_prefix)


@each_template
def test_every_meaning_is_asked_for(form: CallTemplate) -> None:
    assert {one.meaning for one in form.questions} - {None} == set(Meaning)


@each_template
def test_weights_add_up_to_a_hundred_and_every_score_is_described(form: CallTemplate) -> None:
    assert sum(criterion.weight for criterion in form.criteria) == 100
    for criterion in form.criteria:
        assert (criterion.lowest, criterion.highest) == (0, 5)
        assert len(set(criterion.descriptors)) == 6


@each_template
def test_it_is_written_in_short_sentences(form: CallTemplate) -> None:
    sentences = [s for text in texts(form) for s in re.split(r"(?<=[.?!])\s+", text)]
    long_ones = [sentence for sentence in sentences if word_count(sentence) > 35]

    assert long_ones == []


@each_template
def test_each_message_names_its_question_briefly(form: CallTemplate) -> None:
    for one in form.questions:
        assert one.short
        assert word_count(one.short) <= 5


@each_template
def test_every_word_of_it_can_be_translated(form: CallTemplate) -> None:
    pseudo = translated(form, lambda text: f"[{text}]")

    left = [text for text in texts(pseudo) if text and not text.startswith("[")]

    assert left == []
    assert [one.key for one in pseudo.questions] == [one.key for one in form.questions]
    assert translated(form, str) == form


def test_small_ideas_asks_what_changed_what_it_cost_and_whether_others_could() -> None:
    asked = Counter(one.text for one in SMALL_IDEAS.questions)

    assert asked["What did you change?"] == 1
    assert asked["How do you know?"] == 1
    assert SMALL_IDEAS.largest_award == 200_000


def test_invest_to_save_offers_a_grant_or_a_loan_up_to_50_000_pounds_over_three_years() -> None:
    kind_key = INVEST_TO_SAVE.kind_question
    assert kind_key is not None

    assert [c.value for c in question(INVEST_TO_SAVE, kind_key).choices] == ["grant", "loan"]
    assert INVEST_TO_SAVE.largest_award == 5_000_000
    assert question(INVEST_TO_SAVE, "duration").highest == 36


def test_invest_to_save_asks_about_subsidies_with_the_limit_of_the_act() -> None:
    section = next(one for one in INVEST_TO_SAVE.sections if one.key == "subsidy")
    limit = f"£{MINIMAL_FINANCIAL_ASSISTANCE // 100:,}"

    assert limit == "£315,000"
    assert limit in section.intro
    assert any(limit in one.text and one.kind is Kind.DECLARATION for one in section.questions)


def test_only_a_template_or_its_parts_can_be_said() -> None:
    with pytest.raises(TypeError):
        translated("words", str)


def test_a_template_is_found_by_its_key() -> None:
    assert template("small_ideas") is SMALL_IDEAS
    assert template("nothing_like_it") is None
