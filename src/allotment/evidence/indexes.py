"""What of evidence can be found by search: published reports."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allotment.evidence.domain import packing
from allotment.evidence.domain.report import Points, Text
from allotment.evidence.queries.editions import standing
from allotment.evidence.services.publishing import KIND
from allotment.kernel.search.domain.documents import Document
from allotment.kernel.search.sources import source


@source(KIND, name=_("Reports"))
def reports(keys: Sequence[str] | None) -> Iterable[Document]:
    """Published reports with their words, for everybody."""
    found = standing().defer(None)
    if keys is not None:
        found = found.filter(analysis__key__in=keys)
    for edition in found.iterator():
        report = packing.report(bytes(edition.document))
        words = [report.owner, report.lead]
        for section in report.sections:
            for block in section.blocks:
                if isinstance(block, Text):
                    words.append(block.text)
                elif isinstance(block, Points):
                    words += block.items
        key = edition.analysis.key
        yield Document(
            KIND, key, edition.title, reverse("evidence:report", args=[key]), "\n".join(words)
        )
