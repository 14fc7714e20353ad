"""A report as a tagged PDF (PDF/UA-1)."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import orjson
import typst
from django.utils.translation import gettext as _

from allotment.evidence.domain.report import (
    Block,
    Grid,
    Photo,
    Report,
    Tabled,
    headings_of,
    rows_of,
)

TEMPLATE = Path(__file__).with_name("report.typ")


def pdf(report: Report, imprint: Sequence[str], picture: Callable[[str], bytes]) -> bytes:
    """Write the PDF. `imprint` are the lines below the title (day, licence, version); `picture` gives
    the bytes of a picture by the key of its file."""
    document = {
        "title": report.title,
        "owner": report.owner,
        "lead": report.lead,
        "language": report.language.partition("-")[0],
        "imprint": list(imprint),
        "words": {"page": _("Page"), "contents": _("Contents")},
        "sections": [
            {"heading": each.heading, "blocks": [_block(block, picture) for block in each.blocks]}
            for each in report.sections
        ],
    }
    return bytes(
        typst.compile(
            str(TEMPLATE),
            format="pdf",
            pdf_standards=["ua-1"],
            sys_inputs={"report": orjson.dumps(document).decode()},
        )
    )


def _block(block: Block, picture: Callable[[str], bytes]) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(orjson.dumps(block))
    if isinstance(block, Tabled):
        found["headings"], found["rows"] = headings_of(block), rows_of(block)
        found["numeric"] = block.numeric if isinstance(block, Grid) else _numbers_last(block)
    if isinstance(block, Photo):
        found["bytes"] = list(picture(block.file))
    return found


def _numbers_last(block: Tabled) -> list[bool]:
    columns = len(headings_of(block))
    words = 2 if block.kind == "network" else 1
    return [place >= words for place in range(columns)]
