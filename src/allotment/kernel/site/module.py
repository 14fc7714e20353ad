"""What every module says of itself in its `apps.py`, and how it is hung on the kernel."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from django.apps import AppConfig
from django.db.models import QuerySet

from allotment.kernel.notify.kinds import Kind as Message
from allotment.kernel.organisations.domain.roles import Role
from allotment.kernel.web import tasks
from allotment.kernel.web.navigation import Section, fixed_address

__all__ = ["MenuPage", "Message", "Module", "Role", "first_step"]


class MenuPage(NamedTuple):
    """A page that a section lists; `permission` says who sees it there, "" that everybody does."""

    text: Any
    address: str
    section: Section
    about: Any
    order: int
    permission: str = ""


class Module(AppConfig):
    """A module: its roles, what it records and announces, its part in what the site holds on a
    person, and its pages.

    `audit_kinds` and `events` are kinds with their words; `footer` has pairs of a text and a named
    address. Pages and footer are hung, and `connect` is called, only where the module runs here; the
    rest holds wherever its tables are.
    """

    #: Django takes the one configuration in `apps.py` whose `default` is true: never this one.
    default = False
    roles: ClassVar[Sequence[Role]] = ()
    audit_kinds: ClassVar[Mapping[str, Any]] = {}
    events: ClassVar[Mapping[str, str]] = {}
    messages: ClassVar[Sequence[Message]] = ()
    held: ClassVar[Any] = ""
    held_order: ClassVar[int] = 50
    pages: ClassVar[Sequence[MenuPage]] = ()
    footer: ClassVar[Sequence[tuple[Any, str]]] = ()

    def __init_subclass__(cls) -> None:
        cls.default = True

    def ready(self) -> None:
        from allotment.kernel.audit import kinds
        from allotment.kernel.domain import privacy
        from allotment.kernel.jobs import registry
        from allotment.kernel.notify import kinds as messages
        from allotment.kernel.organisations.domain import roles
        from allotment.kernel.web import navigation
        from allotment.kernel.web.modules import is_on

        for role in self.roles:
            roles.declare(role.key, role.name, role.description, order=role.order)
        for kind, words in self.audit_kinds.items():
            kinds.declare(kind, words)
        for kind, meaning in self.events.items():
            registry.event(kind, meaning)
        for message in self.messages:
            messages.declare(
                message.key, message.title, about=message.about, usual=message.usual,
                must=message.must,
            )  # fmt: skip
        if self.held:
            privacy.holder(self.label, title=self.held, order=self.held_order)
        if not is_on(self.label):
            return
        for page in self.pages:
            navigation.add(
                page.text, page.address, section=page.section, about=page.about,
                order=page.order, shown=_whoever_may(page.permission),
            )  # fmt: skip
        for text, address in self.footer:
            navigation.add_to_footer(text, address)
        self.connect()

    def connect(self) -> None:
        """What else the module hangs on the kernel, such as who reads its files."""


def first_step(
    text: Any, address: str, *, permission: str, rows: Callable[[Any], QuerySet[Any]]
) -> None:
    """Give this task, from a module's `todo.py`, to whoever may do it and has no such row yet."""
    from allotment.kernel.permissions import may

    @tasks.source
    def begin(user: Any) -> Iterable[tasks.Task]:
        if may(user, permission) and not rows(user).exists():
            yield tasks.Task(str(text), fixed_address(address))


def _whoever_may(permission: str) -> Callable[[Any], bool]:
    from allotment.kernel.permissions import may

    return lambda user: not permission or bool(may(user, permission))
