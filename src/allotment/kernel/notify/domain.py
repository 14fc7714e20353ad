"""When a message is mailed, and what an answer of a mail server means: rules without Django."""

import datetime as dt
import re

#: How a person is told: by a mail of its own, in a summary each day or week, or only on the site.
AT_ONCE, DAILY, WEEKLY, HERE = CHOICES = ("once", "daily", "weekly", "here")

#: Summaries go out at this hour of the site's clock; weekly ones on Mondays.
SUMMARY_AT = dt.time(7)


def last_due(when: str, now: dt.datetime) -> dt.datetime:
    """The latest moment, at or before `now` (a local time), at which summaries of this kind went out.

    What was told before it and waits still is due.
    """
    day = now.date()
    if now.time() < SUMMARY_AT:
        day -= dt.timedelta(days=1)
    if when == WEEKLY:
        day -= dt.timedelta(days=day.weekday())
    return dt.datetime.combine(day, SUMMARY_AT, tzinfo=now.tzinfo)


_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


def no_such_address(code: int, words: str) -> bool:
    """Does a server's refusal of a recipient mean that the address does not work, and will not?

    The enhanced code says it where there is one: 5.1.x is about the address, 5.2.1 a mailbox that is
    closed; others, such as 5.7.1, are about us (RFC 3463, sections 3.2 and 3.3). Without one the
    plain codes 550, 551 and 553 are taken to mean it (RFC 5321, section 4.2.3).
    """
    if code < 500:
        return False
    found = _ENHANCED.search(words)
    if found is None:
        return code in {550, 551, 553}
    enhanced = found.groups()
    return enhanced[:2] == ("5", "1") or enhanced == ("5", "2", "1")
