"""What of the fund can be found by search: published calls; entries, by those who may read them."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allotment.fund.domain.moves import CallState, EntryState
from allotment.fund.models import Call, Entry
from allotment.fund.permissions import READERS
from allotment.fund.queries import received as queries
from allotment.fund.queries.received import RECEIVED
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
    """Entries with their titles, for those who write them."""
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


@source(RECEIVED, name=_("Entries received"))
def received(keys: Sequence[str] | None) -> Iterable[Document]:
    """What was sent to a funder, once the deadline has passed, for its people who read entries."""
    found = queries.received_for_index(keys)
    for entry, document in found:
        words = [entry.reference, entry.call.title]
        if entry.organisation is not None:
            words.append(entry.organisation.name)
        words += [each["answer"] for each in document["answers"] if isinstance(each["answer"], str)]
        yield Document(
            RECEIVED,
            entry.key,
            entry.title or entry.reference,
            reverse("fund:received", args=[entry.key]),
            "\n".join(words),
            Audience(secured=tuple((entry.call.funder_id, role) for role in READERS)),
        )
