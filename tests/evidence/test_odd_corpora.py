"""Whatever is read, a report is written, keeps its form as JSON and is the same in any order of rows."""

import json
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from allotment.evidence.domain import packing
from allotment.evidence.domain.report import Report
from allotment.evidence.domain.rows import Row
from allotment.evidence.writers.report import pdf
from tests.evidence.written import analysed, everything, said, shown, written

ENGLISH = (
    "Volunteers visit older people at home who are lonely and would like company.",
    "Young people who leave prison are trained for work in kitchens and gardens.",
    "Families in debt get advice about benefits, rent and energy bills.",
)
WELSH = (
    "Mae gwirfoddolwyr yn ymweld â phobl hŷn yn eu cartrefi ac yn cynnig cwmni a chymorth bob wythnos"
    " drwy gydol y flwyddyn yn y gymuned."
)
POLISH = (
    "Wolontariusze odwiedzają osoby starsze w ich domach, oferując im towarzystwo oraz pomoc w codziennych"
    " sprawach przez cały rok w naszej społeczności."
)
URDU = "رضاکار بزرگ لوگوں کے گھروں میں جاتے ہیں اور انہیں ہر ہفتے صحبت اور مدد فراہم کرتے ہیں۔"
ODD = "\u202eRTL\u202c \x00\x07 👩‍👩‍👧 ﷺ \ufeff a\u0301\u0323 {name} %s <b>bold</b> #import \u2028 z\u0335"


def row(place: int, text: str, **more: object) -> Row:
    made = Row(
        key=f"A-{place:04}",
        title=f"Grant {place}",
        text=text,
        given=1_000_000 + place * 10_000,
        months=12.0,
        year=2020 + place % 3,
        programme=f"Programme {place % 2}",
        who=f"Group {place}",
        kind="charity",
        region="E12000001",
        is_public=True,
    )
    return replace(made, **more)  # type: ignore[arg-type]  # any field of a row


def many(number: int = 30) -> list[Row]:
    return [row(place, ENGLISH[place % 3]) for place in range(number)]


CORPORA: dict[str, list[Row]] = {
    "no row": [],
    "one row": many(1),
    "three rows": many(3),
    "all texts the same": [row(place, ENGLISH[0], title="Grant") for place in range(40)],
    "all texts empty": [row(place, "", title="") for place in range(40)],
    "texts of 100 kB": [row(place, ENGLISH[place % 3] * 1_400) for place in range(6)],
    "one word of 100 kB": [*many(20), row(99, "x" * 100_000), row(98, "<" * 100_000)],
    "HTML": [row(p, f"<p onclick=x>{ENGLISH[p % 3]}</p><script>alert({p})</script>") for p in range(30)],
    "no amounts": [row(place, ENGLISH[place % 3], given=None) for place in range(30)],
    "amounts of nought": [row(place, ENGLISH[place % 3], given=0, asked=0) for place in range(30)],
    "a trillion pounds": [row(place, ENGLISH[place % 3], given=10**14) for place in range(30)],
    "one of a trillion": [*many(), row(99, ENGLISH[0], given=10**14)],
    "amounts below nought": [row(place, ENGLISH[place % 3], given=-5_000) for place in range(30)],
    "no years": [row(place, ENGLISH[place % 3], year=None) for place in range(30)],
    "one programme": [row(place, ENGLISH[place % 3], programme="One") for place in range(30)],
    "all individuals": [
        row(place, ENGLISH[place % 3], is_person=True, is_public=False, who="", kind="individual")
        for place in range(30)
    ],
    "public individuals": [
        row(place, ENGLISH[place % 3], is_person=True, who="", kind="individual") for place in range(9)
    ],
    "nothing public": [row(p, ENGLISH[p % 3], is_public=False, score=50.0 + p) for p in range(30)],
    "odd signs": [
        row(p, f"{ENGLISH[p % 3]} {ODD}", title=f"{ODD} {p}", who=ODD, programme=ODD) for p in range(30)
    ],
    "nothing but keys": [Row(f"K{place}", "") for place in range(12)],
}  # fmt: skip


