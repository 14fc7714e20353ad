"""Outgoing e-mail: written down in the transaction, sent by a job, tried again when it fails."""

import smtplib

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.kernel.domain.identifiers import new_key
from allotment.kernel.guards import states
from allotment.kernel.jobs.services import PermanentError, enqueue
from allotment.kernel.notify import delivery, govuk
from allotment.kernel.notify.domain import no_such_address
from allotment.kernel.notify.models import Mail


def send_later(*, to: str, subject: str, body: str, key: str = "", unsubscribe: str = "") -> Mail:
    """Write an e-mail down and queue it. Nothing personal goes into a subject.

    `unsubscribe` is an address that stops mails like this one; mails without it, such as sign-in
    codes, are tried even where others came back.
    """
    with transaction.atomic(savepoint=False):
        mail = Mail.objects.create(
            key=key or new_key(), to="".join(to.split()), subject=one_line(subject, 300),
            body=body, unsubscribe=unsubscribe,
        )  # fmt: skip
        enqueue("notify.mail", key=mail.key)
    return mail


def one_line(text: str, most: int) -> str:
    """A subject: one line, so that nobody writes a header of their own into a mail."""
    return " ".join(text.split())[:most]


def send(key: str, *, again: bool = False) -> None:
    """Send one e-mail unless it has gone. Raises what the mail server raises, so that it is retried.

    No lock is held meanwhile: a mail server that does not answer must not hold up a database that
    lets one writer in at a time. Raises PermanentError where the server will never take it.
    """
    mail = Mail.objects.filter(key=key, state=Mail.State.WAITING).first()
    if mail is None:
        return
    waiting = Mail.objects.filter(pk=mail.pk, state=Mail.State.WAITING)
    if mail.unsubscribe and delivery.is_bounced(mail.to):
        states.move(waiting, to=Mail.State.PAUSED)
        return
    number = _by_notify(mail, again=again) if settings.NOTIFY_API_KEY else _by_smtp(mail)
    now = timezone.now()
    Mail.objects.filter(pk=mail.pk).update(service_id=number, sent_at=now, body="")
    states.move(waiting, to=Mail.State.SENT)


def _by_notify(mail: Mail, *, again: bool) -> str:
    try:
        return govuk.send(mail, again=again)
    except govuk.RefusedError as error:
        _ended(mail, str(error), is_gone=error.is_gone)
        raise PermanentError(_("GOV.UK Notify refused it.")) from error


def _by_smtp(mail: Mail) -> str:
    headers = {"Message-ID": f"<{mail.key}@allotment>", "Auto-Submitted": "auto-generated"}
    if mail.unsubscribe:  # RFC 8058
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    try:
        EmailMessage(subject=mail.subject, body=mail.body, to=[mail.to], headers=headers).send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
        if _is_for_good(error):
            words = _answer(error)
            _ended(mail, words[1], is_gone=no_such_address(*words))
            raise PermanentError(_("The mail server refused it.")) from error
        raise
    except (BadHeaderError, UnicodeError) as error:
        _ended(mail, "", is_gone=True)
        raise PermanentError(_("E-mail cannot be sent to this address.")) from error
    return ""


def _ended(mail: Mail, why: str, *, is_gone: bool) -> None:
    delivery.record_outcome(mail, Mail.State.RETURNED if is_gone else Mail.State.FAILED, why=why)


def _is_for_good(error: Exception) -> bool:
    """Codes from 500 on mean never, those below mean not now (RFC 5321, section 4.2.1)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError | smtplib.SMTPSenderRefused):
        return error.smtp_code >= 500
    return False


def _answer(error: Exception) -> tuple[int, str]:
    """The server's code and words about the recipient; code 0 where the fault is not theirs."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return code, words.decode(errors="replace")
    assert isinstance(error, smtplib.SMTPResponseException)
    reply = error.smtp_error
    return 0, reply.decode(errors="replace") if isinstance(reply, bytes) else str(reply)
