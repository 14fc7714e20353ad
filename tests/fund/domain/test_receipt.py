import json
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, strategies as st

from allotment.fund.domain.receipt import (
    ALPHABET,
    EXAMPLE,
    BadReferenceError,
    Json,
    NotCanonicalError,
    SentAnswer,
    SentFile,
    canonical_json,
    digest,
    digest_in_groups,
    new_reference,
    read_reference,
    submission_document,
)

VALUES: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


def upside_down(value: Json) -> Json:
    """The same value with every mapping's keys in the opposite order."""
    if isinstance(value, dict):
        return {key: upside_down(value[key]) for key in reversed(value)}
    if isinstance(value, list):
        return [upside_down(one) for one in value]
    return value


def seeded(seed: int) -> Callable[[str], str]:
    return Random(seed).choice


def test_canonical_json_sorts_keys_and_leaves_out_spaces() -> None:
    value: Json = {"b": [1, True, None], "a": "Tea & cake"}

    assert canonical_json(value) == b'{"a":"Tea & cake","b":[1,true,null]}'


def test_keys_are_sorted_as_rfc_8785_says() -> None:
    # The example of RFC 8785, section 3.2.3.
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]

    ordered = list(json.loads(canonical_json(dict.fromkeys(keys, 0))))

    assert ordered == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_text_is_escaped_as_rfc_8785_says() -> None:
    # The string of the example in RFC 8785, section 3.2.2.
    text = "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/"

    assert canonical_json(text).decode() == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'


def test_the_digest_is_of_exactly_what_was_sent() -> None:
    composed, decomposed = "caf\u00e9", "cafe\u0301"

    assert digest(composed) != digest(decomposed)
    assert digest("a ") != digest("a")


def test_the_digest_is_the_sha_256_that_anyone_can_work_out() -> None:
    # printf '{}' | sha256sum
    empty = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"

    assert digest({}) == empty
    assert digest_in_groups(empty).startswith("44136fa3 55b3678a ")


@given(VALUES)
def test_the_order_of_keys_changes_nothing_and_nothing_is_lost(value: Json) -> None:
    assert digest(upside_down(value)) == digest(value)
    assert json.loads(canonical_json(value)) == value


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), 2**53, "\ud800", {"\udfff": 1}, {1: "a"}, b"raw", {"a": {1, 2}}]
)
def test_a_value_without_one_form_is_refused(value: Json) -> None:
    with pytest.raises(NotCanonicalError):
        canonical_json(value)


def test_one_changed_letter_in_any_answer_changes_the_digest() -> None:
    def sent(text: str, sha: str = "00") -> Json:
        return submission_document(
            reference="SI-7K2Q9D-M",
            call="c4ll",
            version=1,
            sent_at="2026-11-23T17:00:00Z",
            answers=[SentAnswer("change", "What did you change?", "long_text", text)],
            files=[SentFile("plan", "plan.pdf", 1200, sha)],
        )

    digests = {digest(sent("We moved the shelf.")), digest(sent("We moved the shelf"))}

    assert len(digests | {digest(sent("We moved the shelf.", sha="01"))}) == 3


def test_a_reference_is_easy_to_quote() -> None:
    reference = new_reference("SI")
    prefix, signs, check = reference.split("-")

    assert (prefix, len(signs), len(check)) == ("SI", 6, 1)
    assert set(signs + check) <= set(ALPHABET)
    assert not set(ALPHABET) & set("01ILO5SZBUVAE")
    assert read_reference(reference) == reference


def test_references_differ_and_a_seed_repeats_them() -> None:
    assert len({new_reference("SI") for _one in range(200)}) == 200
    assert new_reference("SI", seeded(3)) == new_reference("SI", seeded(3))


@pytest.mark.parametrize("prefix", ["", "S", "si", "S1", "ABCDE", "A-B"])
def test_a_prefix_is_two_to_four_capital_letters(prefix: str) -> None:
    with pytest.raises(ValueError, match="prefix"):
        new_reference(prefix)


def test_a_reference_is_read_as_people_type_it() -> None:
    assert read_reference(f" {EXAMPLE.lower()} ") == EXAMPLE
    assert read_reference(EXAMPLE.replace("-", "")) == EXAMPLE
    assert read_reference(EXAMPLE.replace("-", " – ")) == EXAMPLE


@given(st.integers(), st.integers(0, 5), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_found(seed: int, at: int, wrong: str) -> None:
    reference = new_reference("SI", seeded(seed))
    signs = reference[3:9]
    mistyped = signs[:at] + wrong + signs[at + 1 :]

    if mistyped != signs:
        with pytest.raises(BadReferenceError, match="wrong"):
            read_reference(f"SI-{mistyped}-{reference[-1]}")


@given(st.integers(), st.integers(0, 4))
def test_two_neighbours_that_changed_places_are_found(seed: int, at: int) -> None:
    reference = new_reference("SI", seeded(seed))
    signs = reference[3:9]
    swapped = signs[:at] + signs[at + 1] + signs[at] + signs[at + 2 :]

    if swapped != signs:
        with pytest.raises(BadReferenceError, match="wrong"):
            read_reference(f"SI-{swapped}-{reference[-1]}")


@pytest.mark.parametrize("text", ["", "hello", "SI-7K2Q-M", "SI-0OIL5S-M", "7" * 100_000])
def test_what_is_no_reference_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadReferenceError, match=EXAMPLE):
        read_reference(text)
