"""What the site keeper types about a retention period."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PeriodForm(forms.Form):
    days = forms.IntegerField(
        label=_("Days"),
        min_value=1,
        max_value=36_500,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
    )
