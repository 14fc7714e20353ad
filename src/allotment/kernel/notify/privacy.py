"""Messages and e-mails to a person."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allotment.kernel.domain.privacy import Plan, holder, period
from allotment.kernel.notify.models import Mail, Message


def export(person: Any) -> dict[str, Any]:
    return {
        "messages": list(
            Message.objects.filter(person=person).values("subject", "body", "made_at", "read_at")
        ),
        "e-mails": list(
            Mail.objects.filter(to__iexact=person.email).values(
                "subject", "body", "made_at", "sent_at"
            )
        ),
    }


def plan(person: Any) -> Plan:
    del person
    return Plan(goes=[_("Every message to you on this site, and e-mails that wait to be sent")])


def erase(person: Any) -> None:
    Message.objects.filter(person=person).delete()
    Mail.objects.filter(to__iexact=person.email).delete()


def _old_messages(before: dt.datetime, most: int) -> Mapping[Any, int]:
    old = Message.objects.filter(made_at__lt=before).values_list("pk", flat=True)[:most]
    gone, _rows = Message.objects.filter(pk__in=list(old)).delete()
    return {None: gone}


def _old_mail(before: dt.datetime, most: int) -> Mapping[Any, int]:
    old = Mail.objects.filter(made_at__lt=before).values_list("pk", flat=True)[:most]
    gone, _rows = Mail.objects.filter(pk__in=list(old)).delete()
    return {None: gone}


holder(
    "notify",
    title=gettext_lazy("Messages and e-mails to you"),
    models=("notify.Message", "notify.Mail"),
    export=export,
    plan=plan,
    erase=erase,
    order=70,
)
period(
    "notify.messages",
    what=gettext_lazy("Messages to people on this site"),
    days=730,
    why=gettext_lazy("So that you can look up what you were told."),
    empty=_old_messages,
)
period(
    "notify.mail",
    what=gettext_lazy("To whom an e-mail was sent, and its subject; its words go once it is sent"),
    days=30,
    why=gettext_lazy("So that we can find out why an e-mail did not arrive."),
    empty=_old_mail,
)
