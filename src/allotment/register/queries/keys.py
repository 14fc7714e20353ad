"""A person's keys of the API."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from allotment.kernel.people.models import User
from allotment.kernel.web.rows import Rows
from allotment.kernel.web.tables import Asked
from allotment.register.models import ApiKey


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key as its owner's list shows it."""

    key: str
    name: str
    made_at: dt.datetime
    used_on: dt.date | None
    ended_at: dt.datetime | None


ORDERS: Mapping[str, Sequence[str]] = {"name": ("name",), "made": ("made_at",)}


def keys_of(person: User, asked: Asked) -> Rows[ApiKey, KeyLine]:
    """Every key that somebody made. Two statements a page."""
    found = ApiKey.objects.filter(person=person)
    if asked["text"]:
        found = found.filter(name__icontains=asked["text"])
    return Rows(found, asked, ORDERS, lambda some: [_line(row) for row in some])


def own_key(user: User, key: str) -> ApiKey:
    """A key of this person; ApiKey.DoesNotExist otherwise."""
    return ApiKey.objects.get(person_id=user.pk, key=key)


def _line(row: ApiKey) -> KeyLine:
    return KeyLine(row.key, row.name, row.made_at, row.used_on, row.ended_at)
