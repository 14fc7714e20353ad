"""Summaries: what people chose to be told once a day or a week, in one e-mail."""

import datetime as dt
import uuid

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from allotment.kernel.notify.domain import DAILY, WEEKLY, last_due
from allotment.kernel.notify.letters import letter, site_address, stop_address
from allotment.kernel.notify.mail import send_later
from allotment.kernel.notify.models import Message

#: A summary names so many messages, and so many letters of each; the rest is on the site.
MOST_MESSAGES, MOST_LETTERS = 50, 400


def send_due(now: dt.datetime) -> int:
    """Send every summary that is due at this moment, once. Returns how many people were mailed."""
    local = timezone.localtime(now)
    due = Q(waits=DAILY, made_at__lt=last_due(DAILY, local)) | Q(
        waits=WEEKLY, made_at__lt=last_due(WEEKLY, local)
    )
    people = Message.objects.filter(due).order_by().values_list("person", flat=True).distinct()
    return sum(_send_one(person, due) for person in list(people))


def _send_one(person_id: uuid.UUID, due: Q) -> bool:
    with transaction.atomic():
        person = get_user_model().objects.select_for_update(no_key=True).get(pk=person_id)
        waiting = Message.objects.filter(due, person=person).order_by("pk")
        found = list(waiting)
        unread = [message for message in found if message.read_at is None]
        messages = Message.objects.filter(pk__in=[message.pk for message in found])
        if not unread or not person.is_active:
            messages.update(waits="")
            return False
        stop = stop_address(person, None)
        mail = send_later(
            to=person.email,
            subject=ngettext(
                "Your summary: %(n)d message", "Your summary: %(n)d messages", len(unread)
            )
            % {"n": len(unread)},
            body=letter(person, "\n\n".join(_parts(unread)), stop=stop),
            unsubscribe=stop,
        )
        messages.update(waits="", mail_key=mail.key)
    return True


def _parts(unread: list[Message]) -> list[str]:
    parts = [_("This is what you have not read yet.")]
    for message in unread[:MOST_MESSAGES]:
        body = message.body
        short = body if len(body) <= MOST_LETTERS else f"{body[:MOST_LETTERS]}…"
        link = f"\n{site_address(message.link)}" if message.link else ""
        parts.append(f"{message.subject}\n{short}{link}")
    if len(unread) > MOST_MESSAGES:
        parts.append(
            _("And %(n)d more: %(address)s")
            % {
                "n": len(unread) - MOST_MESSAGES,
                "address": site_address(reverse("notify:messages")),
            }
        )
    return parts
