"""The answer to a request for information as a file: tables, what was taken out, and a note."""

import csv
import io
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable
from typing import IO

from django.utils.translation import gettext as _

from allotment.fund.queries.disclosure import Row, headings
from allotment.kernel.web.tables import safe_cell

_IN_MEMORY = 8 * 1024**2


def write_disclosure(title: str, reference: str, rows: Iterable[Row]) -> IO[bytes]:
    """A ZIP with a CSV for each table, one of what was taken out where, and a text that explains."""
    tables: dict[str, list[list[str]]] = {name: [head] for name, head in headings().items()}
    taken = [[_("Reference"), _("Table"), _("What"), _("Section of the Act"), _("How many")]]
    for row in rows:
        tables[row.table].append(list(row.cells))
        counted = Counter((each.what.value, each.section) for each in row.taken)
        taken += [
            [row.cells[0], row.table, what, str(section), str(count)]
            for (what, section), count in counted.items()
        ]
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  # the caller closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("read-me.txt", _note(title, reference))
        for name, lines in {**tables, "taken-out": taken}.items():
            if len(lines) > 1:
                archive.writestr(f"{name}.csv", _csv(lines))
    file.seek(0)
    return file


def _csv(lines: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([safe_cell(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def _note(title: str, reference: str) -> str:
    return "\r\n".join(
        (
            _("Request %(reference)s: %(title)s") % {"reference": reference, "title": title},
            "",
            _("The tables hold what was asked for, as it was when this file was made."),
            _("[taken out: s.40] stands for personal information, [taken out: s.43] for what would "
              "harm commercial interests (sections 40 and 43 of the Freedom of Information Act "
              "2000)."),
            _("The table taken-out counts for each entry what was taken out."),
            _("Assessors are numbered; the same number is the same assessor throughout."),
            "",
        )
    )  # fmt: skip
