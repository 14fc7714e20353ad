"""A person's messages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from allotment.kernel.notify import services
from allotment.kernel.notify.models import Message
from allotment.kernel.permissions.views import allowed


@allowed("people.own_account")
def messages(request: HttpRequest) -> HttpResponse:
    """The newest hundred."""
    found = list(Message.objects.filter(person=request.user).order_by("-made_at")[:100])  # type: ignore[misc]
    return render(
        request,
        "notify/messages.html",
        {"found": found, "unread": any(m.read_at is None for m in found)},
    )


@allowed("people.own_account")
def read(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        services.mark_read(by=request.user)
    return redirect("notify:messages")
