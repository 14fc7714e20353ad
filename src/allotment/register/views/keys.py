"""A person's keys of the API: list, make, end."""

from functools import partial

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, ngettext

from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.cells import link
from allotment.kernel.web.formats import short_date
from allotment.kernel.web.pages import FormPage, ListPage
from allotment.kernel.web.tables import Column, Empty, Filter, Table
from allotment.register.forms.keys import KeyForm
from allotment.register.models import ApiKey
from allotment.register.queries import keys
from allotment.register.queries.keys import KeyLine
from allotment.register.services.keys import end_key, make_key


def _revoke(key: KeyLine) -> SafeString:
    return link(_("Revoke"), reverse("register:api_key_end", args=[key.key]), about=key.name)


def _table() -> Table[KeyLine]:
    return Table(
        name="api-keys",
        caption=_("Your keys"),
        usual="-made",
        columns=[
            Column(_("For"), "name", sort="name"),
            Column(_("Made"), lambda each: each.made_at.isoformat(), on_page=False),
            Column(_("Made"), show=lambda each: short_date(each.made_at), sort="made"),
            Column(_("Last used"), "used_on", show=lambda day: short_date(day) or _("Never")),
            Column(
                _("Revoked"),
                lambda each: each.ended_at and each.ended_at.isoformat(),
                on_page=False,
            ),
            Column(_("Revoked"), show=lambda each: short_date(each.ended_at) or _revoke(each)),
        ],
        filters=[Filter("text", _("For"))],
        empty=Empty(_("You have no keys yet.")),
        counted=lambda n: ngettext("%(n)s key", "%(n)s keys", n),
    )


@allowed("people.own_account")
def mine(request: HttpRequest) -> ListPage[KeyLine] | FormPage:
    """One's keys, and a form for another. The new key is shown this once."""
    table, by, template = _table(), person_of(request), "register/keys.html"

    def listed(secret: str = "") -> ListPage[KeyLine]:
        return ListPage(
            table=table,
            rows=partial(keys.keys_of, by),
            template=template,
            context=lambda _found: {"form": KeyForm(), "secret": secret},
        )

    if request.method != "POST":
        return listed()
    rows = keys.keys_of(by, table.asked(request))
    return FormPage(
        form=KeyForm,
        act=lambda form: listed(make_key(by=by, **form.cleaned_data)).respond(request),
        then=request.path,
        template=template,
        context={"secret": "", "found": table.shown(request, rows)},
    )


@allowed("people.own_account", fetch=keys.own_key)
def end(request: HttpRequest, key: ApiKey) -> FormPage:
    """Ask once, then end a key."""
    return FormPage(
        act=lambda _form: end_key(key=key, by=person_of(request)),
        done=_("The key has been revoked. Programs that use it are refused."),
        then=reverse("register:api_keys"),
        template="register/key_end.html",
        context={"key": key},
    )
