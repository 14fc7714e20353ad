"""A person's messages."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allotment.kernel.notify import queries, services
from allotment.kernel.notify.models import Message
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.tables import Column, Empty, Filter, Table


def _table() -> Table[Message]:
    return Table(
        name="messages",
        caption=_("Messages"),
        usual="-at",
        columns=[
            Column(_("When"), lambda message: message.made_at, sort="at"),
            Column(_("Subject"), lambda message: message.subject, sort="subject"),
            Column(_("Message"), lambda message: message.body, on_page=False),
            Column(_("Read"), lambda message: message.read_at, on_page=False),
        ],
        filters=[
            Filter("text", _("Words in the message")),
            Filter("state", _("Show"), [("new", _("New")), ("read", _("Read"))]),
        ],
        empty=Empty(
            _("You have no messages. When something happens that concerns you, it is said here."),
            _("Your tasks"),
            reverse("site:tasks"),
        ),
        counted=lambda n: ngettext("%(n)s message", "%(n)s messages", n) % {"n": f"{n:,}"},
    )


@allowed("people.own_account")
def messages(request: HttpRequest) -> HttpResponseBase:
    """What the person has been told."""
    table = _table()
    found = queries.messages_to(request.user, table.asked(request))
    if table.asked(request).as_file:
        return table.file(found)
    context = {
        "found": table.shown(request, found),
        "unread": queries.has_unread(request.user),
    }
    return render(request, "notify/messages.html", context)


@allowed("people.own_account")
def read(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        services.mark_read(by=request.user)
    return redirect("notify:messages")
