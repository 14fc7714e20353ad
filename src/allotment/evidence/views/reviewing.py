"""A colleague's review; publishing, versions, taking back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.evidence.forms import publishing as forms
from allotment.evidence.models import Analysis, Edition, Review
from allotment.evidence.queries import analyses as queries
from allotment.evidence.queries import composed as composing
from allotment.evidence.queries.editions import editions_of
from allotment.evidence.services import publishing as services
from allotment.kernel.domain.sentences import RuleBrokenError
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions import may
from allotment.kernel.permissions.views import allowed


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
def ask(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    """Ask a colleague to look."""
    user = person_of(request)
    people = {str(each.pk): each for each in queries.colleagues(analysis, user)}
    form = forms.AskForm(
        request.POST or None,
        colleagues=[(key, each.display_name) for key, each in people.items()],
    )
    if request.method == "POST" and form.is_valid():
        services.ask_for_review(
            analysis=analysis,
            reviewer=people[form.cleaned_data["reviewer"]],
            note=form.cleaned_data["note"],
            by=user,
        )
        messages.success(request, _("They have been notified."))
        return redirect("evidence:review", key=analysis.key)
    context = {
        "form": form,
        "heading": _("Ask a colleague to look"),
        "caption": analysis.title,
        "lead": "" if people else _("Nobody else works for this funder who could read it."),
        "button": _("Ask"),
        "back": reverse("evidence:review", args=[analysis.key]),
    }
    return render(request, "web/form.html", context)


@allowed("evidence.review", fetch=queries.review_asked_of)
def answer(request: HttpRequest, review: Review) -> HttpResponse:
    """Say what one found."""
    form = forms.AnswerForm(request.POST or None, initial={"seen": review.analysis.version})
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_review(
                review=review,
                verdict=form.cleaned_data["verdict"],
                comment=form.cleaned_data["comment"],
                seen=form.cleaned_data["seen"],
                by=person_of(request),
            )
        except RuleBrokenError as error:
            messages.warning(request, error.sentence.render(_))
        else:
            messages.success(request, _("Thank you. The person who asked you has been notified."))
        return redirect("evidence:review", key=review.analysis.key)
    context = {
        "form": form,
        "heading": _("Is the report ready?"),
        "caption": review.analysis.title,
        "button": _("Send"),
        "back": reverse("evidence:review", args=[review.analysis.key]),
    }
    return render(request, "web/form.html", context)


@allowed("evidence.edit", fetch=queries.one)
def publish(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    """Publish the report as it stands, with day and licence."""
    found = composing.composed(analysis)
    if found is None:
        messages.warning(request, _("It has not been read yet, so there is nothing to publish."))
        return redirect("evidence:analysis", key=analysis.key)
    number = queries.last_edition(analysis) + 1
    form = forms.PublishForm(
        request.POST or None, is_first=number == 1, initial={"seen": analysis.version}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.publish(
                analysis=analysis,
                run=found.run,
                report=found.report,
                licence=form.cleaned_data["licence"],
                on=form.cleaned_data["on"],
                changes=form.cleaned_data.get("changes", ""),
                seen=form.cleaned_data["seen"],
                by=person_of(request),
            )
        except RuleBrokenError as error:
            form.add_error(None, error.sentence.render(_))
        else:
            messages.success(request, _("The report is published."))
            return redirect("evidence:report", key=analysis.key)
    context = {
        "analysis": analysis,
        "form": form,
        "found": found,
        "number": number,
        "reviews": [each for each in queries.reviews_of(analysis) if each.answered_at],
    }
    return render(request, "evidence/publish.html", context)


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
def take_back(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Take an edition back, with the reason."""
    form = forms.TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.take_back(
                edition=edition, because=form.cleaned_data["because"], by=person_of(request)
            )
        except RuleBrokenError as error:
            messages.warning(request, error.sentence.render(_))
        else:
            messages.success(request, _("The edition has been withdrawn."))
        return redirect("evidence:versions", key=edition.analysis.key)
    context = {
        "form": form,
        "heading": _("Withdraw edition %(number)d") % {"number": edition.number},
        "caption": edition.title,
        "lead": _(
            "Its page will say that it was withdrawn, when and why. If there is an "
            "earlier edition, that one is shown again."
        ),
        "button": _("Withdraw"),
        "back": reverse("evidence:versions", args=[edition.analysis.key]),
    }
    return render(request, "web/form.html", context)
