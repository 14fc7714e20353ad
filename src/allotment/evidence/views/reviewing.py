"""A colleague's review; publishing, versions, taking back."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.evidence.forms import publishing as forms
from allotment.evidence.models import Analysis, Edition, Review
from allotment.evidence.queries import analyses as queries, composed as composing
from allotment.evidence.queries.editions import editions_of
from allotment.evidence.services import publishing as services
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions import may
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.pages import FormPage


@allowed("evidence.read", fetch=queries.one)
def review(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    """What colleagues said, and the form of one who is asked."""
    user = person_of(request)
    reviews = queries.reviews_of(analysis)
    asked = any(each.reviewer_id == user.pk and each.answered_at is None for each in reviews)
    context = {
        "analysis": analysis,
        "reviews": reviews,
        "asked": asked,
        "edits": bool(may(user, "evidence.edit", analysis)),
    }
    return render(request, "evidence/review.html", context)


@allowed("evidence.edit", fetch=queries.one)
def ask(request: HttpRequest, analysis: Analysis) -> FormPage:
    """Ask a colleague to look."""
    user, back = person_of(request), reverse("evidence:review", args=[analysis.key])
    people = {str(each.pk): each for each in queries.colleagues(analysis, user)}
    return FormPage(
        form=partial(
            forms.AskForm, colleagues=[(key, each.display_name) for key, each in people.items()]
        ),
        act=lambda form: services.ask_for_review(
            analysis=analysis,
            reviewer=people[form.cleaned_data["reviewer"]],
            note=form.cleaned_data["note"],
            by=user,
        ),
        done=_("They have been notified."),
        then=back,
        heading=_("Ask a colleague to look"),
        caption=analysis.title,
        lead="" if people else _("Nobody else works for this funder who could read it."),
        button=_("Ask"),
        back=back,
    )


@allowed("evidence.review", fetch=queries.review_asked_of)
def answer(request: HttpRequest, review: Review) -> FormPage:
    """Say what one found."""
    back = reverse("evidence:review", args=[review.analysis.key])
    return FormPage(
        form=forms.AnswerForm,
        initial={"seen": review.analysis.version},
        act=lambda form: services.answer_review(
            review=review, by=person_of(request), **form.cleaned_data
        ),
        done=_("Thank you. The person who asked you has been notified."),
        then=back,
        heading=_("Is the report ready?"),
        caption=review.analysis.title,
        button=_("Send"),
        back=back,
    )


@allowed("evidence.edit", fetch=queries.one)
def publish(request: HttpRequest, analysis: Analysis) -> HttpResponse | FormPage:
    """Publish the report as it stands, with day and licence."""
    found = composing.composed(analysis)
    if found is None:
        messages.warning(request, _("It has not been read yet, so there is nothing to publish."))
        return redirect("evidence:analysis", key=analysis.key)
    number = queries.last_edition(analysis) + 1
    return FormPage(
        form=partial(forms.PublishForm, is_first=number == 1),
        initial={"seen": analysis.version},
        act=lambda form: services.publish(
            analysis=analysis,
            run=found.run,
            report=found.report,
            by=person_of(request),
            **{"changes": "", **form.cleaned_data},
        ),
        done=_("The report is published."),
        then=reverse("evidence:report", args=[analysis.key]),
        template="evidence/publish.html",
        context={
            "analysis": analysis,
            "found": found,
            "number": number,
            "reviews": [each for each in queries.reviews_of(analysis) if each.answered_at],
        },
    )


@allowed("evidence.read", fetch=queries.one)
def versions(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    """Every run with what it rests on, and every edition."""
    context = {
        "analysis": analysis,
        "runs": queries.runs_of(analysis),
        "editions": editions_of(analysis.key),
        "edits": bool(may(request.user, "evidence.edit", analysis)),
    }
    return render(request, "evidence/versions.html", context)


@allowed("evidence.edit", fetch=queries.edition)
def take_back(request: HttpRequest, edition: Edition) -> FormPage:
    """Take an edition back, with the reason."""
    back = reverse("evidence:versions", args=[edition.analysis.key])
    return FormPage(
        form=forms.TakeBackForm,
        act=lambda form: services.take_back(
            edition=edition, because=form.cleaned_data["because"], by=person_of(request)
        ),
        done=_("The edition has been withdrawn."),
        then=back,
        heading=_("Withdraw edition %(number)d") % {"number": edition.number},
        caption=edition.title,
        lead=_(
            "Its page will say that it was withdrawn, when and why. If there is an "
            "earlier edition, that one is shown again."
        ),
        button=_("Withdraw"),
        back=back,
    )
