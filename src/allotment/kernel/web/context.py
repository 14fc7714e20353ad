"""What the layout needs on every page."""

from typing import Any

from django.http import HttpRequest

from allotment.kernel.web import navigation


def page(request: HttpRequest) -> dict[str, Any]:
    """The person, the navigation and the nonce. Costs no SQL statement of its own."""
    user = getattr(request, "user", None)
    if user is None:
        from django.contrib.auth.models import AnonymousUser

        user = AnonymousUser()
    section = navigation.section_at(user, request.resolver_match)
    return {
        "user": user,
        "footer_links": navigation.footer_links(),
        "menu": navigation.menu(user, section),
        "running": navigation.RUNNING if navigation.keeper_of_the_site(user) else None,
        "breadcrumbs": navigation.breadcrumbs(user, section, request.path) if section else [],
        "csp_nonce": lambda: str(getattr(request, "csp_nonce", "")),
    }
