"""Opening pots and moving money, for finance officers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.kernel.domain.money import pounds
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed
from allotment.money.domain.ledger import LedgerError
from allotment.money.forms.movements import MovementForm
from allotment.money.forms.pots import PotForm
from allotment.money.models import Commitment, Pot
from allotment.money.queries import pots as questions
from allotment.money.services import ledger, pots


@allowed("money.move", fetch=questions.funder)
def open_pot(request: HttpRequest, funder: Organisation) -> HttpResponse:
    """Open an empty pot."""
    user = person_of(request)
    form = PotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            pot = pots.open_pot(funder=funder, by=user, **form.cleaned_data)
        except pots.PotExistsError as problem:
            form.add_error("name", str(problem))
        else:
            messages.success(request, _("The pot is open. Now put money in."))
            return redirect("money:pot", key=pot.key)
    context = {
        "form": form,
        "heading": _("Open a pot"),
        "caption": funder.name,
        "button": _("Open the pot"),
        "back": reverse("money:pots"),
    }
    return render(request, "web/form.html", context)


@dataclass(frozen=True, slots=True)
class _Step:
    """What differs between putting in, taking out and paying."""

    pot: Pot
    heading: str
    what_happens: str
    button: str
    done: str
    why_needed: bool
    carry_out: Callable[..., Any]
    about: str = ""


@allowed("money.move", fetch=questions.one)
def put_in(request: HttpRequest, pot: Pot) -> HttpResponse:
    """Put money into a pot."""
    step = _Step(
        pot=pot,
        heading=_("Put money in"),
        what_happens=_("The money can then be committed to awards."),
        button=_("Put %(amount)s in"),
        done=_("%(amount)s has been put in."),
        why_needed=False,
        carry_out=lambda **asked: ledger.put_in(pot=pot, **asked),
    )
    return _move(request, step)


@allowed("money.move", fetch=questions.one)
def take_out(request: HttpRequest, pot: Pot) -> HttpResponse:
    """Take money out that is not committed."""
    step = _Step(
        pot=pot,
        heading=_("Take money out"),
        what_happens=_("The money can no longer be committed to awards."),
        button=_("Take %(amount)s out"),
        done=_("%(amount)s has been taken out."),
        why_needed=True,
        carry_out=lambda **asked: ledger.take_out(pot=pot, **asked),
    )
    return _move(request, step)


@allowed("money.move", fetch=questions.one_commitment)
def pay(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    """Record that money committed to an award was paid."""
    pot = commitment.pot
    step = _Step(
        pot=pot,
        heading=_("Record a payment"),
        what_happens=_("The ledger shows the amount as paid. No money is sent from here."),
        button=_("Record %(amount)s as paid"),
        done=_("The payment of %(amount)s has been recorded."),
        why_needed=False,
        carry_out=lambda **asked: ledger.pay(pot=pot, reference=commitment.reference, **asked),
        about=_("%(award)s: %(amount)s is committed and not yet paid.")
        % {
            "award": commitment.label or commitment.reference,
            "amount": pounds(commitment.outstanding),
        },
    )
    return _move(request, step)


def _move(request: HttpRequest, step: _Step) -> HttpResponse:
    """Ask for the amount, show what will happen, then do it: two pages, the second asks once."""
    form = MovementForm(request.POST or None, why_needed=step.why_needed)
    if request.method == "POST" and form.is_valid():
        amount = form.cleaned_data["amount"]
        if "sure" not in request.POST:
            return _ask(request, step, form)
        try:
            step.carry_out(
                pence=amount,
                once=f"form:{form.cleaned_data['once']}",
                by=person_of(request),
                why=form.cleaned_data["why"],
            )
        except LedgerError as problem:
            form.add_error("amount", problem.said(_))
        else:
            messages.success(request, step.done % {"amount": pounds(amount)})
            return redirect("money:pot", key=step.pot.key)
    context = {
        "form": form,
        "heading": step.heading,
        "caption": step.pot.name,
        "lead": step.about or _("%(amount)s is left.") % {"amount": pounds(step.pot.available)},
        "button": _("Continue"),
        "back": reverse("money:pot", args=[step.pot.key]),
    }
    return render(request, "web/form.html", context)


def _ask(request: HttpRequest, step: _Step, form: MovementForm) -> HttpResponse:
    amount = pounds(form.cleaned_data["amount"])
    context = {
        "pot": step.pot,
        "heading": step.heading,
        "about": step.about,
        "amount": amount,
        "why": form.cleaned_data["why"],
        "what_happens": step.what_happens,
        "button": step.button % {"amount": amount},
        "hidden": {
            "amount": request.POST.get("amount", ""),
            "why": form.cleaned_data["why"],
            "once": form.cleaned_data["once"],
            "sure": "yes",
        },
        "back": request.path,
    }
    return render(request, "money/check.html", context)
