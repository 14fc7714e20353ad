"""Form fields that Django lacks: money in pence, a date in three boxes, a moment."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.kernel.domain.money import NotAnAmountError, parse_pounds


class MoneyField(forms.CharField):
    """An amount in pounds as people write it; cleaned to pence."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            whole, part = divmod(value, 100)
            return f"{whole:,}.{part:02d}" if part else f"{whole:,}"
        return value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_pounds(str(text))
        except NotAnAmountError:
            raise ValidationError(
                _("%(label)s must be an amount in pounds, like 2,500 or 2500.50")
                % {"label": self.label or _("This")}
            ) from None


class DatePartsWidget(forms.MultiWidget):
    """Day, month and year."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__([forms.TextInput(), forms.TextInput(), forms.TextInput()], attrs)

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, dt.date):
            return [value.day, value.month, value.year]
        if isinstance(value, (list, tuple)) and len(value) == 3:
            return list(value)
        return ["", "", ""]


class DateField(forms.Field):
    """A date in three boxes. A part that is wrong is named."""

    widget = DatePartsWidget

    def clean(self, value: Any) -> Any:
        parts = [str(p or "").strip() for p in (value or ["", "", ""])]
        if not any(parts):
            if self.required:
                raise ValidationError(_("Enter %(label)s") % {"label": self._name()})
            return None
        missing = [
            name
            for name, part in zip((_("a day"), _("a month"), _("a year")), parts, strict=True)
            if not part
        ]
        if missing:
            raise ValidationError(
                _("%(label)s must include %(what)s")
                % {"label": self.label, "what": _(" and ").join(missing)}
            )
        try:
            day, month, year = (int(p) for p in parts)
            if year < 1900:
                raise ValueError
            return dt.date(year, month, day)
        except (ValueError, OverflowError):
            raise ValidationError(
                _("%(label)s must be a real date, like 27 3 2026") % {"label": self.label}
            ) from None

    def _name(self) -> str:
        label = str(self.label or _("a date"))
        return label[:1].lower() + label[1:]


class TimeField(forms.CharField):
    """A time of day as people write it: 5pm, 17:00, midday, 2.30pm."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip().lower().replace(".", ":").replace(" ", "")
        if not text:
            return None
        named = {"midday": dt.time(12), "noon": dt.time(12), "midnight": dt.time(0)}
        if text in named:
            return named[text]
        for pattern in ("%H:%M", "%I:%M%p", "%I%p"):
            try:
                return dt.datetime.strptime(text, pattern).time()
            except ValueError:
                continue
        raise ValidationError(
            _("%(label)s must be a time of day, like 5pm or 2:30pm") % {"label": self.label}
        )

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dt.time):
            return value.strftime("%H:%M")
        return value


def local_moment(day: dt.date, time: dt.time) -> dt.datetime:
    """The instant that a clock in the site's time zone shows this.

    Raises ValidationError for a time that the clocks skip when they go forward. A time that comes
    twice when they go back means the first of the two.
    """
    zone = ZoneInfo(settings.TIME_ZONE)
    aware = dt.datetime.combine(day, time, tzinfo=zone)
    there_and_back = aware.astimezone(dt.UTC).astimezone(zone)
    if there_and_back.replace(tzinfo=None) != aware.replace(tzinfo=None):
        raise ValidationError(
            _("The clocks go forward that night: %(time)s does not exist on %(date)s.")
            % {"time": time.strftime("%H:%M"), "date": day.strftime("%d/%m/%Y")}
        )
    return aware.astimezone(dt.UTC)


def today() -> dt.date:
    """Today in the site's time zone."""
    return timezone.localdate()
