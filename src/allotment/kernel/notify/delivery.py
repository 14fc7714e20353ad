"""What became of an e-mail, and addresses from which mail comes back."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.fields.json import KT
from django.utils import timezone

from allotment.kernel.guards import states
from allotment.kernel.jobs.models import Job
from allotment.kernel.jobs.services import enqueue
from allotment.kernel.notify import govuk
from allotment.kernel.notify.models import BouncedAddress, Mail
from allotment.kernel.notify.readers import Report

#: After so long the job has given an e-mail up, and Notify has told what it will ever tell.
GIVEN_UP_AFTER = dt.timedelta(days=4)
#: Held-back e-mails older than this are not sent any more when the address works again.
STILL_NEWS = dt.timedelta(days=14)


def is_bounced(address: str) -> bool:
    """Has mail come back from this address? One statement."""
    return BouncedAddress.objects.filter(address=address.lower()).exists()


def bounced_since(address: str) -> BouncedAddress | None:
    """The note that mail comes back from this address, if it does. One statement."""
    return BouncedAddress.objects.filter(address=address.lower()).first()


def record_outcome(mail: Mail, state: str, *, why: str = "") -> None:
    """Record how an e-mail ended. What is known to have ended stays as it is.

    An address that does not work is remembered; one at which an e-mail arrived works again, and gets
    what was held back recently.
    """
    with transaction.atomic():
        this = Mail.objects.filter(pk=mail.pk)
        if not states.move(this, to=state, why=why[:300], body=""):
            return
        if state == Mail.State.RETURNED:
            BouncedAddress.objects.bulk_create(
                [BouncedAddress(address=mail.to.lower(), why=why[:300])], ignore_conflicts=True
            )
        elif state == Mail.State.DELIVERED:
            _works_again(mail.to)


def record_status(key: str, status: str) -> None:
    """Record what Notify reports of the e-mail with this key; unknown keys and states are passed over."""
    mail = Mail.objects.filter(key=key).first()
    if mail is not None and status in govuk.OUTCOMES:
        record_outcome(mail, govuk.OUTCOMES[status], why="" if status == "delivered" else status)


def record_bounce(report: Report) -> bool:
    """Record a mail server's report. False where it is about no e-mail of ours to that address.

    A temporary trouble is passed over: the mail server tries by itself.
    """
    mail = Mail.objects.filter(key=report.key, to__iexact=report.address).first()
    if mail is None:
        return False
    record_outcome(
        mail, Mail.State.RETURNED if report.is_gone else Mail.State.FAILED, why=report.why
    )
    return True


def follow_up(most: int = 200) -> int:
    """Ask Notify about e-mails of which it has not told the end, and give up what is too old.

    Returns how many were asked about. What Notify cannot be asked now is asked next time.
    """
    before = timezone.now() - GIVEN_UP_AFTER
    old = Mail.objects.filter(~_tried_since(before), state=Mail.State.WAITING, made_at__lt=before)
    states.move(old, to=Mail.State.FAILED, body="")
    some_minutes_ago = timezone.now() - dt.timedelta(minutes=5)
    asked = Mail.objects.filter(
        state=Mail.State.SENT, sent_at__range=(before, some_minutes_ago)
    ).exclude(service_id="").order_by("sent_at")[:most]  # fmt: skip
    count = 0
    for mail in asked:
        record_status(mail.key, govuk.status_of(mail.service_id))
        count += 1
    return count


def _tried_since(before: dt.datetime) -> Exists:
    """A job begun since then tries it: it was held back before, and its own time begins then."""
    jobs = Job.objects.filter(kind="notify.mail", made_at__gte=before).exclude(status__in=Job.ENDED)
    return Exists(jobs.annotate(mail=KT("payload__key")).filter(mail=OuterRef("key")))


def try_again(*, by: Any) -> int:
    """A person says that their address works: what was held back recently is sent. Returns how many."""
    with transaction.atomic():
        return _works_again(by.email)


def _works_again(address: str) -> int:
    """Forget that mail came back, and send what was held back recently. Returns how many."""
    BouncedAddress.objects.filter(address=address.lower()).delete()
    held = Mail.objects.select_for_update().filter(
        to__iexact=address, state=Mail.State.PAUSED, made_at__gt=timezone.now() - STILL_NEWS
    )
    keys = list(held.values_list("key", flat=True))
    states.move(Mail.objects.filter(key__in=keys), to=Mail.State.WAITING)
    for key in keys:
        enqueue("notify.mail", key=key)
    return len(keys)
