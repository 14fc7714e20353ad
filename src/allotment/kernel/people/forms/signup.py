"""What is asked beside e-mail and password when somebody signs up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SignupDetails(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As you would like to be called."),
        max_length=120,
        error_messages={"required": _("Enter your name")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1")

    def signup(self, request: Any, user: Any) -> None:
        """The adapter has saved the name already."""
