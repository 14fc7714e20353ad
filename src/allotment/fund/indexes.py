"""What of the fund can be found by search: published calls, and entries by those who read them."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allotment.fund.domain.moves import CallState, EntryState
from allotment.fund.models import Call, Entry
from allotment.kernel.search.domain.documents import Audience, Document
from allotment.kernel.search.sources import source


@source("fund.call", name=_("Calls"))
def calls(keys: Sequence[str] | None) -> Iterable[Document]:
    """Published calls, for everybody."""
    found = Call.objects.exclude(state=CallState.DRAFT).select_related("funder")
    if keys is not None:
        found = found.filter(key__in=keys)
    for call in found.iterator():
        yield Document(
            "fund.call",
            call.key,
            call.title,
            reverse("fund:call", args=[call.key]),
            "\n".join([call.funder.name, call.summary, call.purpose, call.who_may_enter]),
        )


@source("fund.entry", name=_("Your entries"))
def entries(keys: Sequence[str] | None) -> Iterable[Document]:
    """Entries with their titles, for those who write them; funders find them in their lists."""
    found = Entry.objects.exclude(state=EntryState.WITHDRAWN).exclude(title="")
    if keys is not None:
        found = found.filter(key__in=keys)
    for entry in found.select_related("call").iterator():
        organisation = entry.organisation_id
        yield Document(
            "fund.entry",
            entry.key,
            entry.title,
            reverse("fund:entry", args=[entry.key]),
            f"{entry.reference}\n{entry.call.title}",
            Audience(
                roles=(
                    (organisation, "organisations.member"),
                    (organisation, "organisations.administrator"),
                )
                if organisation is not None
                else (),
                people=(str(entry.owner_id),) if entry.owner_id else (),
            ),
        )
