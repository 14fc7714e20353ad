"""Tell people things: a message inside the site and, as they chose, an e-mail."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.kernel.notify.mail import one_line, send_later
from allotment.kernel.notify.models import Message


def tell(
    person: Any,
    *,
    kind: str,
    subject: str,
    body: str,
    link: str = "",
    needed: bool = False,
    once: str | None = None,
) -> bool:
    """Tell one person something, in the caller's transaction. Returns False where it was told before.

    `link` is an address on this site. `needed` marks what the person must act on: it is mailed even
    to those who want little mail. With `once`, the same text is told once however often it is called.
    """
    if person.erased_at is not None:
        return False
    with transaction.atomic(savepoint=False):
        made = Message.objects.bulk_create(
            [
                Message(
                    person=person,
                    kind=kind,
                    subject=one_line(subject, 200),
                    body=body,
                    link=link,
                    once=once,
                )
            ],
            ignore_conflicts=once is not None,
        )
        if once is not None and not Message.objects.filter(key=made[0].key).exists():
            return False
        wants = person.mail_choices.get("send", "all") == "all"
        if person.is_active and (wants or needed):
            send_later(to=person.email, subject=subject, body=_letter(person, body, link))
    return True


def _letter(person: Any, body: str, link: str) -> str:
    parts = [_("Hello %(name)s,") % {"name": person.display_name}, body]
    if link:
        parts.append(f"{settings.BASE_URL}{link}")
    parts.append(settings.SITE_NAME)
    return "\n\n".join(parts) + "\n"


def mark_read(*, by: Any) -> None:
    """Everything a person has not read counts as read."""
    Message.objects.filter(person=by, read_at=None).update(read_at=timezone.now())
