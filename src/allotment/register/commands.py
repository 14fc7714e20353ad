"""`allotment import`, `allotment export` and `allotment validate`."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import NamedTemporaryFile
from threading import Thread
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext as _, ngettext

if TYPE_CHECKING:
    from allotment.register.services.imports import ImportReport

Subparsers = argparse._SubParsersAction  # argparse has no public name for it

UNUSABLE = 2
WRITER_COMES_WITHIN = 10.0
"""Seconds."""


class _NoWriterError(Exception):
    """A pipe into which nothing writes."""


def add(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add these verbs."""
    verb = subparsers.add_parser("import", help="bring a 360Giving file into the register")
    verb.add_argument("file", help="a file of grants, or its address (https://…)")
    verb.add_argument("--json", action="store_true", help="print the report as JSON")
    verb.set_defaults(run=import_file)
    verb = subparsers.add_parser("export", help="write published awards: JSON, CSV or XLSX")
    verb.add_argument("file", type=Path, help="the file to write; its ending says the format")
    verb.add_argument("--funder", metavar="IDENTIFIER", help="only the awards of this funder")
    verb.set_defaults(run=export_file)
    verb = subparsers.add_parser("validate", help="judge a 360Giving file against the standard")
    verb.add_argument("file", type=Path, help="360Giving JSON")
    verb.add_argument("--json", action="store_true", help="print the judgement as JSON")
    verb.set_defaults(run=validate_file)


def import_file(options: argparse.Namespace) -> int:
    """Exit 0 where anything could be read, 1 where nothing could, 2 where there is no such file."""
    if not _is_database_ready():
        return _unusable(_("The database is not ready. Run `allotment init` first."))
    if options.file.startswith(("https://", "http://")):
        return _import_address(options)
    path = Path(options.file)
    return _with_file(path, lambda file: _import(file, path.name, options))


def _import(file: BinaryIO, name: str, options: argparse.Namespace) -> int:
    from allotment.register.services.imports import import_grants

    return _print_outcome(
        import_grants(file, file_name=name, by=None, on_progress=_progress_shown(options)), options
    )


def _import_address(options: argparse.Namespace) -> int:
    from allotment.kernel.fetching.addresses import FetchError
    from allotment.register.services.addresses import import_from_address

    try:
        report = import_from_address(
            address=options.file, by=None, on_progress=_progress_shown(options)
        )
    except FetchError as error:
        return _unusable(str(error))
    return _print_outcome(report, options)


def _progress_shown(options: argparse.Namespace) -> "Callable[[ImportReport], None] | None":
    return None if options.json or not sys.stderr.isatty() else _progress


def _print_outcome(report: "ImportReport", options: argparse.Namespace) -> int:
    from allotment.register.readers.wording import fault_sentence
    from allotment.register.writers.reports import import_as_json, import_as_text

    counts = {
        "read": report.read,
        "imported": report.imported,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "rejected": report.rejected,
    }
    found = report.changes, report.rejections
    if options.json:
        _print_json(import_as_json(counts, report.total_pence, *found))
    else:
        print(import_as_text(counts, report.totals, *found))
    if report.fault is not None and not report.read:
        print(fault_sentence(report.fault), file=sys.stderr)
    elif not report.read:
        print(_("The file holds no grants."), file=sys.stderr)
    return 0 if report.is_readable else 1


def _progress(report: "ImportReport") -> None:
    message = ngettext("%(count)s grant …", "%(count)s grants …", report.read)
    message %= {"count": f"{report.read:,}"}
    print(f"\r{message}", end="", file=sys.stderr, flush=True)


