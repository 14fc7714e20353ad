"""A new pot, and what the list of pots is narrowed to."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, gettext_lazy

from allotment.kernel.web.inputs import today
from allotment.money.domain import years


class PotForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name of the pot"),
        help_text=gettext_lazy("What colleagues call it, for example “Small ideas”."),
        max_length=120,
    )
    source = forms.CharField(
        label=gettext_lazy("Where does the money come from?"),
        help_text=gettext_lazy("For example “Discretionary budget, line 4401”."),
        max_length=200,
    )
    financial_year = forms.CharField(
        label=gettext_lazy("Financial year"),
        help_text=gettext_lazy("From 1 April to 31 March, for example 2026/27."),
        max_length=12,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["financial_year"].initial = years.label(years.financial_year(today()))

    def clean_financial_year(self) -> int:
        try:
            return years.parse(self.cleaned_data["financial_year"])
        except ValueError:
            raise ValidationError(_("Enter a financial year like 2026/27.")) from None
