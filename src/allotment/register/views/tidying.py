"""The site keeper's pages about organisations that awards name in several ways."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allotment.kernel.domain.sentences import gettext_noop
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.tables import Column, Empty, Filter, Table
from allotment.register.forms.parties import ApartForm, TogetherForm
from allotment.register.models import Party
from allotment.register.queries import alike as alike_queries
from allotment.register.queries.alike import Alike, Merged
from allotment.register.services import parties

_APART = "apart"
_KINDS = {alike_queries.NUMBER: gettext_noop("Number"), alike_queries.NAME: gettext_noop("Name")}


def _in_common(pair: Alike) -> str:
    return ", ".join(_(_KINDS[kind]) for kind in pair.by)


def _pairs() -> Table[Alike]:
    return Table(
        name="alike",
        caption=_("Organisations that look alike"),
        usual="name",
        columns=[
            Column(_("One"), "other.name", sort="name"),
            Column(_("Its identifier"), "other.identifier", sort="identifier"),
            Column(_("Another"), "one.name"),
            Column(_("The other's identifier"), "one.identifier"),
            Column(_("What they have in common"), _in_common),
        ],
        filters=[
            Filter("text", _("Name")),
            Filter(
                "by",
                _("Alike by"),
                [(kind, _(name)) for kind, name in _KINDS.items()],
                every=_("Number or name"),
            ),
        ],
        empty=Empty(_("No two organisations look alike.")),
        counted=lambda n: ngettext("%(n)s pair", "%(n)s pairs", n) % {"n": f"{n:,}"},
    )


def _merges() -> Table[Merged]:
    return Table(
        name="merged",
        caption=_("Merged organisations"),
        usual="name",
        columns=[
            Column(_("Name"), "name", sort="name"),
            Column(_("Identifier"), "identifier", sort="identifier"),
            Column(_("Now part of"), "into.name"),
        ],
        filters=[Filter("text", _("Name"))],
        empty=Empty(_("Nothing has been merged.")),
        counted=lambda n: ngettext("%(n)s merge", "%(n)s merges", n) % {"n": f"{n:,}"},
    )


@allowed("site.keep")
def alike(request: HttpRequest) -> HttpResponseBase:
    """Those that look alike."""
    table = _pairs()
    found = alike_queries.alike(table.asked(request))
    if table.asked(request).as_file:
        return table.file(found)
    context = {"found": table.shown(request, found), "in_common": _in_common}
    return render(request, "register/alike.html", context)


@allowed("site.keep")
def merged(request: HttpRequest) -> HttpResponseBase:
    """Those that were merged."""
    table = _merges()
    found = alike_queries.merged(table.asked(request))
    if table.asked(request).as_file:
        return table.file(found)
    return render(request, "register/merged.html", {"found": table.shown(request, found)})


@allowed("site.keep", fetch=lambda _user, one, other: alike_queries.pair(one, other))
def together(request: HttpRequest, pair: tuple[Party, Party]) -> HttpResponse:
    """Two side by side: the same, or two."""
    choices = [
        (party.key, _("Yes. Keep “%(name)s”, %(identifier)s") % {
            "name": party.name, "identifier": party.identifier or _("without identifier")})
        for party in pair
    ]  # fmt: skip
    form = TogetherForm(
        request.POST if request.method == "POST" else None,
        choices=[*choices, (_APART, _("No, they are different"))],
    )
    if form.is_valid():
        kept = form.cleaned_data["keep"]
        one, other = sorted(pair, key=lambda party: party.key != kept)
        try:
            if kept == _APART:
                parties.keep_apart(one=one, other=other, by=person_of(request))
                messages.success(
                    request, _("They are different. They are no longer shown as alike.")
                )
            else:
                moved = parties.merge_parties(
                    keep=one, gone=other, by=person_of(request), why=form.cleaned_data["why"]
                )
                messages.success(request, _merged_sentence(moved))
        except parties.NotTwoError:
            form.add_error(None, _("Somebody has just merged one of them. Check the list again."))
        else:
            return redirect("register:alike")
    return render(request, "register/together.html", {"pair": pair, "form": form})


def _merged_sentence(moved: int) -> str:
    return ngettext(
        "They have been merged. %(n)s award was moved.",
        "They have been merged. %(n)s awards were moved.",
        moved,
    ) % {"n": f"{moved:,}"}


@allowed("site.keep", fetch=lambda _user, key: alike_queries.merged_one(key))
def apart(request: HttpRequest, party: Party) -> HttpResponse:
    """Undo a merge."""
    form = ApartForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        parties.take_apart(party=party, by=person_of(request), why=form.cleaned_data["why"])
        messages.success(request, _("They are separate again, each with the awards that name it."))
        return redirect("register:merged")
    return render(request, "register/apart.html", {"party": party, "form": form})
