"""The record of everything that people did for an organisation, as a list."""

from functools import partial

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.kernel.audit import queries as audit
from allotment.kernel.audit.services import chain_of
from allotment.kernel.organisations import queries
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.organisations.views import lists
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.pages import Link, ListPage


def history_page(
    request: HttpRequest, organisation: Organisation | None
) -> ListPage[audit.HistoryLine]:
    """The chain of an organisation or, without one, of the site."""
    before = queries.merged_into(organisation) if organisation else []
    table = lists.history(queries.who_has_worked_in(organisation), before)
    owner = organisation
    if organisation and before:
        owner = queries.chain_owner(organisation, table.asked(request)["of"])
    back = Link(_("All organisations"), reverse("organisations:every"))
    caption, who = _("The site itself"), _("Only the site administrator sees this list.")
    if organisation:
        back = Link(organisation.name, reverse("organisations:people", args=[organisation.key]))
        caption = organisation.name
        who = _("Auditors and administrators of this organisation see this list.")
    linked = _(
        "Each record is linked to the one before it, so that none can be changed or removed "
        "unnoticed."
    )
    return ListPage(
        table=table,
        rows=partial(audit.chain, chain_of(owner)),
        caption=caption,
        lead=f"{linked} {who}",
        back=back,
    )


@allowed("organisations.read_history", fetch=queries.own)
def history(request: HttpRequest, organisation: Organisation) -> ListPage[audit.HistoryLine]:
    """What happened in a funder's name."""
    return history_page(request, organisation)
