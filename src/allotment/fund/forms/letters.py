"""What fund managers write for a call's letters."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from allotment.fund.domain.letters import LONGEST, LetterKind, LetterText, check_wording


class LetterTextForm(forms.Form):
    subject = forms.CharField(
        label=_("Subject"),
        help_text=_(
            "Other people may see a subject line, so it can only use {reference}, {call} and {funder}."
        ),
        max_length=150,
    )
    body = forms.CharField(
        label=_("Letter"),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18}),
    )
    entry = forms.CharField(
        label=_("Reference of an entry to preview it with (optional)"),
        help_text=_("If you leave this empty, a suitable entry is used."),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )

    def __init__(self, *args: Any, kind: LetterKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if {"subject", "body"} <= given.keys():
            for name, problems in check_wording(self.kind, self.text()).items():
                for problem in problems:
                    self.add_error(name, problem.render(gettext))
        return given

    def text(self) -> LetterText:
        """What was written."""
        body = self.cleaned_data["body"].replace("\r\n", "\n").strip()
        return LetterText(self.cleaned_data["subject"], body)
