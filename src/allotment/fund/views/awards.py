"""Answering an offer."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.fund.forms.entrant import OfferForm
from allotment.fund.models import Award
from allotment.fund.queries import awards as queries
from allotment.fund.services import awards as services
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.pages import FormPage


@allowed("fund.answer_offer", fetch=queries.one)
def offer(request: HttpRequest, award: Award) -> FormPage:
    """Read the offer, then accept it or turn it down."""

    def act(form: OfferForm) -> str:
        if form.cleaned_data["answer"] == "accept":
            services.accept(award=award, by=person_of(request))
            return _("You have accepted the award. Congratulations!")
        services.turn_down(award=award, by=person_of(request), why=form.cleaned_data["why"])
        return _("You have turned down the award. Thank you for letting us know.")

    return FormPage(
        form=OfferForm,
        act=act,
        done=str,
        then=reverse("fund:entry", args=[award.entry.key]),
        template="fund/offer.html",
        context={
            "award": award,
            "entry": award.entry,
            "letter": getattr(award.decision, "letter", None),
        },
    )
