"""The words of a call's letters: the usual ones, or the funder's own."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.fund.domain.letters import fields_of
from allotment.fund.forms.letters import LetterTextForm
from allotment.fund.models import Call
from allotment.fund.queries import calls as call_queries, letter_texts as queries
from allotment.fund.services import letter_texts as services, letters as letter_services
from allotment.fund.views.lists.entries import letter_kinds
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.pages import Button, FormPage


@allowed("fund.send_letters", fetch=call_queries.inside)
def texts(request: HttpRequest, call: Call) -> HttpResponse:
    """What each letter of the call says."""
    context = {"call": call, "texts": queries.texts(call).values(), "kinds": letter_kinds()}
    return render(request, "fund/manage/letter_texts.html", context)


@allowed("fund.send_letters", fetch=queries.text)
def text(request: HttpRequest, text: queries.Text) -> FormPage:
    """Write a letter, try it out with a real entry, keep it."""
    page = "fund/manage/letter_text.html"
    context = {
        "call": text.call,
        "text": text,
        "name": letter_kinds()[text.kind],
        "fields": [(name, _(each.meaning)) for name, each in fields_of(text.kind).items()],
    }

    def act(form: LetterTextForm) -> HttpResponse | None:
        words = form.text()
        if "try" not in request.POST:
            services.write_own(call=text.call, kind=text.kind, text=words, by=person_of(request))
            return None
        tried = letter_services.try_out(
            call=text.call,
            kind=text.kind,
            text=words,
            reference=form.cleaned_data["entry"].strip().upper(),
        )
        return render(request, page, {**context, "form": form, "tried": tried})

    return FormPage(
        form=partial(LetterTextForm, kind=text.kind),
        initial={"subject": text.text.subject, "body": text.text.body},
        is_shared=True,
        act=act,
        done=_("The text of the letter has been saved."),
        then=_texts_of(text.call),
        template=page,
        context=context,
    )


@allowed("fund.send_letters", fetch=queries.text)
def usual(request: HttpRequest, text: queries.Text) -> Button:
    """Back to the usual words."""
    return Button(
        act=lambda: services.use_usual(call=text.call, kind=text.kind, by=person_of(request)),
        done=_("The standard text is used again."),
        back=_texts_of(text.call),
    )


def _texts_of(call: Call) -> str:
    return reverse("fund:letter_texts", args=[call.key])
