"""Pages that say what will happen, ask once, and do it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.fund.models import Call
from allotment.kernel.domain.sentences import RuleBrokenError


def ask_once(
    request: HttpRequest,
    call: Call,
    act: Callable[[], Any],
    *,
    heading: str,
    lead: str,
    button: str,
    done: str,
    back: str = "",
    then: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """Ask, or do it when the button was pressed.

    `back` is where it came from, else the call's page. Afterwards it goes there, or where `then` says,
    given what `act` made; a rule that `act` breaks is said there too.
    """
    back = back or reverse("fund:inside", args=[call.key])
    if request.method == "POST":
        try:
            made = act()
        except RuleBrokenError as error:
            messages.warning(request, error.sentence.render(_))
            return redirect(back)
        messages.success(request, done)
        return redirect(then(made) if then else back)
    context = {
        "form": forms.Form(),
        "heading": heading,
        "caption": call.title,
        "lead": lead,
        "button": button,
        "back": back,
    }
    return render(request, "web/form.html", context)
