"""Messages to people, inside the site; e-mail goes out beside them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allotment.kernel.domain.identifiers import new_key
from allotment.kernel.domain.privacy import Held, OnErase, Retention, address_of
from allotment.kernel.notify.domain import DAILY, WEEKLY


class Message(models.Model):
    """One message to one person. `waits` says which summary it is to stand in; `mail_key` names the
    e-mail that told it, which is forgotten sooner than the message."""

    key = models.CharField(max_length=12, unique=True, default=new_key)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="messages"
    )
    kind = models.CharField(max_length=60)
    once = models.CharField(max_length=160, unique=True, null=True, blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    waits = models.CharField(
        max_length=6, blank=True, choices=[(DAILY, _("Each day")), (WEEKLY, _("Each week"))]
    )
    mail_key = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-made_at"], name="notify_of_person"),
            models.Index(fields=["person"], name="notify_waiting", condition=~Q(waits="")),
        ]

    privacy = {
        "person": "personal", "kind": "internal", "once": "internal", "subject": "personal",
        "body": "personal", "link": "internal", "mail_key": "internal",
    }  # fmt: skip
    personal_data = (
        Held(
            "person", OnErase.DELETE, file="messages",
            gives=("subject", "body", "made_at", "read_at"),
        ),
    )  # fmt: skip
    retention = Retention(
        "notify.messages",
        what=_("Messages to people on this site"),
        days=730,
        why=_("So that you can look up earlier messages."),
        since=("made_at",),
    )  # fmt: skip


class Mail(models.Model):
    """One e-mail to be sent, kept until it is; its words go once it has gone.

    `unsubscribe` is an address that stops mails of this kind, for those that can be stopped.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Not sent yet")
        SENT = "sent", _("Sent")
        DELIVERED = "delivered", _("Delivered")
        RETURNED = "returned", _("Returned: the address does not work")
        FAILED = "failed", _("Could not be delivered")
        PAUSED = "paused", _("Not sent: e-mail to this address is returned")

    key = models.CharField(max_length=12, unique=True, default=new_key)
    to = models.EmailField()
    subject = models.CharField(max_length=300)
    body = models.TextField()
    unsubscribe = models.CharField(max_length=400, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    moves = {  # of what is known to have ended, nothing else is said later
        State.WAITING: {
            State.SENT,
            State.PAUSED,
            State.DELIVERED,
            State.RETURNED,
            State.FAILED,
        },
        State.PAUSED: {State.WAITING},
        State.SENT: {State.DELIVERED, State.RETURNED, State.FAILED},
    }
    service_id = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["to"], name="notify_mail_to"),
            models.Index(
                fields=["state"], name="notify_mail_open",
                condition=Q(state__in=["waiting", "sent", "paused"]),
            ),
        ]  # fmt: skip

    privacy = {
        "to": "personal", "subject": "personal", "body": "personal", "unsubscribe": "internal",
        "service_id": "internal", "why": "personal",
    }  # fmt: skip
    personal_data = (
        Held(
            "to__iexact", OnErase.DELETE, file="e-mails", value=address_of,
            gives=("to", "subject", "body", "made_at", "sent_at", "state", "why"),
        ),
    )  # fmt: skip
    retention = Retention(
        "notify.mail",
        what=_("To whom an e-mail was sent, its subject, and whether it arrived"),
        days=30,
        why=_("So that we can find out why an e-mail did not arrive."),
        since=("made_at",),
    )  # fmt: skip


class BouncedAddress(models.Model):
    """An address from which mail came back: messages are not mailed there until it works again."""

    address = models.EmailField(unique=True)
    why = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField(auto_now_add=True)

    privacy = {"address": "personal", "why": "personal"}
    personal_data = (
        Held(
            "address", OnErase.DELETE, file="e-mails come back since",
            gives=("address", "since", "why"), value=lambda person: person.email.lower(),
        ),
    )  # fmt: skip
    retention = Retention(
        "notify.bounces",
        what=_("Addresses from which e-mail was returned"),
        days=365,
        why=_("So that we do not go on writing to an address that does not work."),
        since=("since",),
    )  # fmt: skip
