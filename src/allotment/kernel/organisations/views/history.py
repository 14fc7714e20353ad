"""The record of everything that people did for an organisation, as a list."""

from functools import partial

from django.http import HttpRequest

from allotment.kernel.audit import queries as audit
from allotment.kernel.audit.services import chain_of
from allotment.kernel.organisations import queries
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.organisations.views import lists
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.pages import ListPage


def history_page(
    request: HttpRequest, organisation: Organisation | None
) -> ListPage[audit.HistoryLine]:
    """The chain of an organisation or, without one, of the site."""
    before = queries.merged_into(organisation) if organisation else []
    table = lists.history(queries.who_has_worked_in(organisation), before)
    owner = organisation
    if organisation and before:
        owner = queries.chain_owner(organisation, table.asked(request)["of"])
    return ListPage(
        table=table,
        rows=partial(audit.chain, chain_of(owner)),
        template="organisations/history.html",
        context=lambda _found: {"organisation": organisation},
    )


@allowed("organisations.read_history", fetch=queries.own)
def history(request: HttpRequest, organisation: Organisation) -> ListPage[audit.HistoryLine]:
    """What happened in a funder's name."""
    return history_page(request, organisation)
