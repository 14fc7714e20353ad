"""What a fund manager says when somebody has asked for information about a call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from allotment.fund.queries.disclosure import ANSWERS, DECISIONS, SCORES, Asked

FEW_LINES = forms.Textarea(attrs={"rows": 3})


class LinesField(forms.CharField):
    """Words, one to a line. Gives those that are there."""

    widget = FEW_LINES

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=10_000, **options)

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]


class DisclosureForm(forms.Form):
    """Which request it is, what is given, and which words go or stay."""

    reference = forms.CharField(
        label=_("Reference of the request"),
        help_text=_("Your own reference for the request. It is recorded in this call's history."),
        max_length=60,
    )
    parts = forms.MultipleChoiceField(
        label=_("What was asked for besides the list of entries?"),
        required=False,
        choices=[
            (ANSWERS, _("The answers in each entry")),
            (SCORES, _("Scores and their reasons, once the call is with the board")),
            (DECISIONS, _("Decisions and their reasons")),
        ],
        widget=forms.CheckboxSelectMultiple,
        initial=[ANSWERS, SCORES, DECISIONS],
    )
    personal = LinesField(
        label=_("Words that identify a person, to take out (section 40)"),
        help_text=_("One on each line, for example a nickname or a street."),
    )
    commercial = LinesField(
        label=_("Words that would harm commercial interests, to take out (section 43)"),
        help_text=_("One on each line, for example a supplier's price."),
    )
    kept = LinesField(
        label=_("Words to leave in, although they are part of a name"),
        help_text=_("One on each line, for example Park, if somebody has that name."),
    )

    def asked(self) -> Asked:
        """What was chosen."""
        typed = self.cleaned_data
        return Asked(typed["parts"], typed["personal"], typed["commercial"], typed["kept"])
