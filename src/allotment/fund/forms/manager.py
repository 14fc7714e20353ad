"""What fund managers type about a call."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _now, gettext_lazy as _

from allotment.fund.domain.templates import TEMPLATES
from allotment.fund.models import Call
from allotment.fund.queries.calls import stamp_of
from allotment.kernel.web.inputs import DateField, MoneyField, TimeField, local_moment

LONG = forms.Textarea(attrs={"rows": 6})


class NewCallForm(forms.Form):
    """From which template, and for which funder."""

    funder = forms.ChoiceField(label=_("Which funder?"), choices=[], widget=forms.RadioSelect)
    template = forms.ChoiceField(
        label=_("What kind of call?"), choices=[], widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, funders: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        funder, template = self.fields["funder"], self.fields["template"]
        assert isinstance(funder, forms.ChoiceField)
        assert isinstance(template, forms.ChoiceField)
        funder.choices = funders
        template.choices = [(t.key, _now(t.name)) for t in TEMPLATES]
        template.hints = {t.key: _now(t.description) for t in TEMPLATES}  # type: ignore[attr-defined]
        if len(funders) == 1:
            self.initial.setdefault("funder", funders[0][0])


class RulesForm(forms.Form):
    """The rules of a call."""

    title = forms.CharField(label=_("Title"), max_length=150)
    summary = forms.CharField(
        label=_("Summary"),
        help_text=_("Two or three sentences that a busy person reads."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    purpose = forms.CharField(
        label=_("What the money is for"), required=False, max_length=20_000, widget=LONG
    )
    who_may_enter = forms.CharField(
        label=_("Who may enter"), required=False, max_length=20_000, widget=LONG
    )
    total_on_offer = MoneyField(label=_("Total money on offer"))
    smallest_award = MoneyField(label=_("Smallest award (optional)"), required=False)
    largest_award = MoneyField(label=_("Largest award"))
    assessors_per_entry = forms.IntegerField(
        label=_("How many assessors read each entry?"),
        min_value=1,
        max_value=20,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}),
    )
    contact = forms.CharField(
        label=_("Contact for questions"), help_text=_("A name and an address."), max_length=200
    )
    appeal = forms.CharField(
        label=_("Where to appeal"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    privacy_notice = forms.CharField(
        label=_("Privacy notice"),
        help_text=_(
            "Who is responsible for what people send, and why. How long it is kept is shown "
            "beside it, from the period below."
        ),
        max_length=20_000,
        widget=LONG,
    )
    retention_months = forms.IntegerField(
        label=_("For how many months are entries kept after the decisions?"),
        min_value=1,
        max_value=240,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["smallest_award"] = cleaned.get("smallest_award") or 0
        largest, total = cleaned.get("largest_award"), cleaned.get("total_on_offer")
        if largest is not None and largest < cleaned["smallest_award"]:
            self.add_error("largest_award", _("Largest award must not be below the smallest"))
        if largest is not None and total is not None and total < largest:
            self.add_error(
                "total_on_offer", _("Money on offer must be at least as much as the largest award")
            )
        return cleaned


def rules_of(call: Call) -> dict[str, Any]:
    """A call's rules, as the form's initial values."""
    return {name: getattr(call, name) for name in RulesForm.base_fields}


class DraftForm(RulesForm):
    """The rules of a draft; `seen` as in `calls.change_draft`."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


def draft_of(call: Call) -> dict[str, Any]:
    """The same with the mark of what was seen."""
    return rules_of(call) | {"seen": stamp_of(call, RulesForm.base_fields)}


class MomentsForm(forms.Form):
    """When a call opens and closes, and from which pots it is paid."""

    opens_on = DateField(label=_("Opens on"), help_text=_("For example, 27 3 2027"))
    opens_at = TimeField(
        label=_("Opens at"), widget=forms.TextInput(attrs={"class": "govuk-input--width-5"})
    )
    closes_on = DateField(label=_("Closes on"), help_text=_("For example, 27 4 2027"))
    closes_at = TimeField(
        label=_("Closes at"),
        help_text=_("London time, for example 5pm or midday."),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
    )
    pots = forms.MultipleChoiceField(
        label=_("Which pots are awards paid from?"),
        choices=[],
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, pots: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["pots"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = pots

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for which in ("opens", "closes"):
            day, time = cleaned.get(f"{which}_on"), cleaned.get(f"{which}_at")
            if day is not None and time is not None:
                try:
                    cleaned[which] = local_moment(day, time)
                except ValidationError as error:
                    self.add_error(f"{which}_at", error)
        if "opens" in cleaned and "closes" in cleaned and cleaned["closes"] <= cleaned["opens"]:
            self.add_error("closes_on", _("The call must close after it opens"))
        return cleaned


def moments_of(call: Call) -> dict[str, Any]:
    """A call's moments, as the form's initial values in the site's time zone."""
    found: dict[str, Any] = {
        "pots": [str(pk) for pk in call.pots.values_list("pk", flat=True)],
        "seen": stamp_of(call, ("opens_at", "closes_at", "pots")),
    }
    for which, moment in (("opens", call.opens_at), ("closes", call.closes_at)):
        if moment is not None:
            local = timezone.localtime(moment)
            found |= {f"{which}_on": local.date(), f"{which}_at": local.time()}
    return found


class WhyForm(forms.Form):
    """What an amendment says to entrants."""

    what = forms.CharField(
        label=_("What changes? Entrants read this."),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    why = forms.CharField(
        label=_("Why? Entrants read this too."),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AmendForm(RulesForm, WhyForm):
    """New rules for an open call, with what changes and why; `seen` as in `amendments.amend`."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ExtendForm(forms.Form):
    """A later deadline."""

    closes_on = DateField(label=_("New closing day"), help_text=_("For example, 27 4 2027"))
    closes_at = TimeField(
        label=_("New closing time"),
        help_text=_("London time, for example 5pm or midday."),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
    )
    why = forms.CharField(
        label=_("Why?"), max_length=3000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day, time = cleaned.get("closes_on"), cleaned.get("closes_at")
        if isinstance(day, dt.date) and isinstance(time, dt.time):
            try:
                cleaned["moment"] = local_moment(day, time)
            except ValidationError as error:
                self.add_error("closes_at", error)
        return cleaned


class LateChangeForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Do you allow it?"),
        choices=[("yes", _("Yes, they may change it")), ("no", _("No, what was sent stands"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you allow it")},
    )


class AnswerForm(forms.Form):
    question = forms.CharField(
        label=_("The question, as everybody will read it"),
        help_text=_("Take out anything that says who asked."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    answer = forms.CharField(
        label=_("Your answer"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6})
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class ScreenForm(forms.Form):
    eligible = forms.ChoiceField(
        label=_("Is this entry eligible?"),
        choices=[("yes", _("Yes, it is eligible")), ("no", _("No, it is not eligible"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason, if it is not eligible"),
        help_text=_("The applicant reads this."),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class BackToScoringForm(forms.Form):
    why = forms.CharField(
        label=_("Why are more scores needed?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ResultsForm(forms.Form):
    came_of_it = forms.CharField(
        label=_("Summary of the results (optional)"),
        help_text=_("It is published on the call's page, above the list of awards."),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
