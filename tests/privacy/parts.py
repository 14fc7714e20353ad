"""What one module holds on a person."""

from typing import Any

from allotment.kernel.domain.privacy import Holder, Plan, holders
from allotment.kernel.people.models import User
from allotment.kernel.privacy import queries, services


def holder_of(name: str) -> Holder:
    return next(each for each in holders() if each.name == name)


def export(name: str, person: User) -> dict[str, Any]:
    return queries.export_part(holder_of(name), person)


def plan(name: str, person: User) -> Plan:
    return queries.plan_part(holder_of(name), person)


def erase(name: str, person: User) -> None:
    services.erase_part(holder_of(name), person)
