"""A person's keys of the API: list, make, end."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.tables import Column, Empty, Filter, Table
from allotment.register.forms.keys import KeyForm
from allotment.register.models import ApiKey
from allotment.register.queries import keys
from allotment.register.queries.keys import KeyLine
from allotment.register.services.keys import TooManyKeysError, end_key, make_key


def _table() -> Table[KeyLine]:
    return Table(
        name="api-keys",
        caption=_("Your keys"),
        usual="-made",
        columns=[
            Column(_("For"), "name", sort="name"),
            Column(_("Made"), lambda each: each.made_at.isoformat(), sort="made"),
            Column(
                _("Last used"),
                lambda each: each.used_on.isoformat() if each.used_on else "",
            ),
            Column(_("Revoked"), lambda each: each.ended_at.isoformat() if each.ended_at else ""),
        ],
        filters=[Filter("text", _("For"))],
        empty=Empty(_("You have no keys yet.")),
        counted=lambda n: ngettext("%(n)s key", "%(n)s keys", n) % {"n": f"{n:,}"},
    )


@allowed("people.own_account")
def mine(request: HttpRequest) -> HttpResponseBase:
    """One's keys, and a form for another. The new key is shown this once."""
    form = KeyForm(request.POST if request.method == "POST" else None)
    secret = ""
    if form.is_valid():
        try:
            secret = make_key(name=form.cleaned_data["name"], by=person_of(request))
        except TooManyKeysError:
            form.add_error("name", _("You already have 10 keys. Revoke one that you do not use."))
        else:
            form = KeyForm()
    table = _table()
    found = keys.keys_of(person_of(request), table.asked(request))
    if table.asked(request).as_file:
        return table.file(found)
    context = {"form": form, "secret": secret, "found": table.shown(request, found)}
    return render(request, "register/keys.html", context)


@allowed("people.own_account", fetch=keys.own_key)
def end(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """Ask once, then end a key."""
    if request.method == "POST":
        end_key(key=key, by=person_of(request))
        messages.success(request, _("The key has been revoked. Programs that use it are refused."))
        return redirect("register:api_keys")
    return render(request, "register/key_end.html", {"key": key})
