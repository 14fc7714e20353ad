"""The PDF of a report: tagged, in order, and proof against hostile texts."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pikepdf
import pytest
from PIL import Image

from allotment.evidence.domain.report import (
    Grid,
    Photo,
    Points,
    Reading,
    Readings,
    Report,
    Section,
    Text,
    tables,
)
from allotment.evidence.writers.report import pdf
from allotment.kernel.domain.charts import Bars, Edge, Network, Node, Ranges, Strip, Value
from allotment.kernel.web.pdf_text import MISSING, fitting
from tests.evidence.test_suppressed_report import rows
from tests.evidence.written import analysed, written

PICTURE = Photo("garden", "Two people dig in a garden.", "The garden in spring")

HOSTILE = [
    '#import "@preview/evil:0.1.0": *',
    '#read("/etc/passwd") #eval("1+1") $x^2$ *bold* _it_ `raw` <label> @ref \\ // comment',
    "<script>alert(1)</script><b onmouseover=x>bold</b> &amp;",
    "] } ) #panic() #set page(width: 1pt)",
    "= A heading of its own\n\n== Another",
    "مفت مشورہ اور مدد",
    "Cymraeg: Gwasanaeth i bobl hŷn â’u teuluoedd",
    "Zażółć gęślą jaźń",
    "Tick 😀 👩‍👩‍👧 🇬🇧 中文 日本語",
    "Nul\x00 bell\x07 tab\t escape\x1b delete\x7f",
    "Turned \u202egnirts\u202c and \u2066isolated\u2069",
    "\ufffe \uffff \ue000",
    "{{ 7 * 7 }} {% raw %} ${jndi:ldap://x}",
    "=HYPERLINK(1)",
]


def chart(key: str, label: str = "Charities") -> Bars:
    values = (Value(label, 3, "3"), Value("Councils", 0, "hidden"))
    return Bars(key, f"Bars of {key}", "The longest bar is first.", ("Kind", "How many"), values)


def report_of(*blocks: object, title: str = "What they say", language: str = "en") -> Report:
    section = Section("only", "The only section", tuple(blocks))  # type: ignore[arg-type]  # any block
    return Report(title, "Somewhere Council", "Three were read.", language, (section,))


def whole() -> Report:
    strip = Strip("Asked for", 0, 1, 2, 3, 4, ("5", "£1", "£2", "£3"))
    nodes = (Node("Volunteers", 0.1, 0.1, 3), Node("The NHS", 0.9, 0.9, 2))
    grid = Grid("words", "Words", ("Theme", "Median"), (("Bats", "£1"),), (False, True))
    first = Section("first", "First section", (Text("A paragraph."), Points(("One.", "Two."))))
    second = Section(
        "second",
        "Second section",
        (
            chart("kinds"),
            Ranges(
                "money", "Money", "The middle half.", ("What", "Known", "1", "2", "3"), (strip,)
            ),
            Network("net", "Together", "Two.", nodes, (Edge(0, 1, 2),), ("One", "Other", "Times")),
        ),
    )
    reading = Reading("k", "A title", "£1, 2024", "Stands for: bats.", "Bats are counted.")
    third = Section("third", "Third section", (grid, Readings((reading,)), PICTURE))
    return Report("What they say", "Somewhere Council", "Many.", "en", (first, second, third))


def picture_of(kind: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(file, kind)
    return file.getvalue()


def opened(report: Report, kind: str = "png") -> pikepdf.Pdf:
    content = pdf(report, ["Published on 26 November 2026"], lambda _file: picture_of(kind))
    return pikepdf.open(io.BytesIO(content))


def elements(document: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """The elements of the structure tree in reading order."""

    def below(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
        children = element.get("/K", pikepdf.Array())
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            if isinstance(child, pikepdf.Dictionary) and "/S" in child:
                yield child
                yield from below(child)

    yield from below(document.Root.StructTreeRoot)


def role(element: pikepdf.Object) -> str:
    return str(element.S).lstrip("/")


def marked_texts(page: pikepdf.Page) -> dict[int, str]:
    """The text of each marked part of a page, by its number; −1 for text that is in none."""
    fonts = {name: _letters(font) for name, font in page.Resources.get("/Font", {}).items()}
    found: dict[int, str] = {}
    open_parts: list[int | None] = []
    letters: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            told = operands[1] if len(operands) > 1 else {}
            is_artifact = str(operands[0]) == "/Artifact"
            inside = open_parts[-1] if open_parts else -1
            mcid = told.get("/MCID") if isinstance(told, pikepdf.Dictionary) else None
            open_parts.append(None if is_artifact else int(mcid) if mcid is not None else inside)
        elif name == "EMC":
            open_parts.pop()
        elif name == "Tf":
            letters = fonts[str(operands[0])]
        elif name in ("Tj", "TJ"):
            strings = operands[0] if name == "TJ" else [operands[0]]
            codes = b"".join(bytes(x) for x in strings if isinstance(x, pikepdf.String))
            part = open_parts[-1] if open_parts else -1
            if part is not None:
                said = "".join(
                    letters.get(int.from_bytes(codes[at : at + 2]), "")
                    for at in range(0, len(codes), 2)
                )
                found[part] = found.get(part, "") + said
    return found


def _letters(font: pikepdf.Object) -> dict[int, str]:
    table = font.ToUnicode.read_bytes().decode("latin-1")
    return {
        int(code, 16): bytes.fromhex(text).decode("utf-16-be")
        for code, text in re.findall(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>", table)
    }


def text_of(document: pikepdf.Pdf) -> str:
    """All text in reading order, by the structure tree."""
    pages = {page.objgen: marked_texts(page) for page in document.pages}
    parts: list[str] = []

    def read(element: pikepdf.Object, page: object) -> None:
        page = element.Pg.objgen if "/Pg" in element else page
        children = element.get("/K", pikepdf.Array())
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            if isinstance(child, int):
                parts.append(pages[page].get(child, ""))  # type: ignore[index]  # a page's number
            elif isinstance(child, pikepdf.Dictionary) and "/S" in child:
                read(child, page)
            elif isinstance(child, pikepdf.Dictionary) and "/MCID" in child:
                own = child.Pg.objgen if "/Pg" in child else page
                parts.append(pages[own].get(int(child.MCID), ""))

    for child in (
        document.Root.StructTreeRoot.K
        if isinstance(document.Root.StructTreeRoot.K, pikepdf.Array)
        else [document.Root.StructTreeRoot.K]
    ):
        read(child, None)
    return "\n".join(parts)


def test_it_is_tagged_and_says_its_language_and_title() -> None:
    document = opened(whole())

    assert document.Root.MarkInfo.Marked
    assert str(document.Root.Lang) == "en"
    assert document.Root.ViewerPreferences.DisplayDocTitle
    with document.open_metadata() as told:
        assert told["dc:title"] == "What they say"
        assert str(told["pdfuaid:part"]) == "1"


def test_its_headings_are_in_order_and_skip_no_level() -> None:
    levels = [
        int(role(each)[1]) for each in elements(opened(whole())) if re.match("H[1-6]", role(each))
    ]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_figure_has_an_alternative_text() -> None:
    document = opened(whole())

    figures = [each for each in elements(document) if role(each) == "Figure"]

    said = [str(each.Alt) for each in figures if "/Alt" in each]
    assert len(said) >= 4
    assert "Bars of kinds. The longest bar is first." in said
    assert PICTURE.alternative in said


def test_every_table_has_header_cells_with_their_scope() -> None:
    document = opened(whole())

    made = [each for each in elements(document) if role(each) == "Table"]

    assert len(made) == len(list(tables(whole())))
    for table in made:
        below = [each for each in _below(table) if role(each) == "TH"]
        assert below
        assert all("/A" in each for each in below)


def _below(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    children = element.get("/K", pikepdf.Array())
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from _below(child)


def test_it_is_read_in_the_order_of_its_sections() -> None:
    said = text_of(opened(whole()))

    places = [
        said.rindex(words) if words.endswith("section") else said.index(words)
        for words in (
            "Somewhere Council", "Many.", "Contents", "First section", "A paragraph.", "One.",
            "Second section", "Third section", "Bats are counted.", "The garden in spring",
        )
    ]  # fmt: skip
    assert places == sorted(places)
    assert said.rindex("The figures") > said.rindex("Third section")
    assert said.rindex("Bars of kinds") > said.rindex("The figures")


def test_no_text_stands_outside_the_tags() -> None:
    document = opened(whole())

    assert all(not marked_texts(page).get(-1, "").strip() for page in document.pages)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_text_wherever_it_stands(hostile: str) -> None:
    report = report_of(
        Text(hostile),
        Points((hostile,)),
        chart("kinds", hostile),
        Grid("grid", hostile, (hostile, "n"), ((hostile, hostile),), (False, True)),
        Readings((Reading("k", hostile, hostile, hostile, hostile),)),
        Photo("garden", hostile, hostile),
        title=f"Title: {hostile}",
    )

    said = re.sub(r"[\s\u200b]", "", text_of(opened(report)))

    plain = re.sub(r"[^\x21-\x7e]", "", hostile)
    assert re.sub(r"[^\x21-\x7e]", "", said).count(plain) >= 6


@pytest.mark.parametrize("word", ["x" * 10_000, "🙂" * 10_000, "م" * 10_000, "#" * 10_000])
def test_a_word_of_ten_thousand_signs_stays_on_its_pages(word: str) -> None:
    report = report_of(
        Text(word), chart("kinds", word), Grid("g", "G", ("A", "B"), ((word, word),), (False, False)),
        title=word,
    )  # fmt: skip

    assert len(opened(report).pages) < 40


def test_a_long_word_may_be_broken_and_a_short_one_may_not() -> None:
    assert fitting("regeneration of neighbourhoods", 100) == "regeneration of neighbourhoods"
    assert fitting("x" * 30, 100) == f"{'x' * 12}\u200b{'x' * 12}\u200b{'x' * 6}"
    assert fitting("abcdef", 4) == "abcd…"


def test_a_sign_that_no_font_has_is_seen_to_be_missing() -> None:
    assert MISSING in text_of(opened(report_of(Text("中"))))


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
def test_a_picture_of_each_kind_is_set(kind: str) -> None:
    document = opened(report_of(PICTURE), kind)

    assert [str(each.Alt) for each in elements(document) if role(each) == "Figure"] == [
        PICTURE.alternative
    ]


def test_a_report_in_welsh_says_so() -> None:
    document = opened(report_of(Text("Adroddiad."), language="cy-gb"))

    assert str(document.Root.Lang).partition("-")[0] == "cy"


def test_a_report_of_nothing_is_written() -> None:
    document = opened(replace(report_of(), sections=(), lead="", owner="", title="–"))

    assert len(document.pages) >= 1


@pytest.mark.parametrize("public", [0.0, 1.0])
def test_a_whole_report_keeps_every_figure_of_its_tables(public: float) -> None:
    report = written(analysed(rows(40, 1, public))).report

    said = re.sub(r"[\s\u200b\u00ad]", "", text_of(opened(report)))

    cells = [cell for block in tables(report) for row in block.rows for cell in row]
    assert len(cells) > 50
    missing = [cell for cell in cells if re.sub(r"\s", "", cell) not in said]
    assert missing == []


def test_marks_that_no_font_puts_together_break_nothing() -> None:
    odd = Text("Before a\u0301\u0323\u0951 z\u0335\u0336 x\u0e31\u0e34 \u0301 after")

    said = text_of(opened(report_of(odd)))

    assert "What they say" in said
    assert "Before" in said
    assert "after" in said
