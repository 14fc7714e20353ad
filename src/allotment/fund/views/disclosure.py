"""Answering a request for information about a call."""

from itertools import islice

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from allotment.fund.forms.disclosure import DisclosureForm
from allotment.fund.models import Call
from allotment.fund.queries import calls as call_queries
from allotment.fund.queries.disclosure import Asked, disclosed
from allotment.fund.services.disclosure import disclose
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed

MOST_SHOWN = 300


@allowed("fund.disclose", fetch=call_queries.inside)
def disclosure(request: HttpRequest, call: Call) -> HttpResponseBase:
    """Look at what would be taken out, change that, and make the file."""
    form = DisclosureForm(request.POST or None)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and "make" in request.POST:
        file = disclose(
            call=call, asked=form.asked(), reference=form.cleaned_data["reference"],
            by=person_of(request),
        )  # fmt: skip
        response = FileResponse(
            file, as_attachment=True, filename=f"information-{call.key}.zip",
            content_type="application/zip",
        )  # fmt: skip
        response["Cache-Control"] = "private, no-store"
        return response
    return render(
        request,
        "fund/manage/disclosure.html",
        {
            "call": call,
            "form": form,
            "phase": call_queries.phase(call),
            "looked": _looked(call, form.asked()) if is_sent else None,
            "most_shown": MOST_SHOWN,
        },
    )


def _looked(call: Call, asked: Asked) -> dict[str, object]:
    """What would be taken out: how many passages, and the first of them."""
    entries, passages = set(), []
    for row in disclosed(call, asked):
        entries.add(row.cells[0])
        passages += [(row.cells[0], each) for each in row.taken]
    return {
        "entries": len(entries),
        "count": len(passages),
        "passages": list(islice(passages, MOST_SHOWN)),
    }
