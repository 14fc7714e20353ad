"""What of evidence can be found by search: published reports."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allotment.evidence.domain import packing
from allotment.evidence.domain.report import Points, Text
from allotment.evidence.models import Edition
from allotment.evidence.queries.editions import standing
from allotment.evidence.services.publishing import KIND
from allotment.kernel.search.domain.documents import Document
from allotment.kernel.search.sources import each


@each(KIND, standing().defer(None), name=_("Reports"), key="analysis__key")
def reports(edition: Edition) -> Document:
    """Published reports with their words, for everybody."""
    report = packing.report(bytes(edition.document))
    words = [report.owner, report.lead]
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Text):
                words.append(block.text)
            elif isinstance(block, Points):
                words += block.items
    key = edition.analysis.key
    address = reverse("evidence:report", args=[key])
    return Document(KIND, key, edition.title, address, "\n".join(words))
