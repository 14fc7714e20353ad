"""The words of a call's letters: the usual ones, or the funder's own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from allotment.fund.domain.letters import fields_of
from allotment.fund.forms.letters import LetterTextForm
from allotment.fund.models import Call
from allotment.fund.queries import calls as call_queries
from allotment.fund.queries import letter_texts as queries
from allotment.fund.services import letter_texts as services
from allotment.fund.services import letters as letter_services
from allotment.fund.views.lists import letter_kinds
from allotment.kernel.domain.sentences import RuleBrokenError
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed


@allowed("fund.send_letters", fetch=call_queries.inside)
def texts(request: HttpRequest, call: Call) -> HttpResponse:
    """What each letter of the call says."""
    context = {"call": call, "texts": queries.texts(call).values(), "kinds": letter_kinds()}
    return render(request, "fund/manage/letter_texts.html", context)


@allowed("fund.send_letters", fetch=queries.text)
def text(request: HttpRequest, text: queries.Text) -> HttpResponse:
    """Write a letter, try it out with a real entry, keep it."""
    form = LetterTextForm(
        request.POST or None,
        kind=text.kind,
        initial={"subject": text.text.subject, "body": text.text.body},
    )
    tried = None
    if request.method == "POST" and form.is_valid():
        if "try" in request.POST:
            tried = _try_out(text, form)
        else:
            services.write_own(
                call=text.call, kind=text.kind, text=form.text(), by=person_of(request)
            )
            messages.success(request, _("The text of the letter has been saved."))
            return redirect("fund:letter_texts", key=text.call.key)
    context = {
        "call": text.call,
        "text": text,
        "name": letter_kinds()[text.kind],
        "form": form,
        "fields": [(name, _(each.meaning)) for name, each in fields_of(text.kind).items()],
        "tried": tried,
    }
    return render(request, "fund/manage/letter_text.html", context)


def _try_out(text: queries.Text, form: LetterTextForm) -> letter_services.Written | None:
    reference = form.cleaned_data["entry"].strip().upper()
    entry = queries.example(text.call, text.kind, reference)
    if reference and entry is None:
        form.add_error("entry", _("This call has received no entry with that reference."))
        return None
    try:
        return letter_services.try_out(
            call=text.call, kind=text.kind, text=form.text(), entry=entry
        )
    except RuleBrokenError as error:
        form.add_error("body", error.sentence.render(_))
    return None


@allowed("fund.send_letters", fetch=queries.text)
def usual(request: HttpRequest, text: queries.Text) -> HttpResponse:
    """Back to the usual words."""
    if request.method == "POST":
        services.use_usual(call=text.call, kind=text.kind, by=person_of(request))
        messages.success(request, _("The standard text is used again."))
    return redirect("fund:letter_texts", key=text.call.key)
