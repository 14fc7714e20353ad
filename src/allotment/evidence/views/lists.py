"""The lists of analyses and of their rows: columns, filters, what an empty one says."""

from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from allotment.evidence.models import Analysis
from allotment.evidence.queries.analyses import ListedAnalysis
from allotment.kernel.web.cells import to
from allotment.kernel.web.formats import number
from allotment.kernel.web.tables import Column, Empty, Filter, Table


def _rows_read(rows: int | None) -> str:
    return _("not yet") if rows is None else number(rows)


def analyses(*, may_begin: bool) -> Table[ListedAnalysis]:
    """The analyses of a person's funders."""
    return Table(
        name="analyses",
        caption=_("Analyses"),
        usual="-changed",
        columns=[
            Column(
                _("Report"),
                "analysis.title",
                sort="title",
                href=to("evidence:analysis", "analysis.key"),
            ),
            Column(_("Funder"), "analysis.owner.name", sort="funder"),
            Column(_("Source"), lambda each: each.analysis.get_source_display(), sort="source"),
            Column(_("Read"), "rows", numeric=True, show=_rows_read),
            Column(_("Published edition"), "edition", numeric=True, show=lambda n: n or "–"),
            Column(_("Last changed"), "analysis.changed_at", sort="changed"),
        ],
        filters=[
            Filter("text", _("Words in the title")),
            Filter("source", _("Source"), Analysis.Source.choices),
        ],
        empty=Empty(
            _("Nothing has been analysed yet."),
            _("See what entries or awards say") if may_begin else "",
            reverse("evidence:new") if may_begin else "",
        ),
        counted=lambda n: ngettext("%(n)s analysis", "%(n)s analyses", n),
    )
