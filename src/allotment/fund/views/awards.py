"""Answering an offer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from allotment.fund.models import Award
from allotment.fund.queries import awards as queries
from allotment.fund.services import awards as services
from allotment.kernel.domain.sentences import RuleBrokenError
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed


@allowed("fund.answer_offer", fetch=queries.one)
def offer(request: HttpRequest, award: Award) -> HttpResponse:
    """Read the offer, then accept it or turn it down."""
    problem = ""
    if request.method == "POST":
        answer = request.POST.get("answer", "")
        try:
            if answer == "accept":
                services.accept(award=award, by=person_of(request))
                messages.success(request, _("You have accepted the award. Congratulations!"))
                return redirect("fund:entry", key=award.entry.key)
            if answer == "turn_down":
                services.turn_down(
                    award=award, by=person_of(request), why=request.POST.get("why", "")[:2000]
                )
                messages.success(
                    request, _("You have turned down the award. Thank you for letting us know.")
                )
                return redirect("fund:entry", key=award.entry.key)
            problem = _("Choose whether you accept the offer.")
        except RuleBrokenError as error:
            problem = error.sentence.render(_)
    return render(
        request,
        "fund/offer.html",
        {
            "award": award,
            "entry": award.entry,
            "problem": problem,
            "has_errors": bool(problem),
            "letter": getattr(award.decision, "letter", None),
        },
    )
