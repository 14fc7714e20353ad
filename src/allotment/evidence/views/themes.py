"""The themes of an analysis: rename, merge, split, and undo."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allotment.evidence.forms import editing as forms
from allotment.evidence.models import Analysis, ThemeEdit
from allotment.evidence.queries import analyses as queries
from allotment.evidence.queries import composed as composing
from allotment.evidence.queries.composed import ShownTheme
from allotment.evidence.services import editing
from allotment.kernel.domain.sentences import RuleBrokenError
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions import may
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.rows import Listed
from allotment.kernel.web.tables import Column, Empty, Filter, Table

MOST_TYPICAL = 10

THEMES: dict[str, Callable[[ShownTheme], Any]] = {
    "name": lambda each: each.name.lower(),
    "count": lambda each: each.count,
}


def _table() -> Table[ShownTheme]:
    return Table(
        name="themes",
        caption=_("Themes"),
        usual="-count",
        columns=[
            Column(_("Theme"), "name", sort="name"),
            Column(_("How many"), "count", sort="count", numeric=True),
            Column(_("Distinctive words"), lambda each: ", ".join(each.terms)),
        ],
        filters=[Filter("text", _("Words in the name or the terms"))],
        empty=Empty(_("No themes were found: there are too few texts, or none alike.")),
        counted=lambda n: ngettext("%(n)s theme", "%(n)s themes", n) % {"n": f"{n:,}"},
    )


@allowed("evidence.read", fetch=queries.one)
def themes(request: HttpRequest, analysis: Analysis) -> HttpResponseBase:
    """Every theme with its words and its size."""
    found = composing.composed(analysis)
    if found is None:
        return redirect("evidence:analysis", key=analysis.key)
    table = _table()
    asked = table.asked(request)
    text = asked["text"].lower()
    rows = [each for each in found.themes if text in f"{each.name} {' '.join(each.terms)}".lower()]
    listed = Listed(rows, asked, THEMES, lambda each: each.key)
    if asked.as_file:
        return table.file(listed)
    context = {
        "analysis": analysis,
        "found": table.shown(request, listed),
        "composed": found,
        "edits": bool(may(request.user, "evidence.edit", analysis)),
    }
    return render(request, "evidence/themes.html", context)


@dataclass(frozen=True, slots=True)
class OneTheme:
    """A theme of an analysis."""

    analysis: Analysis
    theme: ShownTheme
    found: composing.Composed


def _one(user: Any, key: str, theme: str) -> OneTheme:
    """Raises Analysis.DoesNotExist where there is no such theme."""
    analysis = queries.one(user, key)
    found = composing.composed(analysis)
    for each in found.themes if found else ():
        if found is not None and each.key == theme:
            return OneTheme(analysis, each, found)
    raise Analysis.DoesNotExist


@allowed("evidence.read", fetch=_one)
def theme(request: HttpRequest, one: OneTheme) -> HttpResponse:
    """One theme: its most typical rows; rename it."""
    analysis = one.analysis
    edits = bool(may(request.user, "evidence.edit", analysis))
    form = forms.RenameForm(
        request.POST or None, initial={"name": one.theme.name, "seen": analysis.version}
    )
    sent = request.method == "POST" and edits and form.is_valid()
    if sent and _change(request, analysis, ThemeEdit.Verb.RENAME, [one.theme.key], form):
        return redirect("evidence:themes", key=analysis.key)
    context = {
        "analysis": analysis,
        "theme": one.theme,
        "form": form,
        "edits": edits,
        "rows": one.found.material.of_theme[one.theme.key][:MOST_TYPICAL],
    }
    return render(request, "evidence/theme.html", context)


def _change(
    request: HttpRequest, analysis: Analysis, verb: str, keys: list[str], form: forms.SeenForm
) -> bool:
    """Why it was not done stands in the form."""
    given = form.cleaned_data
    try:
        editing.change_themes(
            analysis=analysis, verb=verb, themes=keys, name=given.get("name", ""),
            seen=given["seen"], by=person_of(request),
        )  # fmt: skip
    except RuleBrokenError as error:
        form.refuse(error.sentence.render(_))
        return False
    messages.success(request, _("Saved."))
    return True


@allowed("evidence.edit", fetch=queries.one)
def merge(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    """Make one theme of several."""
    found = composing.composed(analysis)
    if found is None:
        return redirect("evidence:analysis", key=analysis.key)
    form = forms.MergeForm(
        request.POST or None,
        themes=[(each.key, f"{each.name} ({each.count:,})") for each in found.themes],
        initial={"seen": analysis.version},
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["themes"]
        if _change(request, analysis, ThemeEdit.Verb.MERGE, chosen, form):
            return redirect("evidence:themes", key=analysis.key)
    context = {
        "form": form,
        "heading": _("Merge themes"),
        "caption": analysis.title,
        "button": _("Merge"),
        "back": reverse("evidence:themes", args=[analysis.key]),
    }
    return render(request, "web/form.html", context)


@allowed("evidence.edit", fetch=_one)
def split(request: HttpRequest, one: OneTheme) -> HttpResponse:
    """Make two themes of one."""
    if request.method == "POST":
        form = forms.SeenForm(request.POST, initial={"seen": one.analysis.version})
        if form.is_valid():
            keys = [one.theme.key]
            if not _change(request, one.analysis, ThemeEdit.Verb.SPLIT, keys, form):
                messages.warning(request, " ".join(map(str, form.non_field_errors())))
    return redirect("evidence:themes", key=one.analysis.key)


@allowed("evidence.edit", fetch=queries.one)
def undo(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    """Take back the last change."""
    if request.method == "POST":
        form = forms.SeenForm(request.POST)
        if form.is_valid():
            try:
                editing.undo_theme_change(
                    analysis=analysis, seen=form.cleaned_data["seen"], by=person_of(request)
                )
                messages.success(request, _("The last change has been undone."))
            except RuleBrokenError as error:
                messages.warning(request, error.sentence.render(_))
    return redirect("evidence:themes", key=analysis.key)
