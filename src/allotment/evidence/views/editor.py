"""The editor of a report: figures on one side, words on the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.evidence.domain.report import Tabled, tables
from allotment.evidence.forms import editing as forms
from allotment.evidence.models import Analysis, Picture
from allotment.evidence.queries import analyses as queries, composed as composing
from allotment.evidence.services import analyses as services, editing
from allotment.evidence.views.blocks import drawn
from allotment.evidence.views.public import bytes_of, pdf_response
from allotment.evidence.writers import report as writer
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions import may
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.pages import Button, FormPage
from allotment.kernel.web.tables import csv_response


@allowed("evidence.read", fetch=queries.one)
def analysis(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    """The figures on the left, the words on the right; or how far the reading is."""
    found = composing.composed(analysis)
    return render(
        request,
        "evidence/analysis.html",
        {
            "analysis": analysis,
            "found": found,
            "job": queries.last_job(analysis),
            "edits": bool(may(request.user, "evidence.edit", analysis)),
            "edition": queries.last_edition(analysis),
            "drawn": drawn,
            "picture": lambda file: reverse("files:download", args=[file]),
            "data": lambda table: reverse("evidence:draft_data", args=[analysis.key, table]),
        },
    )


@allowed("evidence.edit", fetch=queries.one)
def word(request: HttpRequest, analysis: Analysis) -> HttpResponse | FormPage:
    """Accept, replace or drop one sentence."""
    found = composing.composed(analysis)
    back = reverse("evidence:analysis", args=[analysis.key])
    if request.method != "POST" or found is None:
        return redirect(back)
    judged = found.judged(request.POST.get("finding", ""))
    if judged is None:
        messages.warning(request, _("This sentence is no longer part of the analysis."))
        return redirect(back)
    back = f"{back}#finding-{judged.key}"
    return FormPage(
        form=forms.WordingForm,
        initial={"seen": analysis.version},
        act=lambda form: editing.word(
            analysis=analysis, rests_on=judged.figures, by=person_of(request), **form.cleaned_data
        ),
        then=back,
        refused=partial(_current_words, judged.shown or _("left out")),
        heading=_("What should happen to this sentence?"),
        caption=analysis.title,
        lead=judged.computed,
        button=_("Save"),
        back=back,
    )


def _current_words(words: str, form: forms.SeenForm) -> Mapping[str, str]:
    return {**form.renew(), "lead": _("Current text: %(words)s") % {"words": words}}


@allowed("evidence.edit", fetch=queries.one)
def front(request: HttpRequest, analysis: Analysis) -> FormPage:
    """Title and foreword."""
    back = reverse("evidence:analysis", args=[analysis.key])
    return FormPage(
        form=forms.FrontForm,
        initial={"title": analysis.title, "foreword": analysis.foreword, "seen": analysis.version},
        act=lambda form: services.rename(
            analysis=analysis, by=person_of(request), **form.cleaned_data
        ),
        done=_("Saved."),
        then=back,
        refused=partial(_current_words, f"{analysis.title} {analysis.foreword}".strip()),
        heading=_("Title and foreword"),
        caption=analysis.title,
        button=_("Save"),
        back=back,
    )


@allowed("evidence.edit", fetch=queries.one)
def pictures(request: HttpRequest, analysis: Analysis) -> FormPage:
    """The pictures of the report: add one, take one out."""
    return FormPage(
        form=forms.PictureForm,
        initial={"seen": analysis.version},
        act=lambda form: editing.add_picture(
            analysis=analysis,
            upload=form.cleaned_data["file"],
            alternative=form.cleaned_data["alternative"],
            caption=form.cleaned_data["caption"],
            seen=form.cleaned_data["seen"],
            by=person_of(request),
        ),
        done=_("The picture has been added to the report."),
        then=request.path,
        refused=forms.SeenForm.renew,
        template="evidence/pictures.html",
        context={"analysis": analysis, "pictures": queries.pictures_of(analysis)},
    )


@allowed("evidence.edit", fetch=queries.picture)
def remove_picture(request: HttpRequest, picture: Picture) -> Button:
    """Take a picture out of the report."""
    analysis = picture.analysis
    return Button(
        act=lambda: editing.remove_picture(
            picture=picture, seen=analysis.version, by=person_of(request)
        ),
        done=_("The picture has been removed from the report."),
        back=reverse("evidence:pictures", args=[analysis.key]),
    )


@allowed("evidence.read", fetch=queries.one)
def preview(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    """The report as it would be published."""
    found = composing.composed(analysis)
    if found is None:
        return redirect("evidence:analysis", key=analysis.key)
    context = {
        "analysis": analysis,
        "report": found.report,
        "edits": bool(may(request.user, "evidence.edit", analysis)),
        "drawn": drawn,
        "picture": lambda file: reverse("files:download", args=[file]),
        "data": lambda table: reverse("evidence:draft_data", args=[analysis.key, table]),
    }
    return render(request, "evidence/preview.html", context)


@allowed("evidence.read", fetch=queries.one)
def preview_pdf(_request: HttpRequest, analysis: Analysis) -> HttpResponse:
    """The same as a PDF."""
    found = composing.composed(analysis)
    if found is None:
        return redirect("evidence:analysis", key=analysis.key)
    content = writer.pdf(found.report, [_("Draft. Not published.")], bytes_of)
    return pdf_response(content, f"draft-{analysis.key}.pdf")


@dataclass(frozen=True, slots=True)
class OneTable:
    """A table of an analysis."""

    analysis: Analysis
    table: Tabled


def _table(user: Any, key: str, table: str) -> OneTable:
    """Raises Analysis.DoesNotExist where there is no such table."""
    analysis = queries.one(user, key)
    found = composing.composed(analysis)
    for block in tables(found.report) if found else ():
        if block.key == table:
            return OneTable(analysis, block)
    raise Analysis.DoesNotExist


@allowed("evidence.read", fetch=_table)
def draft_data(_request: HttpRequest, one: OneTable) -> HttpResponseBase:
    """The figures of one chart or table as CSV."""
    return csv_response(one.table.key, one.table.headings, one.table.rows)
