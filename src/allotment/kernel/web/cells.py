"""Links, and what macros of templates draw: for the cells of lists, the first also for templates."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.template import engines
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString


def link(text: Any, href: str, about: str = "") -> SafeString:
    """A link. `about` goes on where the text ends, for those who hear it without the row around it."""
    hidden = format_html('<span class="govuk-visually-hidden"> {}</span>', about) if about else ""
    return format_html('<a class="govuk-link" href="{}">{}{}</a>', href, text, hidden)


def to(address: str, *parts: str) -> Callable[[Any], str]:
    """The named address of a row, made of these attributes: `to("fund:received", "entry.key")`."""
    return lambda row: reverse(address, args=[attrgetter(part)(row) for part in parts])


def macro(template: str, name: str) -> Callable[..., SafeString]:
    """A macro of a template, as a function."""

    def draw(*given: Any) -> SafeString:
        env = engines["jinja2"].env  # type: ignore[attr-defined]  # only the Jinja2 backend has it
        drawn: SafeString = getattr(env.get_template(template).module, name)(*given)
        return drawn

    return draw
