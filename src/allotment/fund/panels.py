"""What the fund hangs on others' pages: the open calls on the home page."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string

from allotment.fund.queries import calls
from allotment.kernel.web.panels import panel


@panel("site.home", order=10)
def open_calls(_user: Any, keys: Sequence[str]) -> Mapping[str, str]:
    """The calls that are open now or soon, at most six."""
    found = [call for call in calls.published() if call.phase in {"open", "later"}][:6]
    html = render_to_string("fund/home_panel.html", {"calls": found})
    return dict.fromkeys(keys, html)
