"""Charts of the register for other people's pages."""

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt

from allotment.kernel.permissions.views import PUBLIC, allowed
from allotment.register.queries import parties


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@allowed(PUBLIC, fetch=lambda _user, key, chart: (parties.funder(key), chart))
def chart(request: HttpRequest, asked: tuple[parties.PartyPage, str]) -> HttpResponse:
    """One chart of a funder, which any site may frame: it has no form, no script and no cookie."""
    party, name = asked
    found = next((each for each in party.charts if each.key == name), None)
    if found is None:
        raise Http404
    address = settings.BASE_URL + reverse("register:funder", args=[party.line.key])
    return render(
        request, "register/embed.html", {"party": party, "chart": found, "address": address}
    )
