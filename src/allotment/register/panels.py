"""What the register hangs on others' pages: its figures and its newest awards."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string

from allotment.kernel.web.navigation import IDEAS
from allotment.kernel.web.panels import panel
from allotment.register.domain.filters import AwardFilter
from allotment.register.queries import awards, counting

NEWEST = 5


@panel("site.home", order=30)
@panel(IDEAS.panels, order=30)
def newest_awards(_user: Any, keys: Sequence[str]) -> Mapping[str, str]:
    """How much has been funded, and what lately, by anybody."""
    counted = counting.kept(AwardFilter(), by_part=True)
    context = {"awards": awards.first(AwardFilter(), NEWEST), "counted": counted}
    html = render_to_string("register/home_panel.html", context)
    return dict.fromkeys(keys, html)
