"""What fund managers type into the form editor."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now, gettext_lazy as _

from allotment.fund.domain.questions import (
    KIND_LABELS,
    MEANING_KINDS,
    MEANING_LABELS,
    PUBLISHED_AS,
    Choice,
    Kind,
    Meaning,
    Question,
)
from allotment.kernel.web.inputs import MoneyField
from allotment.register.queries.fields import hint

SHORT = forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"})


class SectionForm(forms.Form):
    title = forms.CharField(label=_("Title of the section"), max_length=150)
    intro = forms.CharField(
        label=_("Introduction (optional)"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class KindForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What kind of answer do you want?"),
        choices=[(k.value, _(label)) for k, label in KIND_LABELS.items()],
        widget=forms.RadioSelect,
    )


class QuestionForm(forms.Form):
    """A question of a kind: only the fields that this kind has."""

    text = forms.CharField(label=_("The question"), max_length=300)
    short = forms.CharField(
        label=_("Short name (optional)"),
        help_text=_("For tables and messages, for example: Team size."),
        max_length=80,
        required=False,
    )
    guidance = forms.CharField(
        label=_("Guidance (optional)"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    required = forms.BooleanField(label=_("It must be answered"), required=False)
    word_limit = forms.IntegerField(
        label=_("Word limit"), min_value=1, max_value=3000, widget=SHORT
    )
    lowest = forms.IntegerField(label=_("Smallest number (optional)"), required=False, widget=SHORT)
    highest = forms.IntegerField(label=_("Largest number (optional)"), required=False, widget=SHORT)
    lowest_amount = MoneyField(label=_("Smallest amount (optional)"), required=False)
    highest_amount = MoneyField(label=_("Largest amount (optional)"), required=False)
    unit = forms.CharField(
        label=_("Unit, for example months (optional)"), max_length=20, required=False
    )
    choices = forms.CharField(
        label=_("Options, one on each line"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    meaning = forms.ChoiceField(
        label=_("What does the answer mean?"),
        help_text=_("Answers to different calls can be compared if they have the same meaning."),
        required=False,
        widget=forms.Select,
    )

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        only_for = {
            "word_limit": {Kind.LONG_TEXT},
            "lowest": {Kind.NUMBER},
            "highest": {Kind.NUMBER},
            "unit": {Kind.NUMBER},
            "lowest_amount": {Kind.MONEY},
            "highest_amount": {Kind.MONEY},
            "choices": {Kind.CHOICE, Kind.CHOICES},
        }
        for name, kinds in only_for.items():
            if kind not in kinds:
                del self.fields[name]
        can_carry = [m for m, kinds in MEANING_KINDS.items() if kind in kinds]
        if not can_carry:
            del self.fields["meaning"]
            return
        field = self.fields["meaning"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _now("Nothing in particular")),
                         *((m.value, _now(MEANING_LABELS[m])) for m in can_carry)]  # fmt: skip
        published = [_published_as(m) for m in can_carry if m in PUBLISHED_AS]
        field.help_text = " ".join([str(field.help_text), *published])

    def question(self, key: str = "new") -> Question:
        """The question as the rules know it."""
        given = self.cleaned_data
        lines = [line.strip() for line in given.get("choices", "").splitlines() if line.strip()]
        return Question(
            key=key,
            kind=self.kind,
            text=given["text"].strip(),
            short=given["short"].strip(),
            guidance=given["guidance"].strip(),
            required=given["required"],
            meaning=Meaning(given["meaning"]) if given.get("meaning") else None,
            word_limit=given.get("word_limit"),
            lowest=given.get("lowest") if self.kind is Kind.NUMBER else given.get("lowest_amount"),
            highest=given.get("highest")
            if self.kind is Kind.NUMBER
            else given.get("highest_amount"),
            unit=given.get("unit", ""),
            choices=tuple(Choice(f"option-{n}", label) for n, label in enumerate(lines, 1)),
        )


def _published_as(meaning: Meaning) -> str:
    title, meant = hint(PUBLISHED_AS[meaning])
    return _now("“%(tells)s” is published with an award, as “%(field)s”: %(meant)s") % {
        "tells": _now(MEANING_LABELS[meaning]), "field": title, "meant": meant,
    }  # fmt: skip


def question_initial(question: Question) -> dict[str, Any]:
    """A question as the form's initial values."""
    money = question.kind is Kind.MONEY
    return {
        "text": question.text,
        "short": question.short,
        "guidance": question.guidance,
        "required": question.required,
        "meaning": question.meaning.value if question.meaning else "",
        "word_limit": question.word_limit,
        "lowest": question.lowest,
        "highest": question.highest,
        "lowest_amount": question.lowest if money else None,
        "highest_amount": question.highest if money else None,
        "unit": question.unit,
        "choices": "\n".join(c.label for c in question.choices),
    }


class CriterionForm(forms.Form):
    name = forms.CharField(label=_("Name of the criterion"), max_length=120)
    asks = forms.CharField(
        label=_("What it asks (optional)"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    weight = forms.IntegerField(
        label=_("Weight"),
        help_text=_("A criterion of weight 2 counts twice as much as one of weight 1."),
        min_value=1,
        max_value=1000,
        widget=SHORT,
    )
    descriptors = forms.CharField(
        label=_("What each score means, one on each line, starting at 0"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 7}),
    )

    def clean_descriptors(self) -> list[str]:
        lines = [x.strip() for x in str(self.cleaned_data["descriptors"]).splitlines()]
        found = [line for line in lines if line]
        if not 2 <= len(found) <= 11:
            raise forms.ValidationError(
                _now("Describe at least two scores and at most eleven, one a line")
            )
        return found
