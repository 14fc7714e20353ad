"""When things happened in the demonstration, counted from the day of loading."""

import datetime as dt
from dataclasses import dataclass
from random import Random
from zoneinfo import ZoneInfo

from allotment.fund.demo.content import DemoCall, DemoEntry

_LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Clock:
    """Moments around the day of loading; the same seed gives the same moments."""

    today: dt.date
    seed: int

    def at(self, days: int, hour: int = 9, minute: int = 0) -> dt.datetime:
        """The moment so many days from today, at a time of day in London."""
        day = self.today + dt.timedelta(days=days)
        local = dt.datetime.combine(day, dt.time(hour, minute), tzinfo=_LONDON)
        return local.astimezone(dt.UTC)

    def opens(self, call: DemoCall) -> dt.datetime:
        """When entries could first be made."""
        return self.at(call.opens)

    def closes(self, call: DemoCall) -> dt.datetime:
        """The deadline."""
        return self.at(call.closes, call.hour)

    def sent(self, call: DemoCall, entry: DemoEntry, late_by_hours: int = 0) -> dt.datetime:
        """When an entry was sent: more often than not towards the deadline."""
        if late_by_hours:
            return self.closes(call) + dt.timedelta(hours=late_by_hours - 1)
        begin, end = self.opens(call) + dt.timedelta(days=1), self._last(call)
        share = 1 - 0.8 * self.random(entry.key, "sent").random() ** 2
        return begin + (end - begin) * share

    def begun(self, call: DemoCall, entry: DemoEntry) -> dt.datetime:
        """When an entry was begun: some days before it was sent, after the call had opened."""
        hours = self.random(entry.key, "begun").uniform(2, 200)
        began = self.sent(call, entry) - dt.timedelta(hours=hours)
        return max(began, self.opens(call) + dt.timedelta(hours=3))

    def scored(self, call: DemoCall, entry: DemoEntry, assessor: str) -> dt.datetime:
        """When an assessor submitted their scores: in the three weeks after the deadline."""
        begin = self.closes(call) + dt.timedelta(days=2)
        end = min(begin + dt.timedelta(days=21), self.at(-1, 17))
        return begin + (end - begin) * self.random(entry.key, assessor).random()

    def random(self, *names: str) -> Random:
        """Chance that is the same each time for these names."""
        return Random("/".join((str(self.seed), *names)))  # noqa: S311 - not for secrets

    def _last(self, call: DemoCall) -> dt.datetime:
        return min(self.closes(call), self.at(-1, 18)) - dt.timedelta(minutes=20)
