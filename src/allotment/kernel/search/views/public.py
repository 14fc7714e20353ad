"""One search box for visitors and for people who are signed in: each finds what they may see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from allotment.kernel.permissions.views import PUBLIC, allowed
from allotment.kernel.search.domain.query import LONGEST_TYPED
from allotment.kernel.search.queries import search
from allotment.kernel.web.tables import address_with

LONGEST_KIND = 60


@allowed(PUBLIC)
def find(request: HttpRequest) -> HttpResponse:
    """The search page, with what was found."""
    typed = request.GET.get("q", "").replace("\0", " ")[:LONGEST_TYPED]
    kind = request.GET.get("kind", "").replace("\0", "")[:LONGEST_KIND]
    results = search.find(request.user, typed, kind=kind, page=_page(request))
    return render(
        request,
        "search/find.html",
        {"typed": typed, "kind": kind, "results": results, "address_with": address_with},
    )


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
