"""What a key of the API is called."""

from django import forms
from django.utils.translation import gettext_lazy as _


class KeyForm(forms.Form):
    """A name for a key, so that its owner knows which program to mend when it ends."""

    name = forms.CharField(
        label=_("What is the key for?"),
        help_text=_("For example: the map on our website"),
        max_length=100,
        error_messages={"required": _("Say what the key is for")},
    )
