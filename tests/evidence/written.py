"""Reports of made rows, as tests of them want them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from allotment.evidence.domain.analysis import Beside, Tools, analyse
from allotment.evidence.domain.composing import Front, Wording, Written, write
from allotment.evidence.domain.lines import AnalysedRow
from allotment.evidence.domain.report import Photo, Points, Readings, Report, Text, tables
from allotment.evidence.domain.rows import Corpus, Fact, LeftOut, Row
from allotment.evidence.domain.sections.material import Material
from allotment.evidence.domain.summary import Summary
from allotment.evidence.domain.theme_edits import Edit, edited
from allotment.evidence.readers.taxonomy import read_taxonomy
from allotment.evidence.readers.weights import read_identifier, read_weights

TAXONOMY = read_taxonomy()
EVERYTHING = frozenset(Fact)


def analysed(
    rows: Sequence[Row],
    *,
    left_out: Sequence[LeftOut] = (),
    by_words: bool = True,
    earlier: Sequence[Row] = (),
) -> tuple[Summary, tuple[AnalysedRow, ...]]:
    """What is found of the rows, by their words alone or by weights of words."""
    tools = Tools(None if by_words else read_weights(), read_identifier(), TAXONOMY)
    corpus = Corpus("Made rows", rows, EVERYTHING, left_out)
    return analyse(corpus, tools, Beside(earlier=earlier))


def written(
    found: tuple[Summary, tuple[AnalysedRow, ...]],
    *,
    is_of_entries: bool = True,
    title: str = "What they say",
    language: str = "en",
    foreword: str = "",
    photos: tuple[Photo, ...] = (),
    edits: Sequence[Edit] = (),
    wordings: Mapping[str, Wording] | None = None,
) -> Written:
    """The report of what was found."""
    summary, lines = found
    material = Material(summary, lines, edited(summary.themes, edits), TAXONOMY)
    front = Front(
        title=title,
        owner="Somewhere Council",
        language=language,
        foreword=foreword,
        photos=photos,
        versions=(("Version of the data", "0123456789abcdef" * 4), ("Seed", "2010")),
        is_of_entries=is_of_entries,
    )
    return write(material, front, wordings or {})


def shown(report: Report) -> dict[str, dict[str, list[str]]]:
    """Of each table the cells of each row, by the first."""
    return {block.key: {row[0]: list(row[1:]) for row in block.rows} for block in tables(report)}


def said(report: Report) -> str:
    """Every text of a report that is no table."""
    parts = [report.title, report.lead]
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Text):
                parts.append(block.text)
            if isinstance(block, Points):
                parts += block.items
            if isinstance(block, Readings):
                parts += [" ".join((i.title, i.facts, i.words, i.why)) for i in block.items]
    return "\n".join(parts)


def everything(report: Report) -> str:
    """Every text of a report."""
    cells = [cell for block in tables(report) for row in block.rows for cell in row]
    titles = [text for each in tables(report) for text in (each.title, *each.headings)]
    described = [getattr(each, "description", "") for each in tables(report)]
    return "\n".join((said(report), *cells, *titles, *described))


LLOYDS = Path("360giving") / "lloyds-bank-foundation-2010-2015.json"