def export_file(options: argparse.Namespace) -> int:
    """Exit 0, or 2 where the file cannot be written. What was there stays until all is written."""
    from django.conf import settings

    from allotment.register.models import Party
    from allotment.register.queries import export
    from allotment.register.writers import exports
    from allotment.register.writers.grant_columns import columns_in

    if not _is_database_ready():
        return _unusable(_("The database is not ready. Run `allotment init` first."))
    target: Path = options.file
    site = export.Site(settings.SITE_NAME, settings.BASE_URL, settings.OPEN_DATA_LICENCE)
    try:
        key = export.identified_funder(options.funder) if options.funder else ""
        extent = export.of_funder(key, site) if key else export.everything(site)
    except Party.DoesNotExist:
        return _unusable(
            _("The register has no awards of a funder %(funder)s.") % {"funder": options.funder}
        )
    form = exports.FORMATS.get(target.suffix.lower().lstrip("."), exports.FORMATS["json"])
    head = export.head(extent, site, f"360giving.{form.ending}")
    read = partial(export.documents, extent)
    try:
        _write(target, exports.written(form, head, read, lambda: columns_in(read())))
        if form.ending == "csv" and _is_a_file_of_its_own(target):
            beside = target.with_name(f"{target.name}-metadata.json")
            _write(beside, [exports.beside_csv(head, target.name)])
    except OSError as error:
        return _unusable(
            _("%(file)s cannot be written: %(why)s.") % {"file": target, "why": error.strerror}
        )
    message = ngettext(
        "%(count)s award written to %(file)s.",
        "%(count)s awards written to %(file)s.",
        extent.count,
    )
    message %= {"count": f"{extent.count:,}", "file": target}
    print(message, file=sys.stdout if _is_a_file_of_its_own(target) else sys.stderr)
    return 0


def _write(target: Path, pieces: Iterable[bytes]) -> None:
    if _is_a_file_of_its_own(target):
        _write_whole(target, pieces)
    else:
        with target.open("wb") as stream:
            stream.writelines(pieces)


def _is_a_file_of_its_own(target: Path) -> bool:
    """A device, a pipe or a link is written into; it must never be replaced by a file."""
    return not target.is_symlink() and (target.is_file() or not target.exists())


def _write_whole(target: Path, pieces: Iterable[bytes]) -> None:
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}", delete=False) as file:
        try:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).chmod(0o644)
            Path(file.name).replace(target)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def validate_file(options: argparse.Namespace) -> int:
    """Exit 0 where all is valid, 1 where something is not, 2 where there is no such file."""
    return _with_file(options.file, lambda file: _validate(file, as_json=options.json))


def _validate(file: BinaryIO, *, as_json: bool) -> int:
    from allotment.register.readers.judging import judge
    from allotment.register.writers.reports import verdict_as_json, verdict_as_text

    verdict = judge(file)
    if as_json:
        _print_json(verdict_as_json(verdict))
    else:
        print(verdict_as_text(verdict))
    return 1 if verdict.errors else 0


def _with_file(path: Path, use: Callable[[BinaryIO], int]) -> int:
    try:
        file = _opened(path)
    except _NoWriterError:
        return _unusable(
            _("Nothing is writing into %(file)s. Start that first, then run this again.")
            % {"file": path}
        )
    except FileNotFoundError:
        return _unusable(_("There is no file %(file)s.") % {"file": path})
    except IsADirectoryError:
        return _unusable(
            _("%(file)s is a folder. Give a 360Giving file in JSON format.") % {"file": path}
        )
    except OSError as error:
        return _unusable(
            _("%(file)s cannot be opened: %(why)s.") % {"file": path, "why": error.strerror}
        )
    with file:
        return use(file)


def _opened(path: Path) -> BinaryIO:
    """Opening a pipe waits until somebody opens its other end, which may never be."""
    if not path.is_fifo():
        return path.open("rb")
    opened: SimpleQueue[BinaryIO | OSError] = SimpleQueue()
    Thread(target=_open_into, args=(opened, path), daemon=True).start()
    try:
        found = opened.get(timeout=WRITER_COMES_WITHIN)
    except Empty:
        raise _NoWriterError from None
    if isinstance(found, OSError):
        raise found
    return found


def _open_into(opened: "SimpleQueue[BinaryIO | OSError]", path: Path) -> None:
    try:
        opened.put(path.open("rb"))
    except OSError as error:
        opened.put(error)


def _is_database_ready() -> bool:
    from django.db import connection

    from allotment.register.models import Award

    return Award._meta.db_table in connection.introspection.table_names()


def _unusable(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return UNUSABLE


def _print_json(report: dict[str, Any]) -> None:
    print(json.dumps(report, ensure_ascii=False, indent=2))
