"""A person's messages and e-mails, and how they want to be told."""

import hmac
import json
from functools import partial
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.csrf import csrf_exempt

from allotment.kernel.notify import delivery, kinds, letters, queries, services
from allotment.kernel.notify.forms import ChoicesForm
from allotment.kernel.notify.models import Mail, Message
from allotment.kernel.permissions.views import PUBLIC, allowed
from allotment.kernel.web.formats import moment
from allotment.kernel.web.pages import Button, FormPage, Link, ListPage
from allotment.kernel.web.tables import Column, Empty, Filter, Table


def _table() -> Table[Message]:
    return Table(
        name="messages",
        caption=_("Messages"),
        usual="-at",
        columns=[
            Column(_("When"), "made_at", sort="at"),
            Column(_("Subject"), "subject", sort="subject"),
            Column(_("Message"), "body", on_page=False),
            Column(_("Read"), "read_at", on_page=False),
        ],
        filters=[
            Filter("text", _("Words in the message")),
            Filter("state", _("Show"), [("new", _("New")), ("read", _("Read"))]),
        ],
        empty=Empty(
            _(
                "You have no messages. When something happens that concerns you, a message appears here."
            ),
            _("Your tasks"),
            reverse("site:tasks"),
        ),
        counted=lambda n: ngettext("%(n)s message", "%(n)s messages", n),
    )


@allowed("people.own_account")
def messages(request: HttpRequest) -> ListPage[Message]:
    """What the person has been told."""
    return ListPage(
        table=_table(),
        rows=partial(queries.messages_to, request.user),
        template="notify/messages.html",
        context=lambda _found: {"unread": queries.has_unread(request.user)},
    )


@allowed("people.own_account")
def read(request: HttpRequest) -> Button:
    """Mark every message as read."""
    return Button(act=lambda: services.mark_read(by=request.user), back=reverse("notify:messages"))


@allowed("people.own_account")
def choices(request: HttpRequest) -> FormPage:
    """What we tell you about: for each kind of message how it is mailed."""
    person: Any = request.user
    return FormPage(
        form=partial(ChoicesForm, choices=person.mail_choices),
        act=lambda form: services.choose(by=person, choices=form.cleaned_data),
        done=_("Your choices have been saved."),
        then=request.path,
        template="notify/choices.html",
        context={
            "must": [kind for kind in kinds.all_kinds() if kind.must],
            "address": person.email,
        },
    )


def _mail_table(*, everybody: bool) -> Table[Mail]:
    to: list[Column[Mail]] = [Column(_("To"), "to", sort="to")] if everybody else []
    return Table(
        name="all-e-mails" if everybody else "e-mails",
        caption=_("E-mails to everybody") if everybody else _("E-mails to you"),
        usual="-at",
        columns=[
            Column(_("When"), "made_at", sort="at", show=moment),
            *to,
            Column(_("Subject"), "subject", sort="subject"),
            Column(_("Delivery"), lambda mail: mail.get_state_display(), sort="state"),
            *([Column(_("Reply of the mail server"), "why")] if everybody else []),
        ],
        filters=[
            Filter("text", _("Words in subject or address") if everybody else _("Subject")),
            Filter("state", _("Delivery"), Mail.State.choices),
        ],
        empty=Empty(_("No e-mail was sent in the last 30 days.")),
        counted=lambda n: ngettext("%(n)s e-mail", "%(n)s e-mails", n),
    )


@allowed("people.own_account")
def mails(request: HttpRequest) -> ListPage[Mail]:
    """What was mailed to the person, and whether it arrived."""
    person: Any = request.user
    return ListPage(
        table=_mail_table(everybody=False),
        rows=partial(queries.mails, to=person.email),
        back=Link(_("What we tell you about"), reverse("notify:choices")),
        template="notify/mails.html",
        context=lambda _found: {
            "bounced": delivery.bounced_since(person.email),
            "address": person.email,
        },
    )


@allowed("site.keep")
def all_mails(request: HttpRequest) -> ListPage[Mail]:
    """Every e-mail of the last weeks, and what became of it."""
    return ListPage(
        table=_mail_table(everybody=True),
        rows=queries.mails,
        lead=_(
            "Only the site administrator sees this list. The text of an e-mail is not kept once it "
            "has been sent."
        ),
        back=Link(_("Background work"), reverse("jobs:jobs")),
    )


@allowed("people.own_account")
def try_again(request: HttpRequest) -> Button:
    """Use a person's address again to which e-mails did not arrive."""

    def done(sent: int) -> str:
        message = ngettext(
            "We will use your address again. %(n)d e-mail that was held back is on its way.",
            "We will use your address again. %(n)d e-mails that were held back are on their way.",
            sent,
        )
        return message % {"n": sent}

    return Button(
        act=lambda: delivery.try_again(by=request.user), done=done, back=reverse("notify:mails")
    )


@csrf_exempt
@allowed(PUBLIC, fetch=lambda _user, token: letters.whose(token))
def stop(request: HttpRequest, named: tuple[str, str]) -> HttpResponse:
    """Stop mails of a kind without signing in. A mail program posts here by itself (RFC 8058), and
    looking at the page changes nothing, since mail filters look at every address."""
    person, kind = named
    if request.method == "POST":
        services.stop(person_id=person, kind=kind)
    titles = {each.key: each.title for each in kinds.all_kinds()}
    context = {"done": request.method == "POST", "title": titles.get(kind, "")}
    return render(request, "notify/stop.html", context)


@csrf_exempt
@allowed(PUBLIC)
def delivery_receipt(request: HttpRequest) -> HttpResponse:
    """GOV.UK Notify tells here what became of an e-mail; it shows the token that we gave it."""
    expected = settings.NOTIFY_CALLBACK_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise Http404
    try:
        receipt = json.loads(request.body)
        delivery.record_status(str(receipt["reference"])[:12], str(receipt["status"]))
    except (ValueError, KeyError, TypeError):
        return HttpResponse(status=400)
    return HttpResponse(status=204)
