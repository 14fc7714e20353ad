"""What a call has sent and given: its letters and its awards, as lists."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from allotment.fund.models import Call, Letter
from allotment.fund.queries import calls as call_queries
from allotment.fund.queries import lists as queries
from allotment.fund.views import lists
from allotment.kernel.permissions.views import allowed


@allowed("fund.read_entries", fetch=call_queries.inside)
def letters_sent(request: HttpRequest, call: Call) -> HttpResponseBase:
    """The letters that have gone out."""
    table = lists.letters(call)
    found = queries.letters(call, table.asked(request))
    if table.asked(request).as_file:
        return table.file(found)
    context = {
        "call": call,
        "found": table.shown(request, found),
        "kinds": lists.letter_kinds(),
    }
    return render(request, "fund/manage/letters_sent.html", context)


@allowed("fund.read_entries", fetch=queries.letter)
def letter(request: HttpRequest, letter: Letter) -> HttpResponse:
    """One letter, as it went out."""
    context = {"call": letter.entry.call, "letter": queries.as_sent(letter)}
    return render(request, "fund/manage/letter.html", context)


@allowed("fund.read_entries", fetch=call_queries.inside)
def awards(request: HttpRequest, call: Call) -> HttpResponseBase:
    """The awards of a call, with what became of each offer."""
    table = lists.awards(call)
    found = queries.awards(call, table.asked(request))
    if table.asked(request).as_file:
        return table.file(found)
    context = {
        "call": call,
        "found": table.shown(request, found),
        "states": lists.award_states(),
    }
    return render(request, "fund/manage/awards.html", context)