def report_of(rows: Sequence[Row], *, by_words: bool = True) -> Report:
    return written(analysed(rows, by_words=by_words), is_of_entries=False).report


@pytest.mark.parametrize("name", CORPORA)
def test_a_report_is_written_of_it(name: str) -> None:
    report = report_of(CORPORA[name])

    assert pdf(report, ["Edition 1"], lambda _file: b"").startswith(b"%PDF-")
    assert [each.key for each in report.sections][-1] == "method"


@pytest.mark.parametrize("name", CORPORA)
def test_it_is_the_same_after_it_was_written_as_json_and_read(name: str) -> None:
    summary, lines = analysed(CORPORA[name])
    report = written((summary, lines)).report

    assert packing.summary(packing.packed(packing.as_json(summary))) == summary
    assert packing.lines(packing.packed(packing.as_json(lines))) == lines
    assert packing.report(packing.packed(packing.as_json(report))) == report


@pytest.mark.parametrize("name", CORPORA)
def test_the_same_rows_in_another_order_give_the_same_digest(name: str) -> None:
    rows = list(CORPORA[name])
    mixed = Random(1).sample(rows, len(rows))

    one, other = (packing.as_json(analysed(each)) for each in (rows, mixed))

    assert packing.digest(one) == packing.digest(other)


@pytest.mark.parametrize("by_words", [True, False])
def test_other_languages_are_said_and_not_themed(by_words: bool) -> None:
    others = [row(100 + place, (WELSH, POLISH, URDU)[place % 3], title="-") for place in range(9)]
    rows = [*many(40), *others]
    summary, lines = analysed(rows, by_words=by_words)

    report = written((summary, lines), is_of_entries=False).report

    assert dict(summary.unread) == {"cy": 3, "pl": 3, "ur": 3}
    assert all(not line.theme for line in lines if line.language != "en")
    assert "Texts in other languages than English, which were not themed: 9." in said(report)
    assert pdf(report, [], lambda _file: b"").startswith(b"%PDF-")


def test_nothing_is_said_of_no_rows() -> None:
    report = report_of([])

    assert report.lead == "There were no awards to read in Made rows."
    assert "There were no awards." in said(report)


def test_one_and_three_are_spoken_of_in_the_right_number() -> None:
    one, three = report_of(many(1)), report_of(many(3))

    assert "There was one award." in said(one)
    assert "1 awards" not in everything(one)
    assert "All 3 awards come from one kind of organisation: Charities." in said(three)


def test_markup_in_texts_is_not_read_as_words() -> None:
    texts = everything(report_of(CORPORA["HTML"]))

    assert "Volunteers visit older people" in texts
    assert "onclick" not in texts


def test_a_trillion_pounds_is_written_whole() -> None:
    assert "£1,000,000,000,000" in said(report_of(CORPORA["a trillion pounds"]))


def test_of_individuals_alone_nobody_is_named() -> None:
    for name in ("all individuals", "public individuals"):
        texts = everything(report_of(CORPORA[name]))

        assert "Grant 1" not in texts
        assert ENGLISH[0] not in texts


def test_a_label_twice_is_two_bars() -> None:
    same = [
        row(p, ENGLISH[p % 3], programme="All others" if p % 2 else "Not stated") for p in range(30)
    ]

    assert shown(report_of(same))["programmes"] == {"All others": ["15"], "Not stated": ["15"]}


def test_a_number_that_is_none_is_no_number_in_json() -> None:
    rows = [
        row(place, ENGLISH[place % 3], team=float("nan"), score=float("inf")) for place in range(9)
    ]

    summary, _lines = analysed(rows)

    assert json.loads(packing.as_json(summary))["figures"]["team"]["known"] == 0
    assert packing.summary(packing.packed(packing.as_json(summary))) == summary
