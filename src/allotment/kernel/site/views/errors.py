"""Error pages: what happened, and what to do now."""

import logging
import sqlite3
import sys
from contextlib import suppress

from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.kernel.domain.room import is_full
from allotment.kernel.permissions import Refused
from allotment.kernel.web.logs import reference
from allotment.kernel.web.typed import words_of

log = logging.getLogger("allotment.site")


def _page(
    request: HttpRequest,
    status: int,
    heading: str,
    paragraphs: list[str],
    links: list[tuple[str, str]],
) -> HttpResponse:
    return render(
        request,
        "web/message.html",
        {
            "heading": heading,
            "paragraphs": paragraphs,
            "links": links,
            "typed": words_of(request),
        },
        status=status,
    )


def _home() -> tuple[str, str]:
    return (_("Go to the home page"), reverse("site:home"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return _page(
        request,
        400,
        _("That could not be read"),
        [_("What your browser sent could not be read. Go back and try again.")],
        [_home()],
    )


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    reason = exception.reason if isinstance(exception, Refused) else _("You may not see this page.")
    links = [_home()]
    if isinstance(exception, Refused) and exception.mend:
        links.insert(0, (_("Set up two-step verification"), reverse(exception.mend)))
    return _page(request, 403, _("You cannot do this"), [reason], links)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return _page(
        request,
        404,
        _("Page not found"),
        [
            _("If you typed the address, check that it is right."),
            _(
                "If you followed a link, the page may have gone, or it may be one that you cannot see."
            ),
        ],
        [_home(), (_("Search"), reverse("search:find"))],
    )


def _reference() -> str:
    words = _("If you write to us about this, give the reference %(reference)s.")
    return words % {"reference": reference.get()}


#: Seconds after which a browser, or a program, may ask again.
_ASK_AGAIN = "20"


def _is_for_now(error: BaseException | None) -> bool:
    """The database or the disk cannot serve now, and will again; our own mistakes are not meant."""
    if error is None:
        return False
    if is_full(error):
        return True
    # SQLite calls our mistakes (no such table) operational too, by this code.
    ours = getattr(error.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
    return isinstance(error, OperationalError | InterfaceError) and not ours


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """What the person typed, to be sent again by a button. Only of a form that is known to be ours;
    no password."""
    if request.method != "POST" or not getattr(request, "csrf_processing_done", False):
        return []
    return [
        (name, text)
        for name, texts in request.POST.lists()
        for text in texts
        if name != "csrfmiddlewaretoken" and "password" not in name
    ]


def _let_go_of_uploads(request: HttpRequest) -> None:
    """Take away what of a file was received by half. It would stay until Python collects garbage, on
    a disk that may be full."""
    for handler in request.upload_handlers:
        with suppress(OSError):  # it could not be written, and cannot be now
            handler.upload_interrupted()


def unavailable(request: HttpRequest) -> HttpResponse:
    """The page for while the database or the disk is away: it asks neither, and what was typed can
    be sent again from it."""
    _let_go_of_uploads(request)
    request.user = AnonymousUser()
    request.__dict__.pop("_messages", None)  # they may be kept in the database
    sent = _sent(request)
    context = {"sent": sent, "files": bool(sent and request.FILES), "reference": _reference()}
    response = render(request, "site/unavailable.html", context, status=503)
    response["Retry-After"] = _ASK_AGAIN
    response["Cache-Control"] = "no-store"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    try:
        if _is_for_now(sys.exc_info()[1]):
            return unavailable(request)
        return _page(
            request,
            500,
            _("Sorry, something went wrong"),
            [_("What you saved is safe. Try again in a minute."), _reference()],
            [_home()],
        )
    except Exception:
        log.exception("the error page failed too")
        return HttpResponse("Sorry, something went wrong. Try again in a minute.", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    del reason
    return _page(
        request,
        403,
        _("This form has expired"),
        [
            _(
                "Nothing was changed. Go back, reload the page and send it again. If that does not "
                "help, your browser may be blocking the one cookie that keeps forms safe."
            )
        ],
        [_home()],
    )
