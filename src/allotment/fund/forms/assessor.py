"""What assessors type."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from allotment.fund.models import Criterion
from allotment.fund.services.assessment import Given

_READ_BY = _("For example: my sister is a trustee. Fund managers and auditors can read it.")


class DeclareForm(forms.Form):
    conflict = forms.ChoiceField(
        label=_("Do you have an interest in this entry?"),
        choices=[
            ("no", _("No: I have no tie to the people or the organisation")),
            ("yes", _("Yes: I know them, work with them or could gain from it")),
        ],
        widget=forms.RadioSelect,
    )
    what = forms.CharField(
        label=_("If yes, what is it?"),
        help_text=_READ_BY,
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, str]:
        cleaned = super().clean() or {}
        if cleaned.get("conflict") == "yes" and not str(cleaned.get("what", "")).strip():
            self.add_error("what", _("Say what your interest is"))
        return cleaned


class StepBackForm(forms.Form):
    what = forms.CharField(
        label=_("What is your interest?"),
        help_text=_READ_BY,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what your interest is")},
    )


def read_scores(post: QueryDict, criteria: list[Criterion]) -> dict[str, Given]:
    """The scores that the form had on it; a score that is no number counts as not given."""
    found: dict[str, Given] = {}
    for criterion in criteria:
        if f"reason-{criterion.key}" not in post:
            continue
        text = post.get(f"score-{criterion.key}", "")
        unable = text == "unable"
        number = int(text) if text.lstrip("-").isdecimal() and len(text) < 5 else None
        found[criterion.key] = Given(number, unable, post.get(f"reason-{criterion.key}", ""))
    return found
