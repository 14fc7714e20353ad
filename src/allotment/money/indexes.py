"""Pots in the search box of those who may see them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allotment.kernel.search.domain.documents import Document, holders
from allotment.kernel.search.sources import each
from allotment.money.domain import years
from allotment.money.models import Pot
from allotment.money.permissions import READERS


@each("money.pot", Pot.objects.select_related("funder"), name=_("Pots"))
def pots(pot: Pot) -> Document:
    """Every pot, for whoever reads the funder's money."""
    return Document(
        "money.pot",
        pot.key,
        pot.name,
        reverse("money:pot", args=[pot.key]),
        f"{years.label(pot.financial_year)} {pot.source} {pot.funder.name}",
        holders(pot.funder_id, READERS),
    )
