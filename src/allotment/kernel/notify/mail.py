"""Outgoing e-mail: written down in the transaction, sent by a job, tried again when it fails."""

import smtplib

from django.core.mail import BadHeaderError, EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.kernel.jobs.services import PermanentError, enqueue
from allotment.kernel.notify.models import Mail


def send_later(*, to: str, subject: str, body: str) -> Mail:
    """Write an e-mail down and queue it. Nothing personal goes into a subject."""
    with transaction.atomic(savepoint=False):
        mail = Mail.objects.create(
            to="".join(to.split()), subject=one_line(subject, 300), body=body
        )
        enqueue("notify.mail", key=mail.key)
    return mail


def one_line(text: str, most: int) -> str:
    """A subject: one line, so that nobody writes a header of their own into a mail."""
    return " ".join(text.split())[:most]


def send(key: str) -> None:
    """Send one e-mail unless it has gone. Raises what the mail server raises, so that it is retried.

    No lock is held meanwhile: a mail server that does not answer must not hold up a database that
    lets one writer in at a time. Raises PermanentError where the server will never take it.
    """
    mail = Mail.objects.filter(key=key, sent_at=None).first()
    if mail is None:
        return
    try:
        EmailMessage(
            subject=mail.subject,
            body=mail.body,
            to=[mail.to],
            headers={"Message-ID": f"<{mail.key}@allotment>", "Auto-Submitted": "auto-generated"},
        ).send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
        if _is_for_good(error):
            raise PermanentError(_("The mail server will not take it.")) from error
        raise
    except (BadHeaderError, UnicodeError) as error:
        raise PermanentError(_("The address is not one that mail can be sent to.")) from error
    Mail.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), body="")


def _is_for_good(error: Exception) -> bool:
    """Codes from 500 on mean never, those below mean not now (RFC 5321, section 4.2.1)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError | smtplib.SMTPSenderRefused):
        return error.smtp_code >= 500
    return False
