"""A report as a tagged PDF (PDF/UA-1)."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import orjson
import typst
from django.utils.translation import gettext as _

from allotment.evidence.domain.report import Block, Grid, Photo, Report, Tabled, tables
from allotment.kernel.domain.charts import Bars, Network
from allotment.kernel.web.pdf_text import displayed, fitting

TEMPLATE = Path(__file__).with_name("report.typ")

LONGEST_TITLE = 200
LONGEST_LABEL = 80
LONGEST_CELL = 600
LONGEST_TEXT = 20_000

WIDEST = 80
NARROWEST = 12
"""Mean length of a column's texts, in characters, above and below which it gets no wider or narrower."""

_FIGURES = (Bars, Network)
"""Charts whose tables say again what they show, and so stand together at the end."""


def pdf(report: Report, imprint: Sequence[str], picture: Callable[[str], bytes]) -> bytes:
    """Write the PDF. `imprint` are the lines below the title (day, licence, version); `picture` gives
    the bytes of a picture by the key of its file."""
    photos = {
        block.file: picture(block.file)
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Photo)
    }
    files = {f"photo-{number}": content for number, content in enumerate(photos.values())}
    names = {file: f"photo-{number}" for number, file in enumerate(photos)}
    document = {
        "title": fitting(report.title, LONGEST_TITLE),
        "owner": fitting(report.owner, LONGEST_TITLE),
        "lead": fitting(report.lead, LONGEST_TEXT),
        "language": report.language.partition("-")[0],
        "imprint": [fitting(each, LONGEST_TITLE) for each in imprint],
        "words": {
            "page": _("Page"),
            "contents": _("Contents"),
            "figures": _("The figures"),
            "numbers": _("Its figures as a table: page"),
        },
        "sections": [
            {
                "heading": fitting(each.heading, LONGEST_TITLE),
                "blocks": [_block(block, names) for block in each.blocks],
            }
            for each in report.sections
        ],
        "annex": [_table(block) for block in tables(report) if isinstance(block, _FIGURES)],
    }
    return displayed(document, lambda fitted: _compiled(fitted, files))


def _compiled(document: Any, photos: dict[str, bytes]) -> bytes:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = {TEMPLATE.name: TEMPLATE.read_bytes(), "report.json": orjson.dumps(document)}
        for file, content in (files | photos).items():
            (folder / file).write_bytes(content)
        return bytes(
            typst.compile(
                folder / TEMPLATE.name,
                format="pdf",
                pdf_standards=["ua-1"],
                ignore_system_fonts=True,
            )
        )


def _block(block: Block, photos: dict[str, str]) -> dict[str, Any]:
    longest = LONGEST_LABEL if isinstance(block, Tabled) else LONGEST_TEXT
    found: dict[str, Any] = _fitted(orjson.loads(orjson.dumps(block)), longest)
    if isinstance(block, Tabled):
        found["table"] = None if isinstance(block, _FIGURES) else _table(block)
    if isinstance(block, Bars | Network):
        found["description"] = fitting(block.description, LONGEST_CELL)
    if isinstance(block, Photo):
        found["file"] = photos[block.file]
    return found


def _fitted(part: Any, longest: int) -> Any:
    if isinstance(part, str):
        return fitting(part, longest)
    if isinstance(part, dict):
        return {key: each if key == "key" else _fitted(each, longest) for key, each in part.items()}
    return [_fitted(each, longest) for each in part] if isinstance(part, list) else part


def _table(block: Tabled) -> dict[str, Any]:
    headings, rows = block.headings, block.rows
    numeric = block.numeric if isinstance(block, Grid) else _numbers_last(block)
    return {
        "key": block.key,
        "title": fitting(block.title, LONGEST_TITLE),
        "headings": [fitting(each, LONGEST_LABEL) for each in headings],
        "rows": [[fitting(cell, LONGEST_CELL) for cell in row] for row in rows],
        "numeric": numeric,
        "widths": [_width([row[place] for row in rows]) for place in range(len(headings))],
    }


def _width(cells: Sequence[str]) -> float:
    """How wide a column of texts is beside others: by its mean length, the long ones a little less."""
    mean = sum(map(len, cells)) / max(len(cells), 1)
    return float(round(min(max(mean, NARROWEST), WIDEST) ** 0.6, 2))


def _numbers_last(block: Tabled) -> list[bool]:
    columns = len(block.headings)
    words = 2 if block.kind == "network" else 1
    return [place >= words for place in range(columns)]
