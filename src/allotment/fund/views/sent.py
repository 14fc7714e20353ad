"""What a call has sent and given: its letters and its awards, as lists."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.fund.models import Call, Letter
from allotment.fund.queries import calls as call_queries, lists as queries
from allotment.fund.views.lists import entries as lists
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.pages import Link, ListPage


@allowed("fund.read_entries", fetch=call_queries.inside)
def letters_sent(request: HttpRequest, call: Call) -> ListPage[queries.Sent]:
    """The letters that have gone out."""
    return ListPage(
        table=lists.letters(call),
        rows=partial(queries.letters, call),
        caption=call.title,
        lead=_("Each letter as it was sent. Later changes of the text do not affect it."),
        note=lists.for_staff_of(call),
        back=Link(_("The call"), reverse("fund:inside", args=[call.key])),
    )


@allowed("fund.read_entries", fetch=queries.letter)
def letter(request: HttpRequest, letter: Letter) -> HttpResponse:
    """One letter, as it went out."""
    context = {"call": letter.entry.call, "letter": queries.as_sent(letter)}
    return render(request, "fund/manage/letter.html", context)


@allowed("fund.read_entries", fetch=call_queries.inside)
def awards(request: HttpRequest, call: Call) -> ListPage[queries.Offered]:
    """The awards of a call, with what became of each offer."""
    return ListPage(
        table=lists.awards(call),
        rows=partial(queries.awards, call),
        caption=call.title,
        note=lists.for_staff_of(call),
        back=Link(_("The call"), reverse("fund:inside", args=[call.key])),
    )
