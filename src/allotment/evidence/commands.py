"""`allotment analyse`: what a file of grants, or the entries to a call, say."""

import argparse
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from allotment.evidence.domain.composing import Written
    from allotment.evidence.domain.rows import Corpus

Subparsers = argparse._SubParsersAction  # argparse has no public name for it

UNUSABLE = 2
_KEY = re.compile(r"[2-9a-z]{12}")


def add(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the verb."""
    verb = subparsers.add_parser(
        "analyse", help="say what a file of grants, or the entries to a call, say"
    )
    verb.add_argument("source", help="a file of grants, or the key of a call")
    verb.add_argument("--out", type=Path, metavar="DIR", required=True, help="where to write")
    verb.add_argument(
        "--json",
        action="store_true",
        help="print what was found as JSON, and write it with every row, not for publication",
    )
    verb.add_argument(
        "--taxonomy",
        type=Path,
        metavar="FILE",
        help="service areas, outcomes and barriers of yours",
    )
    verb.set_defaults(run=analyse)


def analyse(options: argparse.Namespace) -> int:
    """Exit 0 where a report was written, 1 where the source cannot be read, 2 where there is none."""
    from allotment.evidence.domain.analysis import Tools, analyse as find
    from allotment.evidence.readers.taxonomy import read_taxonomy
    from allotment.evidence.readers.weights import read_identifier, read_weights
    from allotment.kernel.domain.sentences import RuleBrokenError

    began = time.monotonic()
    found = _corpus(options.source)
    if isinstance(found, int):
        return found
    try:
        taxonomy = read_taxonomy(options.taxonomy) if options.taxonomy else read_taxonomy()
        options.out.mkdir(parents=True, exist_ok=True)
    except RuleBrokenError as error:
        return _unusable(error.sentence.render(_))
    except OSError as error:
        return _unwritable(error, options.out)
    tools = Tools(read_weights(), read_identifier(), taxonomy)
    summary, lines = find(found, tools, on_progress=_show_progress)
    written = _written(
        found, summary, lines, tools, is_of_entries=not Path(options.source).exists()
    )
    try:
        _write(options.out, written)
        if options.json:
            _write_found(options.out, summary, lines)
    except OSError as error:
        return _unwritable(error, options.out)
    if options.json:
        from allotment.evidence.domain.packing import as_json

        print(as_json(summary).decode())
    else:
        for each in written.judged:
            print(each.computed)
        print(
            _("Written to %(out)s in %(seconds).0f seconds.")
            % {"out": options.out, "seconds": time.monotonic() - began},
            file=sys.stderr,
        )
    return 0


def _corpus(source: str) -> "Corpus | int":
    from allotment.evidence.queries import sources

    path = Path(source)
    if not path.exists() and _KEY.fullmatch(source):
        return _of_call(source)
    try:
        with path.open("rb") as file:
            return sources.of_file(file, path.name)
    except sources.UnreadableFileError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        return _unusable(
            _("%(path)s cannot be used: %(why)s.") % {"path": source, "why": error.strerror}
        )


def _of_call(key: str) -> "Corpus | int":
    from allotment.evidence.queries import sources
    from allotment.fund.models import Call

    call = Call.objects.select_related("funder").filter(key=key).first()
    if call is None:
        return _unusable(_("There is no file and no call %(key)s.") % {"key": key})
    return sources.of_calls([call])


def _written(
    corpus: "Corpus", summary: Any, lines: Any, tools: Any, *, is_of_entries: bool
) -> "Written":
    from allotment.evidence.domain.composing import Front, write
    from allotment.evidence.domain.sections.material import Material
    from allotment.evidence.domain.theme_edits import edited
    from allotment.evidence.readers.code import code_version
    from allotment.evidence.services.running import data_version
    from allotment.kernel.domain.sentences import gettext_noop as noop

    material = Material(summary, lines, edited(summary.themes, []), tools.taxonomy, _)
    versions = (
        (noop("Version of the data"), data_version(corpus)),
        (noop("Version of the code"), code_version()),
        (noop("Seed"), str(summary.seed)),
    )
    funders = sorted({row.funder for row in corpus.rows})
    front = Front(
        title=_title(corpus.name, funders, is_of_entries),
        owner=funders[0] if len(funders) == 1 else "",
        language="en",
        versions=versions,
        is_of_entries=is_of_entries,
    )
    return write(material, front, {})


def _title(name: str, funders: list[str], is_of_entries: bool) -> str:
    if is_of_entries:
        return _("What the entries to “%(call)s” say") % {"call": name}
    if len(funders) == 1 and funders[0]:
        return _("What the grants of %(funder)s say") % {"funder": funders[0]}
    return _("What the grants in “%(file)s” say") % {"file": name}


def _write(out: Path, written: "Written") -> None:
    """What is meant for publication."""
    from allotment.evidence.domain.packing import as_json
    from allotment.evidence.domain.report import tables
    from allotment.evidence.writers import report as writer
    from allotment.kernel.web.tables import csv_lines

    def no_pictures(_file: str) -> bytes:
        return b""

    (out / "report.pdf").write_bytes(writer.pdf(written.report, [], no_pictures))
    (out / "report.json").write_bytes(as_json(written.report))
    data = out / "data"
    data.mkdir(exist_ok=True)
    for block in tables(written.report):
        with (data / f"{block.key}.csv").open("w", encoding="utf-8", newline="") as file:
            file.writelines(csv_lines(block.headings, block.rows))


def _write_found(out: Path, summary: Any, lines: Any) -> None:
    """All that was found, with the texts of entries that nobody has published."""
    from allotment.evidence.domain.packing import as_json

    note = _("Not for publication: this holds every row as it was read.")
    (out / "found.json").write_bytes(as_json({"note": note, "summary": summary, "rows": lines}))


def _show_progress(step: int, steps: int, note: str) -> None:
    if sys.stderr.isatty():
        print(f"{step + 1}/{steps} {_(note)}", file=sys.stderr)


def _unwritable(error: OSError, out: Path) -> int:
    where, why = error.filename or out, error.strerror
    return _unusable(_("%(path)s cannot be used: %(why)s.") % {"path": where, "why": why})


def _unusable(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return UNUSABLE
