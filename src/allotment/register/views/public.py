"""The register's pages, which anybody may see."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils.translation import gettext as _

from allotment.kernel.permissions.views import PUBLIC, allowed
from allotment.kernel.web.panels import panels_for
from allotment.kernel.web.tables import address_with, csv_response
from allotment.register.domain.filters import AwardFilter, Order
from allotment.register.forms.filters import read_filter
from allotment.register.queries import awards as questions
from allotment.register.queries import export, fields, parties
from allotment.register.writers.giving360 import giving360

_NEWEST = 10


@allowed(PUBLIC)
def awards(request: HttpRequest) -> HttpResponseBase:
    """The list of awards: search, filters, pages, CSV."""
    asked = read_filter(request.GET)
    if request.GET.get("format") == "csv":
        return csv_response("awards", _csv_headings(), _csv_rows(asked.wanted))
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    totals = questions.totals(asked.wanted)
    found = questions.page(asked.wanted, after=after, before=before, counted=totals)
    context = {
        "asked": asked,
        "error_list": [{"text": text, "href": f"#{name}"} for name, text in asked.errors.items()],
        "page": found,
        "totals": totals,
        "funders": parties.funders(),
        "years": questions.years(),
        "programmes": questions.programmes(asked.wanted.funder) if asked.wanted.funder else [],
        "orders": _orders(),
        "address_with": address_with,
    }
    return render(request, "register/awards.html", context)


def _orders() -> list[tuple[str, str]]:
    return [
        (Order.NEWEST, _("Newest first")),
        (Order.OLDEST, _("Oldest first")),
        (Order.LARGEST, _("Largest first")),
        (Order.SMALLEST, _("Smallest first")),
    ]


def _csv_headings() -> list[str]:
    return [
        _("Identifier"),
        _("Title"),
        _("Recipient"),
        _("Funder"),
        _("Amount"),
        _("Currency"),
        _("Award date"),
        _("Programme"),
        _("Address"),
    ]


def _csv_rows(wanted: AwardFilter) -> Iterator[list[Any]]:
    for line in questions.all_lines(wanted):
        yield [
            line.identifier,
            line.title,
            line.recipient_name,
            line.funder_name,
            line.amount_pence / 100,
            line.currency,
            line.award_date.isoformat(),
            line.programme,
            f"{settings.BASE_URL}/register/awards/{line.key}/",
        ]


@allowed(PUBLIC, fetch=lambda _user, key: questions.one(key))
def award(request: HttpRequest, found: questions.AwardPage) -> HttpResponse:
    """One award."""
    key = found.line.key
    context = {
        "award": found,
        "sections": fields.sections(found.document),
        "notes": fields.notes(found.notes),
        "panels": panels_for(request.user, "register.award", [key]).get(key, []),
    }
    return render(request, "register/award.html", context)


@allowed(PUBLIC, fetch=lambda _user, key: questions.one(key))
def award_json(_request: HttpRequest, found: questions.AwardPage) -> HttpResponse:
    """One award as a 360Giving grant."""
    return JsonResponse(found.document, json_dumps_params={"ensure_ascii": False, "indent": 2})


@allowed(PUBLIC, fetch=lambda _user, key: parties.funder(key))
def funder(request: HttpRequest, found: parties.PartyPage) -> HttpResponse:
    """A funder: its awards by year, its largest recipients, its newest awards."""
    newest = questions.page(AwardFilter(funder=found.line.key), size=_NEWEST)
    return render(request, "register/funder.html", {"party": found, "newest": newest.rows})


@allowed(PUBLIC, fetch=lambda _user, key: parties.recipient(key))
def recipient(request: HttpRequest, found: parties.PartyPage) -> HttpResponse:
    """A recipient: its awards by year, its funders, its newest awards."""
    newest = questions.page(AwardFilter(recipient=found.line.key), size=_NEWEST)
    return render(request, "register/recipient.html", {"party": found, "newest": newest.rows})


@allowed(PUBLIC)
def open_data(request: HttpRequest) -> HttpResponse:
    """What can be had as open data, and how."""
    context = {"count": export.published_count(), "changed": export.last_change()}
    return render(request, "register/open_data.html", context)


@allowed(PUBLIC)
def open_data_file(_request: HttpRequest) -> HttpResponseBase:
    """Everything published, as one 360Giving file, streamed."""
    head = export.head(settings.SITE_NAME, settings.BASE_URL)
    response = StreamingHttpResponse(
        giving360(head, export.documents()), content_type="application/json"
    )
    response["Content-Disposition"] = 'attachment; filename="360giving.json"'
    response["Access-Control-Allow-Origin"] = "*"
    return response


@allowed(PUBLIC)
def standard(request: HttpRequest) -> HttpResponse:
    """The standard explained, line by line, from the table that everything derives from."""
    return render(request, "register/standard.html", {"reference": fields.reference()})
