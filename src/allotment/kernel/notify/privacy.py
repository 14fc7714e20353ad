"""Messages and e-mails to a person."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allotment.kernel.domain.privacy import Plan, holder, period
from allotment.kernel.notify.models import BouncedAddress, Mail, Message


def export(person: Any) -> dict[str, Any]:
    return {
        "messages": list(
            Message.objects.filter(person=person).values("subject", "body", "made_at", "read_at")
        ),
        "e-mails": list(
            Mail.objects.filter(to__iexact=person.email).values(
                "to", "subject", "body", "made_at", "sent_at", "state", "why"
            )
        ),
        "e-mails come back since": list(
            BouncedAddress.objects.filter(address=person.email.lower()).values(
                "address", "since", "why"
            )
        ),
    }


def plan(person: Any) -> Plan:
    del person
    return Plan(goes=[_("Every message to you on this site, and e-mails that wait to be sent")])


def erase(person: Any) -> None:
    Message.objects.filter(person=person).delete()
    Mail.objects.filter(to__iexact=person.email).delete()
    BouncedAddress.objects.filter(address=person.email.lower()).delete()


def _old_messages(before: dt.datetime, most: int) -> Mapping[Any, int]:
    old = Message.objects.filter(made_at__lt=before).values_list("pk", flat=True)[:most]
    gone, _rows = Message.objects.filter(pk__in=list(old)).delete()
    return {None: gone}


def _old_mail(before: dt.datetime, most: int) -> Mapping[Any, int]:
    old = Mail.objects.filter(made_at__lt=before).values_list("pk", flat=True)[:most]
    gone, _rows = Mail.objects.filter(pk__in=list(old)).delete()
    return {None: gone}


def _old_bounces(before: dt.datetime, most: int) -> Mapping[Any, int]:
    old = BouncedAddress.objects.filter(since__lt=before).values_list("pk", flat=True)[:most]
    gone, _rows = BouncedAddress.objects.filter(pk__in=list(old)).delete()
    return {None: gone}


holder(
    "notify",
    title=gettext_lazy("Messages and e-mails to you"),
    models=("notify.Message", "notify.Mail", "notify.BouncedAddress"),
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
    what=gettext_lazy("To whom an e-mail was sent, its subject, and whether it arrived"),
    days=30,
    why=gettext_lazy("So that we can find out why an e-mail did not arrive."),
    empty=_old_mail,
)
period(
    "notify.bounces",
    what=gettext_lazy("Addresses from which e-mail came back"),
    days=365,
    why=gettext_lazy("So that we do not go on writing to an address that does not work."),
    empty=_old_bounces,
)
