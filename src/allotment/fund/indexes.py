"""What of the fund can be found by search: published calls; entries, by those who may read them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allotment.fund.domain.moves import CallState, EntryState
from allotment.fund.models import Call, Entry
from allotment.fund.permissions import READERS, WRITERS
from allotment.fund.queries.received import RECEIVED, received_for_index
from allotment.kernel.search.domain.documents import Audience, Document
from allotment.kernel.search.sources import each


@each(
    "fund.call",
    Call.objects.exclude(state=CallState.DRAFT).select_related("funder"),
    name=_("Calls"),
)
def calls(call: Call) -> Document:
    """Published calls, for everybody."""
    return Document(
        "fund.call",
        call.key,
        call.title,
        reverse("fund:call", args=[call.key]),
        "\n".join([call.funder.name, call.summary, call.purpose, call.who_may_enter]),
    )


@each(
    "fund.entry",
    Entry.objects.exclude(state=EntryState.WITHDRAWN).exclude(title="").select_related("call"),
    name=_("Your entries"),
)
def entries(entry: Entry) -> Document:
    """Entries with their titles, for those who write them."""
    organisation = entry.organisation_id
    return Document(
        "fund.entry",
        entry.key,
        entry.title,
        reverse("fund:entry", args=[entry.key]),
        f"{entry.reference}\n{entry.call.title}",
        Audience(
            roles=tuple((organisation, role) for role in WRITERS if organisation is not None),
            people=(str(entry.owner_id),) if entry.owner_id else (),
        ),
    )


@each(RECEIVED, received_for_index(), name=_("Entries received"))
def received(entry: Any) -> Document:
    """What was sent to a funder, once the deadline has passed, for its people who read entries."""
    words = [entry.reference, entry.call.title]
    if entry.organisation is not None:
        words.append(entry.organisation.name)
    document = entry.sent or {"answers": []}
    words += [given["answer"] for given in document["answers"] if isinstance(given["answer"], str)]
    return Document(
        RECEIVED,
        entry.key,
        entry.title or entry.reference,
        reverse("fund:received", args=[entry.key]),
        "\n".join(words),
        Audience(secured=tuple((entry.call.funder_id, role) for role in READERS)),
    )
