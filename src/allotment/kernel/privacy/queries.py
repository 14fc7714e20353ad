"""What is held on a person, what erasing them would do, and for how long things are kept."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.kernel.domain.privacy import (
    Held,
    Holder,
    Kept as Left,
    Period,
    Plan,
    holders,
    look_kinds,
    period_of,
    periods,
)
from allotment.kernel.people.models import User
from allotment.kernel.privacy.models import Emptied, Look, RetentionRule
from allotment.kernel.web.rows import Rows
from allotment.kernel.web.tables import Asked

FORMAT = "allotment-personal-data/1"


def export(person: User) -> dict[str, Any]:
    """Everything the site holds on a person, by module, as JSON can hold it."""
    return {
        "format": FORMAT,
        "made_at": timezone.now(),
        "person": str(person.pk),
        "parts": {each.name: export_part(each, person) for each in holders()},
    }


def export_part(holder: Holder, person: User) -> dict[str, Any]:
    """What one module holds on a person."""
    found: dict[str, Any] = {}
    for held, rows in held_by(holder, person):
        if held.gives:
            found.setdefault(held.file, []).extend(rows.order_by("pk").values(*held.gives))
    return {**found, **holder.export(person)}


def held_by(holder: Holder, person: User) -> Iterator[tuple[Held, QuerySet[Model]]]:
    """What the models of a module declare of a person, each with its rows.

    The rows come without the guards of their models: to be read, or erased by `services.erase`.
    """
    for model in apps.get_app_config(holder.name).get_models():
        for each in getattr(model, "personal_data", ()):
            if isinstance(each, Held):
                yield each, model._base_manager.filter(**{each.by: each.value(person)})


@dataclasses.dataclass(frozen=True, slots=True)
class Foreseen:
    """What erasing a person would do, by module; `first` must be settled before."""

    parts: Sequence[tuple[Holder, Plan]]

    @property
    def first(self) -> list[str]:
        return [each for _holder, plan in self.parts for each in plan.first]

    @property
    def goes(self) -> list[str]:
        return [each for _holder, plan in self.parts for each in plan.goes]

    @property
    def stays(self) -> list[Any]:
        return [each for _holder, plan in self.parts for each in plan.stays]


def foresee(person: User) -> Foreseen:
    """What erasing this person would do now. Changes nothing."""
    return Foreseen([(each, plan_part(each, person)) for each in holders()])


def plan_part(holder: Holder, person: User) -> Plan:
    """What erasing a person would do in one module."""
    goes: Counter[str] = Counter()
    stays: Counter[tuple[str, str]] = Counter()
    for held, rows in held_by(holder, person):
        if held.goes or held.stays:
            count = rows.count()
            goes[str(held.goes)] += count
            if held.stays:
                stays[str(held.stays.what), str(held.stays.why)] += count
    own = holder.plan(person)
    return Plan(
        goes=[
            *(str(text) for text in holder.goes),
            *own.goes,
            *(text % {"count": count} for text, count in goes.items() if text and count),
        ],
        stays=[
            *own.stays,
            *(Left(what % {"count": n}, why) for (what, why), n in stays.items() if n),
        ],
        first=own.first,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Kept:
    """For how long one kind of thing is kept here: `days`, or as `period.said` says."""

    period: Period
    days: int | None

    @property
    def changed(self) -> bool:
        return self.days != self.period.days


def kept() -> list[Kept]:
    """Every period with its days here, in the order of the modules. One statement."""
    modules = {each.label: place for place, each in enumerate(apps.get_app_configs())}
    chosen = dict(RetentionRule.objects.values_list("kind", "days"))
    return [
        Kept(each, chosen.get(each.kind, each.days) if each.days is not None else None)
        for each in sorted(periods(), key=lambda one: modules.get(one.kind.split(".")[0], -1))
    ]


def one(user: Any, kind: str) -> Kept:
    """A period whose days can be chosen. Raises RetentionRule.DoesNotExist."""
    del user
    try:
        period = period_of(kind)
    except LookupError:
        raise RetentionRule.DoesNotExist from None
    if period.days is None:
        raise RetentionRule.DoesNotExist
    rule = RetentionRule.objects.filter(kind=kind).first()
    return Kept(period, rule.days if rule else period.days)


def emptied(kind: str) -> QuerySet[Emptied, str]:
    """The keys of things of a kind that were emptied, for a subquery."""
    return Emptied.objects.filter(kind=kind).values_list("thing", flat=True)


@dataclasses.dataclass(frozen=True, slots=True)
class Looked:
    """That somebody looked, as the person concerned reads it."""

    at: dt.datetime
    what: str
    thing: str
    who: str
    working_for: str


#: What the list can be sorted by.
LOOKS: Mapping[str, Sequence[str]] = {"at": ("at",), "what": ("kind",), "thing": ("thing",)}


def looks_at(person: User, asked: Asked) -> Rows[Look, Looked]:
    """Who looked at what about a person. Up to three statements a page."""
    found = Look.objects.filter(person=person).select_related("viewer", "working_for")
    if asked["what"]:
        found = found.filter(kind=asked["what"])
    return Rows(found, asked, LOOKS, into_looked, key="pk")


def into_looked(looks: Sequence[Look]) -> list[Looked]:
    """The rows in words; who judges entries is not named."""
    kinds = look_kinds()
    return [
        Looked(
            each.at, str(kinds[each.kind].what), each.thing,
            each.viewer.display_name
            if each.viewer and kinds[each.kind].is_named
            else _("Not named: applicants are not told who their assessors are"),
            each.working_for.name,
        )
        for each in looks
    ]  # fmt: skip
