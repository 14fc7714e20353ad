"""What is typed to have a report looked at, to publish it and to take it back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from allotment.evidence.forms.editing import SeenForm
from allotment.evidence.models import Review
from allotment.kernel.web.inputs import DateField, today

LICENCES = {
    "https://creativecommons.org/licenses/by/4.0/": _(
        "Creative Commons Attribution 4.0: others may use it and say where it is from"
    ),
    "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/": _(
        "Open Government Licence 3.0: the same, as public bodies use it"
    ),
    "https://creativecommons.org/publicdomain/zero/1.0/": _(
        "CC0 1.0: others may use it as they like"
    ),
}


class AskForm(forms.Form):
    """Which colleague looks."""

    reviewer = forms.ChoiceField(
        label=_("Who should look at it?"),
        error_messages={"required": _("Choose a colleague")},
        choices=[],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("What should they look at? (optional)"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, colleagues: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reviewer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = colleagues


class AnswerForm(SeenForm):
    """What the colleague found."""

    verdict = forms.ChoiceField(
        label=_("Is the report ready?"),
        choices=Review.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it is ready")},
    )
    comment = forms.CharField(
        label=_("Comments (optional)"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class PublishForm(SeenForm):
    """Day and licence; of a later edition, what changed."""

    on = DateField(label=_("Publication date"), help_text=_("For example, 27 3 2026"))
    licence = forms.ChoiceField(
        label=_("Licence"),
        choices=list(LICENCES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a licence")},
    )
    changes = forms.CharField(
        label=_("What has changed since the last edition?"),
        error_messages={"required": _("Say what has changed since the last edition")},
        help_text=_("It is shown on the report's page."),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", today())
        self.initial.setdefault("licence", next(iter(LICENCES)))
        if is_first:
            del self.fields["changes"]


class TakeBackForm(forms.Form):
    """Why a report is taken back."""

    because = forms.CharField(
        label=_("Why are you withdrawing it?"),
        error_messages={"required": _("Enter why you are withdrawing it")},
        help_text=_("It is shown on the report's page."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
