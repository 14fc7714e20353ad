"""Reads what is to be analysed, analyses it, and keeps what was found."""

from collections.abc import Callable
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.evidence.domain import packing
from allotment.evidence.domain.analysis import Beside, Tools, analyse
from allotment.evidence.domain.corrections import Correction as Comparable
from allotment.evidence.domain.inheriting import inherit
from allotment.evidence.domain.names import Known
from allotment.evidence.domain.packing import as_json, digest, packed
from allotment.evidence.domain.rows import Corpus
from allotment.evidence.domain.taxonomy import Scheme
from allotment.evidence.models import Analysis, Correction, Run
from allotment.evidence.queries import earlier, sources
from allotment.evidence.readers.code import code_version
from allotment.evidence.readers.taxonomy import known_taxonomy
from allotment.evidence.readers.weights import read_identifier, read_weights
from allotment.evidence.services.analyses import AnalysisError
from allotment.fund.services import looking
from allotment.fund.services.entries import must_be_unsealed
from allotment.kernel.audit import services as audit
from allotment.kernel.domain.sentences import gettext_noop as noop
from allotment.kernel.files.models import StoredFile
from allotment.kernel.files.scanning import scan_one
from allotment.kernel.guards.rows import writing
from allotment.kernel.people.models import User

OnProgress = Callable[[int, int, str], None]


class NotCheckedError(Exception):
    """The scanner for viruses could not be asked; later it may."""


def tools() -> Tools:
    """What texts are read with on this site. Raises RuleBrokenError for a taxonomy in no right form."""
    return Tools(read_weights(), read_identifier(), known_taxonomy(settings.TAXONOMY))


def data_version(corpus: Corpus) -> str:
    """A digest of all rows, in whatever order they come."""
    rows = sorted(corpus.rows, key=lambda row: row.key)
    return digest(as_json([rows, sorted(corpus.carried), list(corpus.left_out)]))


def run(*, analysis: Analysis, number: int, by: User | None, on_progress: OnProgress) -> Run:
    """Read the source and keep what was found as the run of this number; where it is there already,
    that is given. Raises AnalysisError with a sentence where the source cannot be read, and where
    the analysis was removed meanwhile. Who looked at it before has not seen it: its version grows.

    Nothing is written before all is found, so a run that was killed leaves nothing behind.
    """
    done = Run.objects.filter(analysis=analysis, number__gte=number).order_by("number").first()
    if done is not None:
        return done
    on_progress(0, 1, _("Reading the source"))
    corpus, read_with = corpus_of(analysis), tools()
    summary, lines = analyse(
        corpus,
        read_with,
        beside(analysis, corpus),
        seed=analysis.seed,
        on_progress=lambda step, steps, note: on_progress(step + 1, steps + 2, _(note)),
    )
    found = digest(as_json(summary) + as_json(lines))
    last = Run.objects.filter(analysis=analysis).order_by("-number").first()
    if last is not None:
        summary, lines = inherit(summary, lines, packing.lines(bytes(last.lines)))
    with transaction.atomic(), writing("evidence"):
        held = Analysis.objects.select_for_update().filter(pk=analysis.pk)
        if not held:
            raise AnalysisError(noop("This analysis has been removed."))
        made, is_new = Run.objects.get_or_create(
            analysis=analysis, number=number,
            defaults={
                "made_by": by, "rows": len(corpus.rows), "seed": analysis.seed,
                "data_version": data_version(corpus), "code_version": code_version(),
                "options": {"taxonomy": digest(as_json(read_with.taxonomy))},
                "summary": packed(as_json(summary)), "lines": packed(as_json(lines)),
                "result_digest": found,
            },
        )  # fmt: skip
        if is_new:
            held.update(version=F("version") + 1, changed_at=timezone.now())
            audit.record(
                kind="evidence.analysis_run", by=by, on=analysis, chain=analysis.owner,
                facts={"run": number, "rows": len(corpus.rows), "digest": made.result_digest},
            )  # fmt: skip
    return made


def corpus_of(analysis: Analysis) -> Corpus:
    """The rows of an analysis' source. Raises AnalysisError where it cannot be read."""
    if analysis.source == Analysis.Source.CALLS:
        calls = list(analysis.calls.select_related("funder").order_by("pk"))
        for call in calls:
            must_be_unsealed(call)
            looking.begin_to_read(call)
        return sources.of_calls(calls)
    if analysis.source == Analysis.Source.AWARDS:
        return sources.of_awards(analysis.query)
    stored = _checked(analysis)
    try:
        with default_storage.open(stored.path) as file:
            return sources.of_file(cast(BinaryIO, file), stored.name)
    except sources.UnreadableFileError as error:
        raise AnalysisError(noop("The file cannot be read: {why}"), why=str(error)) from error


def _checked(analysis: Analysis) -> StoredFile:
    assert analysis.file is not None
    scan_one(analysis.file.key)
    stored = StoredFile.objects.get(pk=analysis.file.pk)
    if stored.state == StoredFile.State.CHECKING:
        raise NotCheckedError
    if not stored.is_ready:
        raise AnalysisError(noop("The file did not pass the check for viruses."))
    return stored


def beside(analysis: Analysis, corpus: Corpus) -> Beside:
    """What people corrected for this owner, whom the site knows, and what was there earlier."""
    before = earlier.earlier_rows(analysis, corpus)
    words = {row.key: row.words for row in (*before, *corpus.rows)}
    corrections = [
        Comparable(each.row, Scheme(each.scheme), each.code, each.right, words[each.row])
        for each in Correction.objects.filter(owner=analysis.owner_id).order_by("at", "pk")
        if each.row in words
    ]
    return Beside(corrections, known(), before)


def known() -> list[Known]:
    """Councils, funders, recipients and organisations that the site knows, by name."""
    return [Known(ref, name, kind) for ref, name, kind in earlier.known_names()]
