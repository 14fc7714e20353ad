"""The editor of a report: figures on one side, words on the other."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.evidence.domain.report import Tabled, tables
from allotment.evidence.forms import editing as forms
from allotment.evidence.models import Analysis, Picture
from allotment.evidence.queries import analyses as queries
from allotment.evidence.queries import composed as composing
from allotment.evidence.services import analyses as services
from allotment.evidence.services import editing
from allotment.evidence.views.blocks import drawn
from allotment.evidence.views.public import bytes_of, pdf_response
from allotment.evidence.writers import report as writer
from allotment.kernel.domain.sentences import RuleBrokenError
from allotment.kernel.files.domain import UnsafeFileError
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions import may
from allotment.kernel.permissions.views import allowed
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
def word(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    """Accept, replace or drop one sentence."""
    found = composing.composed(analysis)
    if request.method != "POST" or found is None:
        return redirect("evidence:analysis", key=analysis.key)
    judged = found.judged(request.POST.get("finding", ""))
    form = forms.WordingForm(
        request.POST,
        initial={"seen": analysis.version},
    )
    back = f"{reverse('evidence:analysis', args=[analysis.key])}#finding-{judged.key if judged else ''}"
    if judged is None:
        messages.warning(request, _("This sentence is no longer part of the analysis."))
        return redirect("evidence:analysis", key=analysis.key)
    lead = judged.computed
    if form.is_valid():
        try:
            editing.word(
                analysis=analysis,
                finding=judged.key,
                choice=form.cleaned_data["choice"],
                words=form.cleaned_data["words"],
                rests_on=judged.figures,
                seen=form.cleaned_data["seen"],
                by=person_of(request),
            )
            return redirect(back)
        except RuleBrokenError as error:
            form.refuse(error.sentence.render(_))
            lead = _("Current text: %(words)s") % {"words": judged.shown or _("left out")}
    context = {
        "form": form,
        "heading": _("What should happen to this sentence?"),
        "caption": analysis.title,
        "lead": lead,
        "button": _("Save"),
        "back": back,
    }
    return render(request, "web/form.html", context)


@allowed("evidence.edit", fetch=queries.one)
def front(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    """Title and foreword."""
    form = forms.FrontForm(
        request.POST or None,
        initial={
            "title": analysis.title,
            "foreword": analysis.foreword,
            "seen": analysis.version,
        },
    )
    lead = ""
    if request.method == "POST" and form.is_valid():
        try:
            services.rename(
                analysis=analysis,
                title=form.cleaned_data["title"],
                foreword=form.cleaned_data["foreword"].replace("\r\n", "\n"),
                seen=form.cleaned_data["seen"],
                by=person_of(request),
            )
        except RuleBrokenError as error:
            form.refuse(error.sentence.render(_))
            lead = _("Current text: %(words)s") % {
                "words": " ".join((analysis.title, analysis.foreword)).strip()
            }
        else:
            messages.success(request, _("Saved."))
            return redirect("evidence:analysis", key=analysis.key)
    context = {
        "form": form,
        "heading": _("Title and foreword"),
        "caption": analysis.title,
        "lead": lead,
        "button": _("Save"),
        "back": reverse("evidence:analysis", args=[analysis.key]),
    }
    return render(request, "web/form.html", context)


@allowed("evidence.edit", fetch=queries.one)
def pictures(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    """The pictures of the report: add one, take one out."""
    form = forms.PictureForm(
        request.POST or None, request.FILES or None, initial={"seen": analysis.version}
    )
    if request.method == "POST" and form.is_valid():
        try:
            editing.add_picture(
                analysis=analysis,
                upload=form.cleaned_data["file"],
                alternative=form.cleaned_data["alternative"],
                caption=form.cleaned_data["caption"],
                seen=form.cleaned_data["seen"],
                by=person_of(request),
            )
        except UnsafeFileError as error:
            form.add_error("file", str(error))
        except RuleBrokenError as error:
            form.refuse(error.sentence.render(_))
        else:
            messages.success(request, _("The picture has been added to the report."))
            return redirect("evidence:pictures", key=analysis.key)
    context = {"analysis": analysis, "form": form, "pictures": queries.pictures_of(analysis)}
    return render(request, "evidence/pictures.html", context)


@allowed("evidence.edit", fetch=queries.picture)
def remove_picture(request: HttpRequest, picture: Picture) -> HttpResponse:
    """Take a picture out of the report."""
    key = picture.analysis.key
    if request.method == "POST":
        try:
            editing.remove_picture(
                picture=picture, seen=picture.analysis.version, by=person_of(request)
            )
        except RuleBrokenError as error:
            messages.warning(request, error.sentence.render(_))
        else:
            messages.success(request, _("The picture has been removed from the report."))
    return redirect("evidence:pictures", key=key)


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
