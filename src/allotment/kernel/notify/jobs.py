"""The jobs that send e-mails and summaries, and ask what became of them."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allotment.kernel.jobs.registry import every, job
from allotment.kernel.notify import delivery, digests, mail

#: With the waits between them: three days, so that a mail server may be down over a weekend.
MOST_ATTEMPTS = 72


@job("notify.mail", title=_("E-mail"), most_attempts=MOST_ATTEMPTS)
def send_mail(progress: Any, key: str) -> None:
    mail.send(key, again=progress.attempt > 1)


@every(dt.timedelta(hours=1), "notify.digests", title=_("Summaries by e-mail"))
def send_digests(_progress: Any) -> None:
    digests.send_due(timezone.now())


@every(dt.timedelta(minutes=15), "notify.follow_up", title=_("Delivery of e-mails"))
def follow_up(_progress: Any) -> None:
    delivery.follow_up(most=200 if settings.NOTIFY_API_KEY else 0)
