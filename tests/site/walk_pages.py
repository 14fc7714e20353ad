"""Walks the site as a visitor and as each demonstration person; prints what it saw as JSON. With the
word "search", it only searches.

Started by test_modules.py in a process of its own, since what runs is chosen when Django starts.
"""

import json
import re
import sys
from collections import Counter
from typing import Any

import django

OF_A_KIND = 1
"""Of the addresses that one view answers, so many are looked at as each person."""


def walk(client: Any, start: str = "/") -> tuple[dict[str, int], list[str]]:
    """Follow every link: the status of each address that did not answer well, and the kinds seen."""
    from django.urls import Resolver404, resolve

    waiting, seen, kinds, bad = [start, "/tasks/"], set[str](), Counter[str](), dict[str, int]()
    while waiting:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        try:
            name = resolve(address.split("?")[0]).view_name
        except Resolver404:
            bad[address] = 404
            continue
        if kinds[name] >= OF_A_KIND or name.startswith(("account_", "files:")):
            continue
        kinds[name] += 1
        answer = client.get(address)
        if answer.status_code >= 400 and answer.status_code != 403:
            bad[address] = answer.status_code
        elif answer.headers.get("Content-Type", "").startswith("text/html"):
            found = re.findall(r'href="(/[^"#]*)', answer.content.decode())
            waiting += [f.replace("&amp;", "&") for f in found if not f.startswith("/static/")]
    return bad, sorted(kinds)


def hung_up() -> dict[str, list[str]]:
    """What modules hung on the kernel, by where it comes from."""
    from allotment.kernel.jobs import registry
    from allotment.kernel.organisations.domain import roles
    from allotment.kernel.web import navigation, panels, tasks

    return {
        "pages": [page.address for page in navigation._pages],
        "roles": [role.key for role in roles.all_roles()],
        "jobs": [registry.handler_of(kind).run.__module__ for kind in registry.kinds()],
        "panels": [each.__module__ for rows in panels._panels.values() for _order, each in rows],
        "tasks": [each.__module__ for each in tasks._sources],
    }


def main() -> None:
    django.setup()
    from django.conf import settings
    from django.test import Client

    from allotment.kernel.people.models import User

    settings.ALLOWED_HOSTS = ["*"]
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    bad: dict[str, int] = {}
    seen: set[str] = set()
    staff = User.objects.filter(is_demonstration=True).order_by("name")[:8]
    for person in [] if "search" in sys.argv else [None, *staff]:
        client = Client(raise_request_exception=False)
        if person:
            client.force_login(person)
        wrong, kinds = walk(client)
        bad |= {f"{address} as {person or 'visitor'}": code for address, code in wrong.items()}
        seen.update(kinds)
    found = Client().get("/search/", {"q": "neighbours"}).content.decode()
    json.dump(
        {
            "bad": bad, "seen": sorted(seen), "hung_up": hung_up(),
            "menu": re.findall(r'service-navigation__link" href="([^"]*)', found),
            "found": re.findall(r'govuk-link" href="(/[^"]*)', found),
            "asked": {
                each: Client().get(each).status_code
                for each in ("/calls/", "/register/", "/reports/", "/api/v1/openapi.json")
            },
        },
        sys.stdout,
    )  # fmt: skip


if __name__ == "__main__":
    main()
