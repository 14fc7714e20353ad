"""Panels: what an upper module shows on a lower module's page, without the lower one knowing it."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

log = logging.getLogger("allotment.web")

#: Given the viewer and the keys of the objects on the page: HTML for each key that has something.
Panel = Callable[[Any, Sequence[str]], Mapping[str, str]]
_panels: dict[str, list[tuple[int, Panel]]] = defaultdict(list)


def panel(kind: str, *, order: int = 50) -> Callable[[Panel], Panel]:
    """Register a panel for a kind of object, for example "fund.call"; lower orders come first."""

    def register(function: Panel) -> Panel:
        _panels[kind].append((order, function))
        _panels[kind].sort(key=lambda one: one[0])
        return function

    return register


def panels_for(user: Any, kind: str, keys: Sequence[str]) -> dict[str, list[str]]:
    """The panels of each object. A failing panel is logged and leaves its page standing."""
    found: dict[str, list[str]] = defaultdict(list)
    for _order, each in _panels[kind]:
        try:
            for key, html in each(user, keys).items():
                found[key].append(Markup(html))  # noqa: S704  # a rendered template
        except Exception:
            log.exception("panel: %s failed", each.__module__)
    return found
