"""What is held on a person, what erasing them would do, and for how long things are kept."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from allotment.kernel.domain.privacy import Holder, Period, Plan, holders, period_of, periods
from allotment.kernel.people.models import User
from allotment.kernel.privacy.models import Emptied, RetentionRule

FORMAT = "allotment-personal-data/1"


def export(person: User) -> dict[str, Any]:
    """Everything the site holds on a person, by module, as JSON can hold it."""
    return {
        "format": FORMAT,
        "made_at": timezone.now(),
        "person": str(person.pk),
        "parts": {each.name: dict(each.export(person)) for each in holders()},
    }


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
    return Foreseen([(each, each.plan(person)) for each in holders()])


@dataclasses.dataclass(frozen=True, slots=True)
class Kept:
    """For how long one kind of thing is kept here: `days`, or as `period.said` says."""

    period: Period
    days: int | None

    @property
    def changed(self) -> bool:
        return self.days != self.period.days


def kept() -> list[Kept]:
    """Every period with its days here. One statement."""
    chosen = dict(RetentionRule.objects.values_list("kind", "days"))
    return [
        Kept(each, chosen.get(each.kind, each.days) if each.days is not None else None)
        for each in periods()
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
