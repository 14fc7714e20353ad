"""What board members type."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from allotment.fund.domain.moves import OUTCOME_LABELS, Outcome
from allotment.kernel.web.inputs import MoneyField

if TYPE_CHECKING:
    from allotment.fund.models import Decision, Entry


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What is decided?"),
        choices=[(o.value, _(label)) for o, label in OUTCOME_LABELS.items()],
        widget=forms.RadioSelect,
    )
    amount = MoneyField(
        label=_("Amount, if it is funded"),
        help_text=_("It may differ from what was asked for."),
        required=False,
    )
    pot = forms.ChoiceField(
        label=_("Pot, if it is funded"), choices=[], required=False, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The applicant reads this in the letter."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    conditions = forms.CharField(
        label=_("Conditions, if there are any"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, pots: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["pot"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = pots
        if len(pots) == 1:
            self.initial.setdefault("pot", pots[0][0])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("outcome") == Outcome.FUND:
            if not cleaned.get("amount"):
                self.add_error("amount", _("Say how much is awarded"))
            if not cleaned.get("pot"):
                self.add_error("pot", _("Choose the pot that it is paid from"))
        return cleaned


def decision_initial(entry: "Entry", last: "Decision | None") -> dict[str, Any]:
    """What the form holds at first: the newest decision, else the amount that was asked for."""
    if last is None:
        return {"amount": entry.asked, "seen": 0}
    found = {
        "outcome": last.outcome,
        "amount": last.amount or entry.asked,
        "pot": str(last.pot_id) if last.pot_id else None,
        "reason": last.reason,
        "conditions": last.conditions,
        "seen": last.number,
    }
    return {name: value for name, value in found.items() if value is not None}


class ConflictForm(forms.Form):
    what = forms.CharField(
        label=_("What is your interest?"),
        help_text=_("For example: my sister is a trustee. Fund managers and auditors can read it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
