"""Importing files of grants, in whole batches."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.kernel.audit import services as audit
from allotment.kernel.files.services import keep_made
from allotment.kernel.guards import states
from allotment.kernel.guards.rows import writing
from allotment.kernel.jobs.services import Cancelled, enqueue
from allotment.kernel.people.models import User
from allotment.register.models import ImportRun
from allotment.register.readers.faults import Fault
from allotment.register.readers.grant_stream import ChangeCount, GrantStream, Rejection, Row
from allotment.register.services.award_rows import AwardRows, Origin, room_for_bulk
from allotment.register.services.bulk_sql import lock_register
from allotment.register.services.tables import known_stream
from allotment.register.writers.rejected_rows import RejectedRows

log = logging.getLogger("allotment.register")

REJECTED = "register.rejected"
"""What files of rejected rows are about."""

BATCH = 4_000
"""Grants that are filed in one transaction: the larger, the fewer pages are written twice."""

_MOST_KEPT = 1_000
_LONGEST_HEAD = 20_000
_POUNDS = "GBP"


@dataclass(slots=True)
class ImportReport:
    """What an import did. `read` is the sum of the four counts after it; amounts are in pence.

    `totals` adds up, by currency, what the register now holds of the file.
    """

    run_key: str
    read: int = 0
    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    totals: dict[str, int] = field(default_factory=dict)
    changes: list[ChangeCount] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    fault: Fault | None = None

    @property
    def total_pence(self) -> int:
        """The total in pounds sterling, in pence."""
        return self.totals.get(_POUNDS, 0)

    @property
    def is_readable(self) -> bool:
        """Whether anything at all could be read."""
        return self.read > self.rejected


def import_grants(
    file: BinaryIO,
    *,
    file_name: str,
    by: User | None,
    batch: int = BATCH,
    tell: Callable[[ImportReport], None] | None = None,
) -> ImportReport:
    """Import a file of grants, JSON or a table; `by` None is the system itself.

    Grants come in whole batches, each in one transaction with one line in the audit; a run that is
    killed leaves those and can be repeated. Content that is there already stays untouched. `tell`
    is called after each batch; it may raise `Cancelled`, and the run ends as stopped. What was turned
    away is kept as a file about the run (`REJECTED`).
    """
    run = _begin(file_name, by)
    report = ImportReport(run_key=run.key)
    stream = known_stream(file)
    rows = AwardRows(Origin(run_id=run.pk), timezone.now())
    rejected = RejectedRows()
    waiting = iter(stream)
    try:
        with room_for_bulk():
            while some := list(islice(waiting, batch)):
                _file(run, report, stream, rows, some, by)
                for row in some:
                    if row.item is not None:
                        rejected.add(row.item, row.reason)
                if tell is not None:
                    tell(report)
    except Cancelled:
        _end(run, report, stream, rejected, ImportRun.Status.STOPPED)
        raise
    _end(run, report, stream, rejected, ImportRun.Status.FINISHED)
    return report


def _begin(file_name: str, by: User | None) -> ImportRun:
    run = ImportRun(file_name=file_name[-250:], by=by)
    with writing("register"):
        run.save(force_insert=True)
    return run


def _file(
    run: ImportRun,
    report: ImportReport,
    stream: GrantStream,
    rows: AwardRows,
    some: list[Row],
    by: User | None,
) -> None:
    new = [row.reading for row in some if row.reading is not None and not row.is_repeat]
    repeats = sum(row.is_repeat for row in some)
    with transaction.atomic(), writing("register"):
        lock_register()
        filed = rows.file(new)
        own = set(filed.kept_own)
        for row in some:
            if row.reading is not None and row.reading.facts.identifier in own:
                stream.tally.reject(row.row, _("This site made this award itself; it stays."))
        report.imported += filed.imported
        report.updated += filed.updated
        report.unchanged += filed.unchanged + repeats
        report.read += len(some)
        report.rejected = stream.tally.rejected
        _add_up(report, some, own)
        _keep_counts(run, report)
        if filed.imported or filed.updated:
            audit.record(
                kind="register.batch_imported",
                by=by,
                on=run,
                facts={
                    "first_row": some[0].row,
                    "last_row": some[-1].row,
                    "imported": filed.imported,
                    "updated": filed.updated,
                },
            )


def _add_up(report: ImportReport, some: list[Row], own: set[str]) -> None:
    for row in some:
        if row.reading is None or row.is_repeat:
            continue
        facts = row.reading.facts
        if facts.identifier not in own:
            known = report.totals.get(facts.currency, 0)
            report.totals[facts.currency] = known + facts.amount_pence


def _keep_counts(run: ImportRun, report: ImportReport, **more: Any) -> None:
    ImportRun.objects.filter(pk=run.pk).update(
        read=report.read,
        imported=report.imported,
        updated=report.updated,
        unchanged=report.unchanged,
        rejected=report.rejected,
        total_pence=report.total_pence,
        **more,
    )


def _end(
    run: ImportRun,
    report: ImportReport,
    stream: GrantStream,
    rejected: RejectedRows,
    status: ImportRun.Status,
) -> None:
    report.changes = list(stream.tally.changes.values())
    report.rejections = stream.tally.rejections
    report.fault = stream.fault
    _keep_rejected(run, stream, rejected)
    with transaction.atomic(), writing("register"):
        _keep_counts(
            run,
            report,
            changes=[
                {"kind": change.kind.value, "count": change.count, "first": change.first}
                for change in report.changes
            ],
            rejections=[list(each) for each in report.rejections[:_MOST_KEPT]],
            about_file=_about(stream),
        )
        states.move(ImportRun.objects.filter(pk=run.pk), to=status, ended_at=timezone.now())
        if report.imported or report.updated:
            _let_search_find(run)


def _keep_rejected(run: ImportRun, stream: GrantStream, rejected: RejectedRows) -> None:
    """Without room on the disk the import counts all the same; the run has the reasons."""
    made = rejected.file(stream.file.form, stream.file.head)
    if made is None:
        return
    try:
        keep_made(
            name=f"turned-away-{run.key}.{made.ending}",
            content=made.content,
            content_type=made.content_type,
            about_kind=REJECTED,
            about_key=run.key,
        )
    except OSError:
        log.exception("the file of rejected rows of import %s could not be kept", run.key)


def _let_search_find(run: ImportRun) -> None:
    """Queue the indexing of this run and of runs that broke off before they could ask for it."""
    broken_off = ImportRun.objects.filter(status=ImportRun.Status.RUNNING, pk__lt=run.pk)
    for key in (run.key, *broken_off.values_list("key", flat=True)):
        enqueue("register.index_import", once=f"register.index:{key}:{run.key}", run=key)


def _about(stream: GrantStream) -> dict[str, Any]:
    """What the file says of itself, where that is short enough to keep."""
    head = stream.file.head
    return head if len(str(head)) <= _LONGEST_HEAD else {}
