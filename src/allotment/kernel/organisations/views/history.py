"""The record of everything that people did for an organisation, as a list."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from allotment.kernel.audit import queries as audit
from allotment.kernel.audit.services import chain_of
from allotment.kernel.organisations import queries
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.organisations.views import lists
from allotment.kernel.permissions.views import allowed


def history_page(request: HttpRequest, organisation: Organisation | None) -> HttpResponseBase:
    """The chain of an organisation or, without one, of the site."""
    before = queries.merged_into(organisation) if organisation else []
    table = lists.history(queries.who_has_worked_in(organisation), before)
    asked = table.asked(request)
    owner = (
        queries.chain_owner(organisation, asked["of"]) if organisation and before else organisation
    )
    found = audit.chain(chain_of(owner), asked)
    if asked.as_file:
        return table.file(found)
    context = {"organisation": organisation, "found": table.shown(request, found)}
    return render(request, "organisations/history.html", context)


@allowed("organisations.read_history", fetch=queries.own)
def history(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    """What happened in a funder's name."""
    return history_page(request, organisation)
