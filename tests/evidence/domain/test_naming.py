"""A theme is named by the words that tell it from the others."""

from allotment.evidence.domain.naming import TERMS, name_of, terms_of

DEBT = ["Debt advice in the village", "Debt advice for families", "Money and debt"]
DANCE = ["Dance in the village", "Dance for families", "Music and dance"]


def test_what_all_groups_say_names_none_of_them() -> None:
    debt, dance = terms_of([DEBT, DANCE])

    assert debt[0] == "debt"
    assert dance[0] == "dance"
    assert not {"village", "families"} & {*debt, *dance}


def test_terms_weigh_as_class_based_tf_idf_says() -> None:
    groups = [["alpha beta", "alpha gamma"], ["beta delta", "epsilon delta"]]

    (first, second) = terms_of(groups)

    assert first[0] == "alpha"
    assert second[0] == "delta"
    assert "beta" not in {*first, *second}


def test_a_long_text_does_not_name_a_group() -> None:
    groups = [["swimming " * 500, "chess club", "chess evenings", "chess boards"], DEBT]

    assert terms_of(groups)[0][0] == "chess"


def test_a_term_does_not_repeat_another() -> None:
    (terms, _others) = terms_of([["Debt advice", "Debt advice", "Debts"], DANCE])

    assert [term for term in terms if "debt" in term] == ["debt"]


def test_one_group_has_terms_and_no_group_has_none() -> None:
    assert terms_of([]) == ()
    assert terms_of([DEBT])[0][0] == "debt"
    assert terms_of([["", "12"]]) == ((),)


def test_there_are_never_more_than_a_few() -> None:
    many = [" ".join(f"word{chr(97 + a)}{chr(97 + b)}" for a in range(9) for b in range(9))] * 3

    assert len(terms_of([many, DEBT])[0]) == TERMS


def test_a_name_is_the_first_terms() -> None:
    assert name_of(("debt", "advice", "money", "bank")) == "Debt, advice, money"
    assert name_of(()) == "…"
