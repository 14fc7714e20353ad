"""What the register hangs on others' pages: the newest awards on the home page."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string

from allotment.kernel.web.panels import panel
from allotment.register.domain.filters import AwardFilter
from allotment.register.queries import awards

NEWEST = 5


@panel("site.home", order=20)
def newest_awards(_user: Any, keys: Sequence[str]) -> Mapping[str, str]:
    """What has been funded lately, by anybody."""
    newest = awards.first(AwardFilter(), NEWEST)
    html = render_to_string("register/home_panel.html", {"awards": newest})
    return dict.fromkeys(keys, html)
