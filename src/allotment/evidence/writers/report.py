"""A report as a tagged PDF (PDF/UA-1)."""

import re
import unicodedata
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

_MISSING = re.compile(r'the text `?"(.*?)"`? could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
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
    return _compiled(orjson.dumps(_legible(document)).decode())


def _legible(value: Any) -> Any:
    """The same without signs that nobody sees: they control a device, or turn round what follows."""
    if isinstance(value, str):
        return "".join(each for each in value if not _is_unseen(each))
    if isinstance(value, dict):
        return {key: _legible(inner) for key, inner in value.items()}
    return [_legible(inner) for inner in value] if isinstance(value, list | tuple) else value


def _is_unseen(sign: str) -> bool:
    unseen = unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t"
    return unseen or sign in _TURNING


def _compiled(written: str) -> bytes:
    """PDF/UA wants every sign to be seen: those for which the fonts have no picture become "□", a
    whole script at a time."""
    while True:
        try:
            return bytes(
                typst.compile(
                    str(TEMPLATE),
                    format="pdf",
                    pdf_standards=["ua-1"],
                    sys_inputs={"report": written},
                )
            )
        except typst.TypstError as error:
            missing = {_script(sign) for sign in _not_displayed(str(error))}
            kept = "".join("□" if _script(each) in missing else each for each in written)
            if kept == written:
                raise
            written = kept


def _not_displayed(message: str) -> str:
    told = "".join(_MISSING.findall(message))
    told = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), told)
    return "".join(each for each in told if not each.isascii() and each != "□")


def _script(sign: str) -> str:
    """What a sign goes together with: "ARABIC", "CJK"; pictures are all alike."""
    if unicodedata.category(sign) in {"So", "Sk", "Mn", "Me", "Cf", "Co", "Cn"}:
        return "pictures" if ord(sign) > 0x2E7F else sign
    return sign if sign.isascii() else unicodedata.name(sign, sign).partition(" ")[0]


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
