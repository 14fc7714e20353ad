"""One-click sign-in as each role: only in a demonstration, only as made-up people."""

import uuid
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from allotment.kernel.organisations.domain import roles
from allotment.kernel.organisations.models import Membership
from allotment.kernel.people.models import User
from allotment.kernel.permissions.views import PUBLIC, allowed


def _people(user: Any) -> list[User]:
    del user
    if not settings.DEMO:
        raise User.DoesNotExist
    return list(User.objects.filter(is_demonstration=True, is_active=True).order_by("name"))


def _person(user: Any, person: uuid.UUID) -> User:
    del user
    if not settings.DEMO:
        raise User.DoesNotExist
    return User.objects.get(pk=person, is_demonstration=True, is_active=True)


@allowed(PUBLIC, fetch=_people)
def people(request: HttpRequest, people: list[User]) -> HttpResponse:
    """Whom one can be."""
    held: dict[Any, list[str]] = {}
    rows = Membership.objects.filter(person__in=people, ended_at=None).select_related(
        "organisation"
    )
    for row in rows:
        held.setdefault(row.person_id, []).append(
            f"{roles.name_of(row.role)}, {row.organisation.name}"
        )
    return render(
        request,
        "site/demonstration.html",
        {"people": [(person, sorted(held.get(person.pk, []))) for person in people]},
    )


@allowed(PUBLIC, fetch=_person)
def sign_in(request: HttpRequest, person: User) -> HttpResponse:
    if request.method != "POST":
        raise Http404
    login(request, person, backend="allotment.kernel.people.backends.Backend")
    UserSession.objects.create_from_request(request)  # so that it is in the list of one's sessions
    return redirect("site:tasks")
