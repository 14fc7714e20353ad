"""Answering a request for information about a call."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from allotment.fund.forms.disclosure import DisclosureForm
from allotment.fund.models import Call
from allotment.fund.queries import calls as call_queries
from allotment.fund.queries.disclosure import Asked, disclosed, to_disclose
from allotment.fund.services.disclosure import disclose
from allotment.fund.services.looking import ANSWER, many_looked_at
from allotment.kernel.domain.redacting import Taken
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.pages import FormPage

SHOWN_AT_ONCE = 50
"""Entries of which one page says what would be taken out."""


@allowed("fund.disclose", fetch=call_queries.inside)
def disclosure(request: HttpRequest, call: Call) -> FormPage:
    """Look at what would be taken out, change that, and make the file."""
    page = "fund/manage/disclosure.html"
    context = {"call": call, "phase": call_queries.phase(call)}

    def act(form: DisclosureForm) -> HttpResponseBase:
        if "make" not in request.POST:
            looked = _looked(request, call, form.asked())
            return render(request, page, {**context, "form": form, "looked": looked})
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

    return FormPage(
        form=DisclosureForm,
        act=act,
        then=request.path,
        template=page,
        context=context,
    )


@dataclass(frozen=True, slots=True)
class Looked:
    """What would be taken out of some of the entries, which are counted from one."""

    passages: Sequence[tuple[str, Taken]]
    first: int
    last: int
    entries: int

    @property
    def before(self) -> int | None:
        """Where the entries before these begin, counted from nought."""
        return max(0, self.first - 1 - SHOWN_AT_ONCE) if self.first > 1 else None

    @property
    def after(self) -> int | None:
        """Where those after these begin."""
        return self.last if self.last < self.entries else None


def _looked(request: HttpRequest, call: Call, asked: Asked) -> Looked:
    count = to_disclose(call).count()
    typed = request.POST.get("from", "")
    start = min(int(typed), max(0, count - 1)) if typed.isdecimal() and len(typed) < 9 else 0
    part = slice(start, start + SHOWN_AT_ONCE)
    passages = [(row.cells[0], each) for row in disclosed(call, asked, part) for each in row.taken]
    many_looked_at(call=call, entries=to_disclose(call)[part], by=person_of(request), kind=ANSWER)
    return Looked(passages, start + 1, min(part.stop, count), count)
