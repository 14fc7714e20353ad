"""Reads of a person's messages."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower

from allotment.kernel.notify.models import Mail, Message
from allotment.kernel.web.rows import Rows
from allotment.kernel.web.tables import Asked

#: What messages can be sorted by.
ORDERS: Mapping[str, Sequence[str]] = {"at": (), "subject": ("by_subject",)}


def messages_to(person: Any, asked: Asked) -> Rows[Message, Message]:
    """What a person has been told. Up to three statements a page."""
    found = Message.objects.filter(person=person).annotate(by_subject=Lower("subject"))
    if asked["state"]:
        found = found.filter(read_at__isnull=asked["state"] == "new")
    if asked["text"]:
        found = found.filter(Q(subject__icontains=asked["text"]) | Q(body__icontains=asked["text"]))
    return Rows(found, asked, ORDERS, list)


def has_unread(person: Any) -> bool:
    """Is there a message that the person has not marked as read? One statement."""
    return Message.objects.filter(person=person, read_at=None).exists()


#: What e-mails can be sorted by.
MAILS: Mapping[str, Sequence[str]] = {
    "at": (),
    "to": ("to",),
    "subject": ("by_subject",),
    "state": ("state",),
}


def mails(asked: Asked, *, to: str = "") -> Rows[Mail, Mail]:
    """What was mailed, to everybody or to one address. Up to three statements a page."""
    found = Mail.objects.annotate(by_subject=Lower("subject"))
    if to:
        found = found.filter(to__iexact=to)
    if asked["state"]:
        found = found.filter(state=asked["state"])
    if asked["text"]:
        found = found.filter(Q(subject__icontains=asked["text"]) | Q(to__icontains=asked["text"]))
    return Rows(found, asked, MAILS, list)
