"""An analysis goes through its steps, tells of each, and repeats to the digit."""

import pytest

from allotment.evidence.domain.analysis import LONGEST_KEPT, STEPS, Beside, Tools, analyse
from allotment.evidence.domain.corrections import Correction
from allotment.evidence.domain.names import Known, PartnerKind
from allotment.evidence.domain.packing import as_json
from allotment.evidence.domain.rows import Corpus, Row
from allotment.evidence.domain.taxonomy import Scheme
from allotment.evidence.readers.weights import read_identifier
from tests.evidence.test_odd_corpora import many, row
from tests.evidence.written import EVERYTHING, TAXONOMY, analysed

TOOLS = Tools(None, read_identifier(), TAXONOMY)


class StoppedError(Exception):
    """Raised to stop an analysis midway."""


def test_each_step_is_reported_in_order() -> None:
    told: list[tuple[int, int, str]] = []

    analyse(Corpus("", many(), EVERYTHING), TOOLS, on_progress=lambda *step: told.append(step))

    assert told == [(number, len(STEPS), name) for number, name in enumerate(STEPS)]


@pytest.mark.parametrize("step", range(len(STEPS)))
def test_it_can_be_stopped_at_each_step(step: int) -> None:
    def stop(number: int, _steps: int, _name: str) -> None:
        if number == step:
            raise StoppedError

    with pytest.raises(StoppedError):
        analyse(Corpus("", many(), EVERYTHING), TOOLS, on_progress=stop)


def test_lines_stand_in_the_order_of_their_keys_with_their_texts_cut() -> None:
    rows = [row(place, "word " * 1_000) for place in (3, 1, 2)]

    _summary, lines = analysed(rows)

    assert [line.row.key for line in lines] == ["A-0001", "A-0002", "A-0003"]
    assert all(len(line.row.text) == LONGEST_KEPT for line in lines)


def test_it_repeats_to_the_digit() -> None:
    assert as_json(analysed(many(60))) == as_json(analysed(many(60)))


def test_each_line_says_which_kinds_of_partner_it_names() -> None:
    rows = [*many(4), row(50, "A walk.", title="Walks", partners="the police, volunteers")]

    summary, lines = analysed(rows)

    partners = {line.row.key: line.partners for line in lines}
    assert {"police", "volunteers"} <= set(partners["A-0050"])
    for kind, count in summary.partners.kinds:
        assert sum(kind in each for each in partners.values()) == count
    assert sum(map(bool, partners.values())) == summary.partners.rows


def test_a_partner_that_was_picked_is_known_by_its_name_alone() -> None:
    known = Known("C9", "Leeds Council for Voluntary Service", PartnerKind.THIRD_SECTOR)
    picked = row(
        50, "A walk.", title="Walks", named=(known.name,), partners=f"{known.name} (GB-CHC-9)"
    )
    corpus = Corpus("", [*many(4), picked], EVERYTHING)

    summary, lines = analyse(corpus, TOOLS, Beside(known=[known]))

    assert summary.partners.named == ((known.name, 1),)
    assert {line.row.key: line.partners for line in lines}["A-0050"] == (
        PartnerKind.THIRD_SECTOR.value,
    )


def test_a_partner_that_was_picked_is_published_of_no_row() -> None:
    known = Known("C9", "Sparkle Arts", PartnerKind.THIRD_SECTOR)
    picked = [row(n, "A walk.", named=(known.name,), is_public=True) for n in range(50, 60)]

    summary, _lines = analyse(Corpus("", picked, EVERYTHING), TOOLS, Beside(known=[known]))

    assert summary.partners.named == ((known.name, 10),)
    assert known.name not in repr(summary.network)
    assert all(each.has_unpublished_facts and each.is_closed for each in picked)


def test_money_is_what_was_given_where_any_row_tells_it_and_never_mixed_with_what_was_asked() -> (
    None
):
    given = [Row(f"G{n}", "Walks", given=100_000, asked=300_000, who=f"Body {n}") for n in range(8)]
    waiting = [Row(f"W{n}", "Walks", asked=9_000_000, who=f"Other {n}") for n in range(4)]

    both, alone = analysed([*given, *waiting])[0], analysed(given)[0]
    only_asked = analysed(waiting)[0]

    assert both.money == alone.money
    assert both.money is not None
    assert only_asked.money is not None


def test_what_a_person_corrected_stands() -> None:
    rows = many(6)
    code = TAXONOMY.service.categories[-1].code
    said = Correction(row=rows[0].key, scheme=Scheme.SERVICE, code=code, right=True, words="")

    _summary, lines = analyse(Corpus("", rows, EVERYTHING), TOOLS, Beside(corrections=(said,)))

    assert [each.by for each in lines[0].labels if each.code == code] == ["person"]


def test_the_newest_are_held_against_all_before_them() -> None:
    unlike = "A telescope on the roof of the library shows Saturn and Jupiter on winter evenings."
    rows = [*many(30), row(70, unlike, title="Stars seen", year=2030)]

    summary, _lines = analysed(rows, by_words=False)

    assert summary.earlier == 30
    assert (summary.newer, summary.newer_public) == (1, 1)
    assert [each.key for each in summary.new] == ["A-0070"]


def test_without_anything_earlier_nothing_is_called_new() -> None:
    summary, _lines = analysed([Row("A", "A grant", year=2024)])

    assert (summary.earlier, summary.newer, summary.new) == (0, 0, ())
