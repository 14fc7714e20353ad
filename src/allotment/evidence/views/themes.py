"""The themes of an analysis: rename, merge, split, and undo."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from allotment.evidence.forms import editing as forms
from allotment.evidence.models import Analysis, ThemeEdit
from allotment.evidence.queries import analyses as queries, composed as composing
from allotment.evidence.queries.composed import ShownTheme
from allotment.evidence.services import editing
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions import may
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.pages import Button, FormPage, Link, ListPage
from allotment.kernel.web.rows import Listed
from allotment.kernel.web.tables import Asked, Column, Empty, Filter, Table

MOST_TYPICAL = 10

THEMES: dict[str, Callable[[ShownTheme], Any]] = {
    "name": lambda each: each.name.lower(),
    "count": lambda each: each.count,
}


def _table(analysis: Analysis) -> Table[ShownTheme]:
    def theme(each: ShownTheme) -> str:
        return reverse("evidence:theme", args=[analysis.key, each.key])

    return Table(
        name="themes",
        caption=_("Themes"),
        usual="-count",
        columns=[
            Column(_("Theme"), "name", sort="name", href=theme),
            Column(_("How many"), "count", sort="count", numeric=True),
            Column(_("Distinctive words"), lambda each: ", ".join(each.terms)),
        ],
        filters=[Filter("text", _("Words in the name or the terms"))],
        empty=Empty(_("No themes were found: there are too few texts, or none alike.")),
        counted=lambda n: ngettext("%(n)s theme", "%(n)s themes", n),
    )


@allowed("evidence.read", fetch=queries.one)
def themes(request: HttpRequest, analysis: Analysis) -> HttpResponse | ListPage[ShownTheme]:
    """Every theme with its words and its size."""
    found = composing.composed(analysis)
    if found is None:
        return redirect("evidence:analysis", key=analysis.key)

    def rows(asked: Asked) -> Listed[ShownTheme]:
        text = asked["text"].lower()
        kept = [t for t in found.themes if text in f"{t.name} {' '.join(t.terms)}".lower()]
        return Listed(kept, asked, THEMES, lambda each: each.key)

    return ListPage(
        table=_table(analysis),
        rows=rows,
        title=f"{_('Themes')}: {analysis.title}",
        caption=analysis.title,
        back=Link(analysis.title, reverse("evidence:analysis", args=[analysis.key])),
        template="evidence/themes.html",
        context=lambda _shown: {
            "analysis": analysis,
            "composed": found,
            "edits": bool(may(request.user, "evidence.edit", analysis)),
        },
    )


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
def theme(request: HttpRequest, one: OneTheme) -> FormPage:
    """One theme: its most typical rows; rename it."""
    analysis, key = one.analysis, one.theme.key
    edits = bool(may(request.user, "evidence.edit", analysis))
    if request.method == "POST" and not edits:
        raise Http404
    return FormPage(
        form=forms.RenameForm,
        initial={"name": one.theme.name, "seen": analysis.version},
        act=lambda form: editing.change_themes(
            analysis=analysis,
            verb=ThemeEdit.Verb.RENAME,
            themes=[key],
            by=person_of(request),
            **form.cleaned_data,
        ),
        done=_("Saved."),
        then=reverse("evidence:themes", args=[analysis.key]),
        refused=forms.SeenForm.renew,
        template="evidence/theme.html",
        context={
            "analysis": analysis,
            "theme": one.theme,
            "edits": edits,
            "rows": one.found.material.of_theme[key][:MOST_TYPICAL],
        },
    )


@allowed("evidence.edit", fetch=queries.one)
def merge(request: HttpRequest, analysis: Analysis) -> HttpResponse | FormPage:
    """Make one theme of several."""
    found = composing.composed(analysis)
    if found is None:
        return redirect("evidence:analysis", key=analysis.key)
    back = reverse("evidence:themes", args=[analysis.key])
    return FormPage(
        form=partial(
            forms.MergeForm,
            themes=[(each.key, f"{each.name} ({each.count:,})") for each in found.themes],
        ),
        initial={"seen": analysis.version},
        act=lambda form: editing.change_themes(
            analysis=analysis, verb=ThemeEdit.Verb.MERGE, by=person_of(request), **form.cleaned_data
        ),
        done=_("Saved."),
        then=back,
        refused=forms.SeenForm.renew,
        heading=_("Merge themes"),
        caption=analysis.title,
        button=_("Merge"),
        back=back,
    )


@allowed("evidence.edit", fetch=_one)
def split(request: HttpRequest, one: OneTheme) -> Button:
    """Make two themes of one."""
    return Button(
        act=lambda: editing.change_themes(
            analysis=one.analysis,
            verb=ThemeEdit.Verb.SPLIT,
            themes=[one.theme.key],
            name="",
            seen=forms.seen_in(request.POST),
            by=person_of(request),
        ),
        done=_("Saved."),
        back=reverse("evidence:themes", args=[one.analysis.key]),
    )


@allowed("evidence.edit", fetch=queries.one)
def undo(request: HttpRequest, analysis: Analysis) -> Button:
    """Take back the last change."""
    return Button(
        act=lambda: editing.undo_theme_change(
            analysis=analysis, seen=forms.seen_in(request.POST), by=person_of(request)
        ),
        done=_("The last change has been undone."),
        back=reverse("evidence:themes", args=[analysis.key]),
    )
