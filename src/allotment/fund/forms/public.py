"""What the public types."""

from django import forms
from django.utils.translation import gettext_lazy as _


class QuestionForm(forms.Form):
    question = forms.CharField(
        label=_("Your question"),
        help_text=_("Do not include anything personal: it will be published as you write it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
