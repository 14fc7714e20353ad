"""Outgoing e-mail: written down in the transaction, sent by a job, tried again when it fails."""

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from allotment.kernel.jobs.services import enqueue
from allotment.kernel.notify.models import Mail


def send_later(*, to: str, subject: str, body: str) -> Mail:
    """Write an e-mail down and queue it. Nothing personal goes into a subject."""
    with transaction.atomic():
        mail = Mail.objects.create(to=to, subject=" ".join(subject.split())[:300], body=body)
        enqueue("notify.mail", once=f"mail:{mail.key}", key=mail.key)
    return mail


def send(key: str) -> None:
    """Send one e-mail unless it has gone. Raises what the mail server raises, so that it is retried."""
    with transaction.atomic():
        mail = Mail.objects.select_for_update().filter(key=key, sent_at=None).first()
        if mail is None:
            return
        EmailMessage(
            subject=mail.subject,
            body=mail.body,
            to=[mail.to],
            headers={"Message-ID": f"<{mail.key}@allotment>", "Auto-Submitted": "auto-generated"},
        ).send()
        Mail.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), body="")
