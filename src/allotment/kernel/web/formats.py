"""How dates, times and numbers are shown: "2 March 2026", "2:30pm", "12,500"."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext

from allotment.kernel.domain.money import pounds


def _local(value: dt.date | dt.datetime) -> dt.date | dt.datetime:
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def date(value: dt.date | dt.datetime | None) -> str:
    """2 March 2026, in the site's time zone."""
    return "" if value is None else date_format(_local(value), "j F Y")


def short_date(value: dt.date | dt.datetime | None) -> str:
    """2 Mar 2026, for tables."""
    return "" if value is None else date_format(_local(value), "j M Y")


def clock(value: dt.datetime | None) -> str:
    """2:30pm; 12pm is midday and 12am midnight, each said in words."""
    if value is None:
        return ""
    local = _local(value)
    assert isinstance(local, dt.datetime)
    if (local.hour, local.minute) == (12, 0):
        return _("midday")
    if (local.hour, local.minute) == (0, 0):
        return _("midnight")
    hour = local.hour % 12 or 12
    half = "am" if local.hour < 12 else "pm"
    return f"{hour}:{local.minute:02d}{half}" if local.minute else f"{hour}{half}"


def moment(value: dt.datetime | None) -> str:
    """2 March 2026 at 2:30pm."""
    if value is None:
        return ""
    return _("%(date)s at %(time)s") % {"date": date(value), "time": clock(value)}


def date_and_clock(value: dt.datetime | None) -> str:
    """2 Mar 2026, 2:30pm, for tables."""
    return "" if value is None else f"{short_date(value)}, {clock(value)}"


def number(value: int | float) -> str:
    """12,500."""
    return f"{value:,}"


def rough_pounds(pence: int) -> str:
    """An amount to be looked at, not added up: "£1.2 million", "£12,500"."""
    if pence < 1_000_000_00:
        return pounds(round(pence, -2))
    return _("£%(number)s million") % {"number": f"{pence / 1_000_000_00:,.1f}"}


def plural(count: int, one: str, many: str) -> str:
    """`3|plural("entry", "entries")` → "3 entries"."""
    return f"{count:,} {ngettext(one, many, count)}"
