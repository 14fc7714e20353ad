"""What the fund hangs on others' pages: open calls on the home page, what is under way on the tasks."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string

from allotment.fund.queries import calls, todo
from allotment.kernel.people.models import User
from allotment.kernel.web.navigation import IDEAS
from allotment.kernel.web.panels import panel


@panel("site.home", order=10)
@panel(IDEAS.panels, order=10)
def open_calls(_user: Any, keys: Sequence[str]) -> Mapping[str, str]:
    """The calls that are open now or soon, at most six."""
    found = calls.current()[:6]
    html = render_to_string("fund/home_panel.html", {"calls": found})
    return dict.fromkeys(keys, html)


@panel("site.tasks", order=10)
def under_way(user: Any, keys: Sequence[str]) -> Mapping[str, str]:
    """The calls for which the person works that are not decided yet, and their latest entries."""
    if not isinstance(user, User):
        return {}
    found = {"calls": todo.calls_under_way(user), "entries": todo.latest_entries_of(user)}
    if not any(found.values()):
        return {}
    return dict.fromkeys(keys, render_to_string("fund/tasks_panel.html", found))
