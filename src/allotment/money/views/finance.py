"""Opening pots and moving money, for finance officers."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.kernel.domain.money import pounds
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.pages import FormPage
from allotment.money.forms.movements import MovementForm
from allotment.money.forms.pots import PotForm
from allotment.money.models import Commitment, Pot
from allotment.money.queries import pots as queries
from allotment.money.services import ledger, pots


@allowed("money.move", fetch=queries.funder)
def open_pot(request: HttpRequest, funder: Organisation) -> FormPage:
    """Open an empty pot."""
    return FormPage(
        form=PotForm,
        act=lambda form: pots.open_pot(funder=funder, by=person_of(request), **form.cleaned_data),
        done=_("The pot is open. Now put money in."),
        then=lambda pot: reverse("money:pot", args=[pot.key]),
        heading=_("Open a pot"),
        caption=funder.name,
        button=_("Open the pot"),
        back=reverse("money:pots"),
    )


@allowed("money.move", fetch=queries.one)
def put_in(request: HttpRequest, pot: Pot) -> FormPage:
    """Put money into a pot."""
    return _movement(
        request,
        pot,
        partial(ledger.put_in, pot=pot),
        heading=_("Put money in"),
        what_happens=_("The money can then be committed to awards."),
        button=_("Put %(amount)s in"),
        done=_("%(amount)s has been put in."),
    )


@allowed("money.move", fetch=queries.one)
def take_out(request: HttpRequest, pot: Pot) -> FormPage:
    """Take money out that is not committed."""
    return _movement(
        request,
        pot,
        partial(ledger.take_out, pot=pot),
        why_needed=True,
        heading=_("Take money out"),
        what_happens=_("The money can no longer be committed to awards."),
        button=_("Take %(amount)s out"),
        done=_("%(amount)s has been taken out."),
    )


@allowed("money.move", fetch=queries.one_commitment)
def pay(request: HttpRequest, commitment: Commitment) -> FormPage:
    """Record that money committed to an award was paid."""
    about = _("%(award)s: %(amount)s is committed and not yet paid.") % {
        "award": commitment.label or commitment.reference,
        "amount": pounds(commitment.outstanding),
    }
    return _movement(
        request,
        commitment.pot,
        partial(ledger.pay, pot=commitment.pot, reference=commitment.reference),
        about=about,
        heading=_("Record a payment"),
        what_happens=_("The ledger shows the amount as paid. No money is sent from here."),
        button=_("Record %(amount)s as paid"),
        done=_("The payment of %(amount)s has been recorded."),
    )


def _movement(
    request: HttpRequest,
    pot: Pot,
    move: Callable[..., Any],
    *,
    heading: str,
    what_happens: str,
    button: str,
    done: str,
    about: str = "",
    why_needed: bool = False,
) -> FormPage:
    """Ask for the amount, show what will happen, then do it: two pages, the second asks once."""

    def act(form: MovementForm) -> int:
        given = form.cleaned_data
        move(
            pence=given["amount"],
            once=f"form:{given['once']}",
            by=person_of(request),
            why=given["why"],
        )
        return int(given["amount"])

    def check(form: MovementForm) -> HttpResponse | None:
        given = form.cleaned_data
        amount = pounds(given["amount"])
        context = {
            "pot": pot,
            "heading": heading,
            "about": about,
            "amount": amount,
            "why": given["why"],
            "what_happens": what_happens,
            "button": button % {"amount": amount},
            "hidden": {
                "amount": request.POST.get("amount", ""),
                "why": given["why"],
                "once": given["once"],
                "sure": "yes",
            },
            "back": request.path,
        }
        return None if "sure" in request.POST else render(request, "money/check.html", context)

    pot_page = reverse("money:pot", args=[pot.key])
    return FormPage(
        form=partial(MovementForm, why_needed=why_needed),
        check=check,
        act=act,
        done=lambda pence: done % {"amount": pounds(pence)},
        then=pot_page,
        heading=heading,
        caption=pot.name,
        lead=about or _("%(amount)s is left.") % {"amount": pounds(pot.available)},
        button=_("Continue"),
        back=pot_page,
    )
