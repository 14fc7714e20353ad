"""The site's own pages."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from allotment.kernel.permissions.views import PUBLIC, allowed
from allotment.kernel.site.queries import demonstration
from allotment.kernel.web import navigation
from allotment.kernel.web.navigation import Page, Section
from allotment.kernel.web.panels import panels_for
from allotment.kernel.web.tasks import tasks_of


@allowed(PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    """What this is, what is open, what was learned and funded, and a way to try it; the modules hang
    theirs here."""
    panels = panels_for(request.user, "site.home", ["home"]).get("home", [])
    casts = demonstration() if settings.DEMO else []
    return render(request, "site/home.html", {"panels": panels, "casts": casts})


def _section(user: Any, section: str) -> tuple[Section, list[Page]]:
    found = navigation.section_of(section)
    pages = navigation.pages_of(found, user) if found else []
    if found is None or not pages:
        raise ObjectDoesNotExist(section)
    return found, pages


@allowed(PUBLIC, fetch=_section)
def section(request: HttpRequest, found: tuple[Section, list[Page]]) -> HttpResponse:
    """What is in a section, and what its modules show of it."""
    here, pages = found
    panels = panels_for(request.user, here.panels, [here.key]).get(here.key, [])
    return render(request, "site/section.html", {"section": here, "pages": pages, "panels": panels})


@allowed("people.own_account")
def tasks(request: HttpRequest) -> HttpResponse:
    """Your tasks, soonest first."""
    panels = panels_for(request.user, "site.tasks", ["tasks"])
    return render(
        request,
        "site/tasks.html",
        {"tasks": tasks_of(request.user), "panels": panels.get("tasks", [])},
    )


@allowed(PUBLIC)
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "site/about.html")


@allowed(PUBLIC)
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "site/accessibility.html")


@allowed(PUBLIC)
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "site/privacy.html")


@allowed(PUBLIC)
def cookies(request: HttpRequest) -> HttpResponse:
    names = (settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME, settings.MESSAGES_COOKIE_NAME)
    return render(request, "site/cookies.html", {"names": names})


@allowed(PUBLIC)
def components(request: HttpRequest) -> HttpResponse:
    """Every component once, as it looks here: for those who build pages."""
    return render(request, "site/components.html")
