"""A report is composed of what was found and of what people said of it."""

import pytest

from allotment.evidence.domain.composing import Wording, Written
from allotment.evidence.domain.report import Grid, Photo, Points, Readings, Report, Section, Text
from allotment.evidence.domain.rows import Row
from allotment.evidence.domain.sections.material import cut_short, significant
from allotment.evidence.domain.sections.reading import opening
from allotment.evidence.domain.theme_edits import Edit
from tests.evidence.test_odd_corpora import many, row
from tests.evidence.written import analysed, said, shown, written

SECTIONS = [
    "findings", "whom", "amounts", "themes", "labels", "partners", "alike", "concentration", "small",
    "reading", "method",
]  # fmt: skip


def section(report: Report, key: str) -> Section:
    return next(each for each in report.sections if each.key == key)


def points(report: Report) -> list[str]:
    blocks = section(report, "findings").blocks
    return [item for block in blocks if isinstance(block, Points) for item in block.items]


def of(rows: list[Row], **more: object) -> Written:
    return written(analysed(rows), is_of_entries=False, **more)  # type: ignore[arg-type]  # any of its options


def test_the_sections_stand_in_their_order_and_a_foreword_before_them() -> None:
    photo = Photo("garden", "A garden.", "")

    plain, with_foreword = of(many()), of(many(), foreword="One.\n\nTwo.", photos=(photo,))

    assert [each.key for each in plain.report.sections] == SECTIONS
    assert with_foreword.report.sections[0].blocks == (Text("One."), Text("Two."), photo)


def test_the_report_says_that_a_machine_made_it_and_people_judge() -> None:
    (first, *_rest) = section(of(many()).report, "findings").blocks

    assert isinstance(first, Text)
    assert first.text.startswith("A machine made this report")


def test_a_sentence_is_replaced_or_dropped_by_a_person() -> None:
    rests = next(each.figures for each in of(many()).judged if each.key == "count")
    wordings = {
        "count": Wording("replaced", "Thirty came.", rests),
        "kinds-top": Wording("dropped", "", ()),
    }

    found = of(many(), wordings=wordings)

    assert points(found.report)[0] == "Thirty came."
    assert not any("kind of organisation" in each for each in points(found.report))


def test_words_of_a_person_are_stale_where_the_figures_beneath_have_changed() -> None:
    rests = next(each.figures for each in of(many(30)).judged if each.key == "count")
    wordings = {"count": Wording("accepted", "", rests)}

    same, changed = of(many(30), wordings=wordings), of(many(31), wordings=wordings)

    assert [each.is_stale for each in same.judged if each.key == "count"] == [False]
    assert [each.is_stale for each in changed.judged if each.key == "count"] == [True]


def test_a_theme_that_was_renamed_has_its_new_name_everywhere() -> None:
    found = analysed(many(60))
    theme = found[0].themes[0]

    report = written(
        found, is_of_entries=False, edits=[Edit("rename", (theme.key,), "Bats and owls")]
    ).report

    assert "Bats and owls" in shown(report)["themes"]
    assert "Bats and owls" in shown(report)["theme-words"]
    assert theme.name not in said(report)


def test_an_example_is_a_sentence_of_the_text_and_not_the_title() -> None:
    text = "Volunteers visit older people at home every week and keep them company in winter."
    rows = [row(place, text, title="Befriending older people") for place in range(12)]

    found = shown(of(rows).report)["service-sentences"]

    assert found
    assert all(text.removesuffix(".") in sentence for sentence, _title in found.values())


def test_a_text_that_only_repeats_its_title_is_no_example() -> None:
    rows = [
        row(place, "Befriending older people", title="Befriending older people")
        for place in range(12)
    ]

    assert "service-sentences" not in shown(of(rows).report)


def test_what_is_to_be_read_says_how_its_text_begins() -> None:
    (block,) = [
        each for each in section(of(many()).report, "reading").blocks if isinstance(each, Readings)
    ]

    assert len(block.items) == 10
    assert all(each.words.endswith(".") for each in block.items)


def test_of_two_pairs_with_one_title_the_year_and_the_programme_tell_which() -> None:
    text = "Volunteers visit older people at home who are lonely and would like company in winter."
    rows = [
        row(place, text, title="The same title", year=2020 + place, who=f"Group {place}")
        for place in range(2)
    ]

    found = shown(of(rows).report)["pairs-public"]

    assert list(found) == ["The same title (Group 0, 2020, Programme 0)"]


def test_a_digest_is_cut_to_what_tells_it_from_another() -> None:
    assert shown(of(many()).report)["versions"]["Version of the data"] == ["0123456789abcdef…"]


def test_all_that_say_the_same_have_no_chart_of_one_bar() -> None:
    report = of(many()).report

    assert "regions" not in shown(report)
    assert "Where they are: all the same, North East." in said(report)


def test_the_key_of_each_table_is_its_own() -> None:
    report = of(many(60)).report

    keys = [
        block.key for each in report.sections for block in each.blocks if isinstance(block, Grid)
    ]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("value", "written_as"),
    [(None, "–"), (0, "0"), (0.000589, "0.000589"), (0.0404, "0.0404"), (1, "1.00"), (9.567, "9.57"),
     (57.04, "57.0"), (2779.4, "2,779")],
)  # fmt: skip
def test_numbers_have_three_significant_digits(value: float | None, written_as: str) -> None:
    assert significant(value) == written_as


def test_a_text_is_opened_by_one_long_or_two_short_sentences() -> None:
    assert opening("Short one. Short two. Short three.") == "Short one. Short two."
    assert opening(f"{'A long sentence ' * 9}ends. Another.").endswith("ends.")
    assert opening("<p>Bold</p>") == "Bold"
    assert opening("") == ""


def test_what_is_cut_short_says_so() -> None:
    assert (cut_short("abc", 3), cut_short("abcd", 3)) == ("abc", "ab…")
