"""What evidence hangs on others' pages: what was learned; an analysis of a call, of a list's awards."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string

from allotment.evidence.queries import analyses, editions
from allotment.kernel.people.models import User
from allotment.kernel.permissions import may
from allotment.kernel.web.navigation import WHAT_WORKS
from allotment.kernel.web.panels import panel


@panel("site.home", order=20)
@panel(WHAT_WORKS.panels, order=10)
def what_was_learned(_user: Any, keys: Sequence[str]) -> Mapping[str, str]:
    """The newest reports in brief, at most two. One statement."""
    html = render_to_string("evidence/home_panel.html", {"reports": editions.learned(2)})
    return dict.fromkeys(keys, html)


@panel("fund.call.inside", order=10)
def of_call(user: Any, keys: Sequence[str]) -> Mapping[str, str]:
    """The analyses of a call that the person may read, and the button that begins one. Two
    statements."""
    if not isinstance(user, User) or not may(user, "evidence.list"):
        return {}
    readable = set(analyses.calls_to_read(user).filter(key__in=keys).values_list("key", flat=True))
    known = analyses.by_call(user, keys)
    return {
        key: render_to_string(
            "evidence/call_panel.html",
            {"key": key, "analyses": known.get(key, []), "may_begin": key in readable},
        )
        for key in keys
        if key in readable or key in known
    }


@panel("register.awards", order=10)
def of_awards(user: Any, keys: Sequence[str]) -> Mapping[str, str]:
    """The link that has the awards of a list analysed; a key is the list's address. No statement."""
    if not isinstance(user, User) or not may(user, "evidence.analyse"):
        return {}
    return {key: render_to_string("evidence/awards_panel.html", {"query": key}) for key in keys}
