"""The job that sends an e-mail."""

from typing import Any

from allotment.kernel.jobs.registry import job
from allotment.kernel.notify import mail


@job("notify.mail", title="E-mail", most_attempts=8)
def send_mail(_progress: Any, key: str) -> None:
    mail.send(key)
