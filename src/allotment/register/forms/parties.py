"""What the keeper says of two that look alike."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class MergePartiesForm(forms.Form):
    """Which of two to keep, or that they are two; and why."""

    keep = forms.ChoiceField(
        label=_("Are they the same organisation?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether they are the same")},
    )
    why = forms.CharField(
        label=_("How do you know?"),
        help_text=_("One sentence, for later reference. It is recorded in the history."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1_000,
        error_messages={"required": _("Say how you know")},
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keep"].choices = choices  # type: ignore[attr-defined]


class SeparateForm(forms.Form):
    """Why a merge is undone."""

    why = forms.CharField(
        label=_("Why are they different?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1_000,
        error_messages={"required": _("Enter why they are different")},
    )
