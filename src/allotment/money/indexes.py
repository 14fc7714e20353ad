"""Pots in the search box of those who may see them."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allotment.kernel.search.domain.documents import Audience, Document
from allotment.kernel.search.sources import source
from allotment.money.permissions import READERS
from allotment.money.queries import pots

POTS = "money.pot"


@source(POTS, name=_("Pots"))
def documents(keys: Sequence[str] | None) -> Iterator[Document]:
    """The pots with these keys, or all: found by whoever reads the funder's money."""
    for pot in pots.for_index(keys):
        yield Document(
            kind=POTS,
            key=pot.key,
            title=pot.name,
            url=reverse("money:pot", args=[pot.key]),
            body=f"{pot.year} {pot.source} {pot.funder}",
            audience=Audience(roles=tuple((pot.funder_id, role) for role in READERS)),
        )
