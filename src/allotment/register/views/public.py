"""The register's pages, which anybody may see."""

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, ngettext

from allotment.kernel.domain.money import pounds
from allotment.kernel.permissions.rules import may
from allotment.kernel.permissions.views import PUBLIC, allowed
from allotment.kernel.web.cells import link
from allotment.kernel.web.pages import ListPage
from allotment.kernel.web.panels import panels_for
from allotment.kernel.web.rows import Rows
from allotment.kernel.web.tables import Asked, Table, address_with
from allotment.register.domain.filters import AwardFilter, read_filter
from allotment.register.models import Party
from allotment.register.queries import (
    awards as award_queries,
    comparing,
    fields,
    history,
    parties,
    party_lists,
)
from allotment.register.queries.choices import Choice, choices
from allotment.register.queries.counting import Totals
from allotment.register.views import lists

_NEWEST = 10


@allowed(PUBLIC)
def awards(request: HttpRequest) -> HttpResponseBase:
    """The list of awards: search, filters, pages, CSV."""
    asked, table = read_filter(request.GET), lists.awards()
    if request.GET.get("format") == "csv":
        return table.file(award_queries.all_lines(asked.wanted))
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    filtered = address_with(request, after=None, before=None).partition("?")[2]
    found = award_queries.listed(asked.wanted, after=after, before=before, by_part=True)
    context = {
        "asked": asked,
        "error_list": [{"text": _(why), "href": f"#{name}"} for name, why in asked.errors.items()],
        "found": replace(
            table.shown(request, found.page),
            is_narrowed=asked.wanted.is_narrowed,
            count_text=_count_text(found.counted.totals),
        ),
        "choices": choices(asked.wanted, found.counted),
        "keeps": bool(may(request.user, "site.keep")),
        "panels": panels_for(request.user, "register.awards", [filtered]).get(filtered, []),
    }
    return render(request, "register/awards.html", context)


def _count_text(totals: Totals) -> str:
    """How many awards there are, and what they come to."""
    number = f"{totals.count:,}"
    if totals.at_least:
        return _("More than %(count)s awards") % {"count": number}
    facts = {"count": number, "amount": pounds(totals.pence), "others": f"{totals.others:,}"}
    if totals.others:
        template = ngettext(
            "%(count)s award, %(amount)s in total, not counting %(others)s in other currencies",
            "%(count)s awards, %(amount)s in total, not counting %(others)s in other currencies",
            totals.count,
        )
    else:
        template = ngettext(
            "%(count)s award, %(amount)s in total",
            "%(count)s awards, %(amount)s in total",
            totals.count,
        )
    return template % facts


@allowed(PUBLIC)
def funders(request: HttpRequest) -> ListPage[party_lists.PartyTotals]:
    """Everybody who has awarded something."""
    compared = link(_("Compare two funders"), reverse("register:compare"))
    return _parties(request, lists.funders(), party_lists.funders, compared)


@allowed(PUBLIC)
def recipients(request: HttpRequest) -> ListPage[party_lists.PartyTotals]:
    """Every organisation that was awarded something."""
    return _parties(request, lists.recipients(), party_lists.recipients)


def _parties(
    request: HttpRequest,
    table: Table[party_lists.PartyTotals],
    rows: Callable[[Asked], Rows[Party, party_lists.PartyTotals]],
    *links: SafeString,
) -> ListPage[party_lists.PartyTotals]:
    lead = [_("As they are named in published awards. Everybody may see them."), *links]
    if may(request.user, "site.keep"):
        lead.append(link(_("Those that look alike"), reverse("register:alike")))
    return ListPage(
        table=table, rows=rows, lead=format_html_join(" ", "{}", ((each,) for each in lead))
    )


@allowed(PUBLIC, fetch=lambda _user, key: award_queries.one(key))
def award(request: HttpRequest, found: award_queries.AwardPage) -> HttpResponse:
    """One award."""
    key = found.line.key
    context = {
        "award": found,
        "sections": fields.sections(found.document),
        "notes": fields.notes(found.notes),
        "history": history.history(key, found.document),
        "panels": panels_for(request.user, "register.award", [key]).get(key, []),
    }
    return render(request, "register/award.html", context)


@allowed(PUBLIC, fetch=lambda _user, key: award_queries.one(key))
def award_json(_request: HttpRequest, found: award_queries.AwardPage) -> HttpResponse:
    """One award as a 360Giving grant."""
    return JsonResponse(found.document, json_dumps_params={"ensure_ascii": False, "indent": 2})


@allowed(PUBLIC, fetch=lambda _user, key: (key, parties.funder(parties.now(key))))
def funder(request: HttpRequest, asked: tuple[str, parties.PartyPage]) -> HttpResponse:
    """A funder: its awards by year, programme and region, its largest recipients, its newest
    awards. One that was merged leads to the one that was kept."""
    key, found = asked
    if found.line.key != key:
        return redirect("register:funder", found.line.key, permanent=True)
    newest = award_queries.first(AwardFilter(funder=found.line.key), _NEWEST)
    context = {"party": found, "newest": newest, "base_url": settings.BASE_URL}
    return render(request, "register/funder.html", context)


@allowed(PUBLIC, fetch=lambda _user, key: (key, parties.recipient(parties.now(key))))
def recipient(request: HttpRequest, asked: tuple[str, parties.PartyPage]) -> HttpResponse:
    """A recipient: its awards by year, its funders, its newest awards. One that was merged leads to
    the one that was kept."""
    key, found = asked
    if found.line.key != key:
        return redirect("register:recipient", found.line.key, permanent=True)
    newest = award_queries.first(AwardFilter(recipient=found.line.key), _NEWEST)
    return render(request, "register/recipient.html", {"party": found, "newest": newest})


@allowed(PUBLIC)
def compare(request: HttpRequest) -> HttpResponse:
    """Two funders side by side."""
    keys = [request.GET.get(name, "")[:12] for name in ("one", "other")]
    found = comparing.compare(*keys) if all(keys) else None
    problem = _("Choose two different funders") if all(keys) and found is None else ""
    every = parties.funders()
    ones, others = (
        [Choice(each.key, each.name, each.key == key) for each in every] for key in keys
    )
    context = {"ones": ones, "others": others, "found": found, "problem": problem}
    return render(request, "register/compare.html", context)
