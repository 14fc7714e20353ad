"""The job that sends an e-mail."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from allotment.kernel.jobs.registry import job
from allotment.kernel.notify import mail

#: With the waits between them: three days, so that a mail server may be down over a weekend.
MOST_ATTEMPTS = 72


@job("notify.mail", title=_("E-mail"), most_attempts=MOST_ATTEMPTS)
def send_mail(_progress: Any, key: str) -> None:
    mail.send(key)
