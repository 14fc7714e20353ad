"""Tell people things: a message inside the site and, as they chose, an e-mail."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from allotment.kernel.audit import services as audit
from allotment.kernel.domain.identifiers import new_key
from allotment.kernel.notify import kinds
from allotment.kernel.notify.domain import AT_ONCE, CHOICES, DAILY, HERE, WEEKLY
from allotment.kernel.notify.letters import letter, stop_address
from allotment.kernel.notify.mail import one_line, send_later
from allotment.kernel.notify.models import Message


def tell(
    person: Any,
    *,
    kind: str,
    subject: str,
    body: str,
    link: str = "",
    once: str | None = None,
) -> bool:
    """Tell one person something, in the caller's transaction. Returns False where it was told before.

    `kind` is one that a module declared (`notify.kinds`); how it is mailed is for the person to
    choose. `link` is an address on this site. With `once`, the same text is told once however often
    it is called.
    """
    if person.erased_at is not None:
        return False
    how = kinds.chosen(kind, person.mail_choices) if person.is_active else HERE
    mail_key = new_key() if how == AT_ONCE else ""
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
                    waits=how if how in {DAILY, WEEKLY} else "",
                    mail_key=mail_key,
                )
            ],
            ignore_conflicts=once is not None,
        )
        if once is not None and not Message.objects.filter(key=made[0].key).exists():
            return False
        if mail_key:
            stop = stop_address(person, kind) if kinds.can_be_chosen(kind) else ""
            send_later(
                to=person.email, subject=subject, key=mail_key, unsubscribe=stop,
                body=letter(person, body, link=link, stop=stop),
            )  # fmt: skip
    return True


def mark_read(*, by: Any) -> None:
    """Everything a person has not read counts as read."""
    Message.objects.filter(person=by, read_at=None).update(read_at=timezone.now())


def choose(*, by: Any, choices: Mapping[str, str]) -> None:
    """Keep how a person wants to be told, by kind; what they cannot choose is passed over.

    What waits for a summary that they no longer want is not mailed.
    """
    _choose(by.pk, choices, by=by)


def stop(*, person_id: str, kind: str) -> None:
    """Send a person no more mails of a kind; with kind "", no summaries. Whoever has the address
    that stands in an e-mail may do this: it can only make mails fewer.
    """
    person = get_user_model().objects.filter(pk=person_id, erased_at=None).first()
    if person is None:
        return
    summed = {
        each.key for each in kinds.all_kinds()
        if kinds.chosen(each.key, person.mail_choices) in {DAILY, WEEKLY}
    }  # fmt: skip
    _choose(person.pk, dict.fromkeys([kind] if kind else summed, HERE), by=None)


def _choose(person_id: Any, choices: Mapping[str, str], *, by: Any) -> None:
    with transaction.atomic():
        person = get_user_model().objects.select_for_update(no_key=True).get(pk=person_id)
        given = {k: v for k, v in choices.items() if kinds.can_be_chosen(k) and v in CHOICES}
        person.mail_choices = {**person.mail_choices, **given}
        person.save(update_fields=["mail_choices"])
        for kind, how in given.items():
            waits = how if how in {DAILY, WEEKLY} else ""
            Message.objects.filter(person=person, kind=kind).exclude(waits="").update(waits=waits)
        audit.record(kind="notify.choices_changed", by=by, on=person)
