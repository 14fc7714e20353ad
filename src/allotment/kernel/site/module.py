"""What every module says of itself in its `apps.py`, and how it is hung on the kernel."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from django.apps import AppConfig

from allotment.kernel.web.navigation import Section


class MenuPage(NamedTuple):
    """A page that a section lists; `permission` says who sees it there, "" that everybody does."""

    text: Any
    address: str
    section: Section
    about: Any
    order: int
    permission: str = ""


class Module(AppConfig):
    """A module: its kinds of audit line, its part in what the site holds on a person, its pages.

    The pages are hung only where the module runs here; the rest holds wherever its tables are.
    """

    #: Django takes the one configuration in `apps.py` whose `default` is true: never this one.
    default = False
    audit_kinds: ClassVar[Mapping[str, Any]] = {}
    held: ClassVar[Any] = ""
    held_order: ClassVar[int] = 50
    pages: ClassVar[Sequence[MenuPage]] = ()

    def __init_subclass__(cls) -> None:
        cls.default = True

    def ready(self) -> None:
        from allotment.kernel.audit import kinds
        from allotment.kernel.domain import privacy
        from allotment.kernel.web import navigation
        from allotment.kernel.web.modules import is_on

        for kind, words in self.audit_kinds.items():
            kinds.declare(kind, words)
        if self.held:
            privacy.holder(self.label, title=self.held, order=self.held_order)
        for page in self.pages if is_on(self.label) else ():
            navigation.add(
                page.text, page.address, section=page.section, about=page.about,
                order=page.order, shown=_whoever_may(page.permission),
            )  # fmt: skip


def _whoever_may(permission: str) -> Callable[[Any], bool]:
    from allotment.kernel.permissions import may

    return lambda user: not permission or bool(may(user, permission))
