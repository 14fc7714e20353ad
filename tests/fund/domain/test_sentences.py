from allotment.kernel.domain.sentences import RuleBrokenError, sentence


def test_a_sentence_says_its_values_in_english() -> None:
    made = sentence("Your answer has {count} words.", count=1200)

    assert str(made) == "Your answer has 1,200 words."


def test_a_sentence_is_translated_before_its_values_are_put_in() -> None:
    welsh = {"It is {state}.": "Mae'n {state}.", "open": "agored"}
    made = sentence("It is {state}.", state=sentence("open"))

    assert made.render(lambda text: welsh.get(text, text)) == "Mae'n agored."


def test_what_a_person_typed_is_neither_translated_nor_read_as_a_template() -> None:
    welsh = {"Pwll": "translated", "There is no criterion “{key}”.": "Nid oes “{key}”."}

    typed = sentence("There is no criterion “{key}”.", key="Pwll")
    hostile = sentence("There is no criterion “{key}”.", key="{key.__class__}")

    assert typed.render(lambda text: welsh[text]) == "Nid oes “Pwll”."
    assert str(hostile) == "There is no criterion “{key.__class__}”."


def test_a_broken_rule_carries_its_sentence() -> None:
    broken = RuleBrokenError(sentence("There is not enough left."))

    assert str(broken) == "There is not enough left."
    assert broken.sentence == sentence("There is not enough left.")
