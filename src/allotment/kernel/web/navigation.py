"""The sections of the site: each module hangs its pages on one of them, from its `apps.py`.

The main menu names the sections in which a person has a page, six at most; a section's own page lists
what is in it. The last section, for those who run the site, is reached from the header.
"""

import dataclasses
import functools
from collections.abc import Callable
from typing import Any

from django.urls import ResolverMatch, reverse
from django.utils.translation import gettext as _now, gettext_lazy as _


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """A section: its name in addresses, its name for people, and what it is in a sentence."""

    key: str
    name: Any
    lead: Any

    @property
    def href(self) -> str:
        return reverse("site:section", args=[self.key])

    @property
    def panels(self) -> str:
        """The kind under which modules hang panels on the section's page."""
        return f"site.section.{self.key}"


IDEAS = Section(
    "ideas-and-funding",
    _("Ideas and funding"),
    _("Councils ask for ideas, pay for some of them, and publish every award."),
)
WHAT_WORKS = Section(
    "what-works", _("What works"), _("What was learned from the ideas that were paid for.")
)
EVENTS = Section("events", _("Events"), _("Where people with ideas meet."))
LEARNING = Section("learning", _("Learning"), _("Courses for those who try something new."))
LOCAL = Section("local", _("Local"), _("Shops, groups and helpers near you."))
SAFEGUARDING = Section(
    "safeguarding", _("Safeguarding"), _("Keeping children and adults at risk safe.")
)
RUNNING = Section("running", _("Run this site"), _("For site administrators."))

IN_THE_MENU = (IDEAS, WHAT_WORKS, EVENTS, LEARNING, LOCAL, SAFEGUARDING)


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """A page of a section. `shown` says for whom; `address` is a named address without arguments."""

    text: Any
    address: str
    section: Section
    about: Any
    order: int
    shown: Callable[[Any], bool]

    @property
    def href(self) -> str:
        return fixed_address(self.address)


_pages: list[Page] = []
_footer: list[tuple[str, Any]] = []


@functools.cache
def fixed_address(name: str) -> str:
    """The address of a page without parts, worked out once."""
    return reverse(name)


def everyone(_user: Any) -> bool:
    return True


def signed_in(user: Any) -> bool:
    return bool(user.is_authenticated)


def keeper_of_the_site(user: Any) -> bool:
    return bool(getattr(user, "is_site_keeper", False))


def add(
    text: Any,
    address: str,
    *,
    section: Section,
    about: Any,
    order: int,
    shown: Callable[[Any], bool] = everyone,
) -> None:
    """Hang a page on a section; lower orders come first. `about` says in a sentence what is there."""
    _pages.append(Page(text, address, section, about, order, shown))
    _pages.sort(key=lambda page: page.order)


def add_to_footer(text: Any, address: str) -> None:
    """Hang a link on every page's foot."""
    _footer.append((address, text))


def footer_links() -> list[tuple[str, Any]]:
    """(address, text) of each link that modules hung on the foot."""
    return list(_footer)


def pages_of(section: Section, user: Any) -> list[Page]:
    """The pages of a section that this person sees."""
    return [page for page in _pages if page.section == section and page.shown(user)]


def section_at(user: Any, matched: ResolverMatch | None) -> Section | None:
    """The section in which an address is: a section's own page, or that of the first page of its
    module that this person sees."""
    if matched is None:
        return None
    if matched.view_name == "site:section":
        return section_of(matched.kwargs["section"])
    inside = (page for page in _pages if page.address.split(":")[0] == matched.namespace)
    return next((page.section for page in inside if page.shown(user)), None)


def section_of(key: str) -> Section | None:
    return next((each for each in (*IN_THE_MENU, RUNNING) if each.key == key), None)


def menu(user: Any, here: Section | None) -> list[dict[str, Any]]:
    """The sections in which this person has a page, in the shape that the component takes."""
    shown = {page.section for page in _pages if page.shown(user)}
    return [
        {"text": str(each.name), "href": each.href, "active": each == here}
        for each in IN_THE_MENU
        if each in shown
    ]


def breadcrumbs(user: Any, section: Section, path: str) -> list[dict[str, str]]:
    """The way from the start to a page of a section, in the shape that the component takes; without
    the page itself."""
    start = (_now("Your tasks"), "site:tasks") if signed_in(user) else (_now("Home"), "site:home")
    steps = [(start[0], fixed_address(start[1])), (str(section.name), section.href)]
    pages = sorted(pages_of(section, user), key=lambda page: len(page.href))
    steps += [(str(page.text), page.href) for page in pages if path.startswith(page.href)]
    return [{"text": text, "href": href} for text, href in steps if href != path]
