"""One-click sign-in as each role: only in a demonstration, only as made-up people."""

import uuid
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from allotment.kernel.people.models import User
from allotment.kernel.permissions.views import PUBLIC, allowed
from allotment.kernel.site.queries import Cast, demonstration


def _demonstration(user: Any) -> list[Cast]:
    del user
    if not settings.DEMO:
        raise User.DoesNotExist
    return demonstration()


def _person(user: Any, person: uuid.UUID) -> User:
    del user
    if not settings.DEMO:
        raise User.DoesNotExist
    return User.objects.get(pk=person, is_demonstration=True, is_active=True)


@allowed(PUBLIC, fetch=_demonstration)
def people(request: HttpRequest, casts: list[Cast]) -> HttpResponse:
    """Whom one can be."""
    return render(request, "site/demonstration.html", {"casts": casts})


@allowed(PUBLIC, fetch=_person)
def sign_in(request: HttpRequest, person: User) -> HttpResponse:
    if request.method != "POST":
        return redirect("site:demo")
    login(request, person, backend="allotment.kernel.people.backends.Backend")
    UserSession.objects.create_from_request(request)  # so that it is in the list of one's sessions
    return redirect("site:tasks")
