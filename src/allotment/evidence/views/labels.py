"""The labels of an analysis: what the machine said of each row, and what people say of that."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from allotment.evidence.models import Analysis
from allotment.evidence.queries import analyses as queries, labels as reading
from allotment.evidence.queries.labels import LabelledRow
from allotment.evidence.services import editing
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions import may
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.pages import Button, Link, ListPage
from allotment.kernel.web.rows import Listed
from allotment.kernel.web.tables import Column, Empty, Filter, Table

ROWS: dict[str, Callable[[LabelledRow], Any]] = {
    "title": lambda each: each.title.lower(),
    "number": lambda each: each.number,
    "theme": lambda each: each.theme.lower(),
}


def _table(analysis: Analysis, found: reading.Labelling) -> Table[LabelledRow]:
    def row(each: LabelledRow) -> str:
        return reverse("evidence:row", args=[analysis.key, each.number])

    return Table(
        name="labels",
        caption=_("Rows and their labels"),
        usual="number",
        columns=[
            Column(_("Reference"), "key", on_page=False),
            Column(_("Title"), "title", on_page=False),
            Column(_("Title"), show=lambda each: each.title or each.key, sort="title", href=row),
            Column(_("Theme"), "theme", sort="theme", show=lambda name: name or "–"),
            Column(
                _("Labels"), lambda each: "; ".join(each.names), show=lambda names: names or "–"
            ),
            Column(_("Checked"), lambda each: _("Yes") if each.is_checked else _("No")),
        ],
        filters=[
            Filter("text", _("Words in the title")),
            Filter("theme", _("Theme"), found.themes),
            Filter("label", _("Label"), found.choices),
            Filter("by", _("Given by"), found.givers),
            Filter("checked", _("Checked"), [("yes", _("Yes")), ("no", _("No"))]),
        ],
        empty=Empty(_("There are no rows.")),
        counted=lambda n: ngettext("%(n)s row", "%(n)s rows", n),
    )


@allowed("evidence.read", fetch=queries.one)
def rows(request: HttpRequest, analysis: Analysis) -> HttpResponse | ListPage[LabelledRow]:
    """Every row with its theme and its labels."""
    found = reading.labelling(analysis)
    if found is None:
        return redirect("evidence:analysis", key=analysis.key)
    return ListPage(
        table=_table(analysis, found),
        rows=lambda asked: Listed(
            reading.narrowed(found, asked), asked, ROWS, lambda each: str(each.number)
        ),
        heading=_("Labels"),
        title=f"{_('Labels')}: {analysis.title}",
        caption=analysis.title,
        back=Link(analysis.title, reverse("evidence:analysis", args=[analysis.key])),
        template="evidence/labels.html",
        context=lambda _shown: {
            "analysis": analysis,
            "precision": found.precision,
            "edits": bool(may(request.user, "evidence.edit", analysis)),
        },
    )


@dataclass(frozen=True, slots=True)
class OneRow:
    """A row of an analysis."""

    analysis: Analysis
    row: reading.RowPage


def _one(user: Any, key: str, number: int) -> OneRow:
    """Raises Analysis.DoesNotExist where there is no such row."""
    analysis = queries.one(user, key)
    found = reading.row_page(analysis, number)
    if found is None:
        raise Analysis.DoesNotExist
    return OneRow(analysis, found)


@allowed("evidence.read", fetch=_one)
def row(request: HttpRequest, one: OneRow) -> HttpResponse | Button:
    """A row with the sentence for each label; say which are right, add one, take back what was said."""
    analysis, found = one.analysis, one.row
    edits = bool(may(request.user, "evidence.edit", analysis))
    if request.method != "POST":
        context = {"analysis": analysis, "row": found, "edits": edits}
        return render(request, "evidence/row.html", context)
    if not edits:
        raise Http404
    if "forget" in request.POST:
        return Button(
            act=lambda: editing.forget_corrections(
                analysis=analysis, row=found.key, by=person_of(request)
            ),
            done=_("The corrections to this row have been undone."),
            back=request.path,
        )
    return Button(
        act=lambda: editing.correct(
            analysis=analysis,
            row=found.key,
            verdicts=_verdicts(request, found),
            by=person_of(request),
        ),
        done=_("Saved. It applies from now on, and is used when the source is read again."),
        back=request.path,
    )


def _verdicts(
    request: HttpRequest, found: reading.RowPage
) -> Sequence[tuple[str, str, bool, bool]]:
    verdicts = []
    for label in found.labels:
        answer = request.POST.get(f"{label.scheme}:{label.code}", "")
        if answer in {"right", "wrong"}:
            verdicts.append((label.scheme, label.code, answer == "right", label.is_of_machine))
    known = {value for value, _name in found.choices}
    for value in request.POST.getlist("add"):
        if value in known:
            scheme, _colon, code = value.partition(":")
            verdicts.append((scheme, code, True, False))
    return verdicts
