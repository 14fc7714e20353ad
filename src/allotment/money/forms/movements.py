"""An amount to move, and why."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, gettext_lazy

from allotment.kernel.domain.identifiers import new_key
from allotment.kernel.web.inputs import MoneyField
from allotment.money.domain.ledger import NotAMovementError, check_amount


class MovementForm(forms.Form):
    """`once` names the request, so that a form sent twice moves money once."""

    amount = MoneyField(label=gettext_lazy("Amount"))
    why = forms.CharField(
        label=gettext_lazy("What is it for? (optional)"),
        help_text=gettext_lazy("Kept in the ledger. Name no people here."),
        max_length=500,
        required=False,
    )
    once = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, why_needed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = new_key()
        if why_needed:
            self.fields["why"].required = True
            self.fields["why"].label = gettext_lazy("Why?")

    def clean_amount(self) -> int:
        pence: int = self.cleaned_data["amount"]
        try:
            check_amount(pence)
        except NotAMovementError as problem:
            raise ValidationError(problem.sentence.render(_)) from None
        return pence
