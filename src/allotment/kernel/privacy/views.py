"""A person's own data: see, take away, have erased; and how long things are kept."""

from functools import partial

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from allotment.kernel.domain.privacy import holders, look_kinds
from allotment.kernel.people.requests import is_it_still_you, person_of
from allotment.kernel.permissions import may
from allotment.kernel.permissions.views import PUBLIC, allowed
from allotment.kernel.privacy import queries, services
from allotment.kernel.privacy.forms import PeriodForm
from allotment.kernel.web.formats import moment
from allotment.kernel.web.pages import FormPage, Link, ListPage
from allotment.kernel.web.tables import Column, Empty, Filter, Table


@allowed("people.own_account")
def data(request: HttpRequest) -> HttpResponse:
    """What one can do about one's own data."""
    return render(request, "privacy/data.html", {"parts": holders()})


def _looks_table() -> Table[queries.Looked]:
    return Table(
        name="looks",
        caption=_("Who viewed your information"),
        usual="-at",
        columns=[
            Column(_("First time that day"), "at", sort="at", show=moment),
            Column(_("What"), "what", sort="what"),
            Column(_("Reference"), "thing", sort="thing"),
            Column(_("Who"), "who"),
            Column(_("Working for"), "working_for"),
        ],
        filters=[
            Filter("what", _("What"), [(each.kind, each.what) for each in look_kinds().values()])
        ],
        empty=Empty(_("Nobody has viewed your information in the last year.")),
        counted=lambda n: ngettext("%(n)s line", "%(n)s lines", n),
    )


@allowed("people.own_account")
def looks(request: HttpRequest) -> ListPage[queries.Looked]:
    """Who looked at what about the person."""
    return ListPage(
        table=_looks_table(),
        rows=partial(queries.looks_at, person_of(request)),
        lead=_(
            "When somebody who works for a funder opens your entry, on its own or in a board pack, "
            "or a file that you sent with it, that is recorded once a day. The list does not "
            "include colleagues who write the entry with you, or people who saw your name in a "
            "list of entries."
        ),
        back=Link(_("Your data"), reverse("privacy:data")),
        template="privacy/looks.html",
    )


@allowed("people.own_account")
@is_it_still_you(back="privacy:data")
def download(request: HttpRequest) -> HttpResponse:
    """Everything held on the person, as a file. By a button, since it is written down."""
    if request.method != "POST":
        return redirect("privacy:data")
    found = queries.export(person_of(request))
    services.record_export(by=person_of(request))
    response = JsonResponse(found, json_dumps_params={"indent": 1, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="your-data.json"'
    return response


@allowed("people.own_account")
@is_it_still_you(back="privacy:erase")
def erase(request: HttpRequest) -> HttpResponse:
    """What will go and what will stay; then, by the button, it is done."""
    if request.method == "POST":
        services.erase(by=person_of(request))
        logout(request)
        return redirect("privacy:erased")
    return render(request, "privacy/erase.html", {"foreseen": queries.foresee(person_of(request))})


@allowed(PUBLIC)
def erased(request: HttpRequest) -> HttpResponse:
    """It is done."""
    return render(
        request,
        "web/message.html",
        {
            "heading": _("Your details have been erased"),
            "paragraphs": [
                _("You have been signed out, and nobody can sign in as you any more."),
                _("What the law requires us to keep is kept without your name."),
            ],
            "links": [(_("How long we keep things"), reverse("privacy:periods"))],
        },
    )


@allowed(PUBLIC)
def periods(request: HttpRequest) -> HttpResponse:
    """For how long each kind of thing is kept, and why."""
    return render(
        request,
        "privacy/periods.html",
        {"kept": queries.kept(), "keeps": bool(may(request.user, "site.keep"))},
    )


@allowed("site.keep", fetch=queries.one)
def change_period(request: HttpRequest, kept: queries.Kept) -> FormPage:
    """Choose for how many days something is kept."""
    back = reverse("privacy:periods")
    return FormPage(
        form=PeriodForm,
        initial={"days": kept.days},
        act=lambda form: services.change_period(
            kept=kept, days=form.cleaned_data["days"], by=person_of(request)
        ),
        done=_("The period has been changed. It applies from tonight."),
        then=back,
        heading=_("For how many days is this kept?"),
        caption=kept.period.what,
        lead=kept.period.why,
        warning=_("If you choose fewer days than before, more is permanently removed tonight."),
        button=_("Save"),
        back=back,
    )
