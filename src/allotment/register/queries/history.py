"""What changed in an award, and when, in words."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from allotment.register.domain.history import Difference, differences
from allotment.register.domain.standard import GRANT
from allotment.register.domain.standard.columns import heading_at
from allotment.register.models import AwardVersion
from allotment.register.queries.fields import plain

MOST_SHOWN = 20
_KNOWN = frozenset(field.name for field in GRANT.fields)


@dataclass(frozen=True, slots=True)
class ChangedField:
    """One field: what it is called, and what it said before and after; "" where nothing is shown."""

    title: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class ChangedAt:
    """What changed at one moment."""

    at: dt.datetime
    fields: Sequence[ChangedField]


def history(key: str, document: dict[str, Any]) -> list[ChangedAt]:
    """The last changes of an award, newest first. One statement."""
    versions = AwardVersion.objects.filter(award__key=key).order_by("-pk")[:MOST_SHOWN]
    found: list[ChangedAt] = []
    after = document
    for version in versions:
        before = json.loads(version.document)
        fields = [_field(each) for each in differences(before, after)]
        found.append(ChangedAt(version.replaced_at, fields))
        after = before
    return found


def _field(found: Difference) -> ChangedField:
    title = heading_at(found.path)
    if not found.is_shown or found.path[0] not in _KNOWN:
        return ChangedField(title, "", "")
    return ChangedField(title, _words(found.was), _words(found.now))


def _words(value: Any) -> str:
    return plain(value) or _("nothing")
