"""Reading what entrants send: who enters, and the answers of a section."""

import uuid
from collections.abc import Sequence
from typing import Any, TypedDict

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy as _

from allotment.fund.domain.answers import Raw
from allotment.fund.domain.questions import Kind, Question
from allotment.fund.domain.receipt import BadReferenceError, read_reference
from allotment.fund.models import Call
from allotment.kernel.organisations.models import Organisation

PARTS = {
    Kind.DATE: ("day", "month", "year"),
    Kind.PLACE: ("text",),
    Kind.ORGANISATION: ("name", "org_id"),
}


class StartForm(forms.Form):
    """For whom somebody enters."""

    organisation = forms.ChoiceField(
        label=_("Who is entering?"), choices=[], widget=forms.RadioSelect
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(
        self, *args: object, organisations: Sequence[Organisation], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            *((o.key, o.name) for o in organisations),
            ("self", _("I enter for myself")),
        ]
        self.initial.setdefault("token", uuid.uuid4().hex)
        if not organisations:
            self.initial.setdefault("organisation", "self")


class PaperForm(forms.Form):
    """An officer takes an entry down for somebody."""

    paper_name = forms.CharField(label=_("Name of the person who enters"), max_length=200)
    paper_contact = forms.CharField(
        label=_("Contact details"),
        help_text=_("Address or telephone number: letters about the entry are printed for them."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.initial.setdefault("token", uuid.uuid4().hex)


class ReferenceForm(forms.Form):
    """One of the entries of a call, by its reference."""

    reference = forms.CharField(
        label=_("Reference of the entry"),
        help_text=_("For example, SI-7K2Q9D-M. Capital letters and spaces do not matter."),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call

    def clean_reference(self) -> str:
        try:
            reference = read_reference(str(self.cleaned_data["reference"]))
        except BadReferenceError as error:
            raise forms.ValidationError(error.sentence.render(gettext)) from None
        if not self.call.entries.filter(reference=reference).exists():
            raise forms.ValidationError(gettext("This call has no entry with that reference"))
        return reference


class OfferForm(forms.Form):
    """What an applicant answers to an offer."""

    answer = forms.ChoiceField(
        label=_("Do you accept it?"),
        choices=[
            ("accept", _("Yes, we accept the award and its conditions")),
            ("turn_down", _("No, we turn it down")),
        ],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _("Choose whether you accept the offer.")
        ),
    )
    answer.hints = {  # type: ignore[attr-defined]
        "accept": _("The award is then published: the organisation, the idea and the amount."),
        "turn_down": _("The money goes back to the fund for the next idea on the list."),
    }
    why = forms.CharField(
        label=_("If you turn it down, tell us why (optional)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WithdrawForm(forms.Form):
    why = forms.CharField(
        label=_("Why do you withdraw it? (optional)"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def read_answers(post: QueryDict, questions: Sequence[Question]) -> dict[str, Raw]:
    """What was typed, by question, for the questions that the form had on it."""
    found: dict[str, Raw] = {}
    for question in questions:
        if f"version-{question.key}" not in post or question.kind is Kind.FILE:
            continue
        if question.kind in PARTS:
            found[question.key] = {
                part: post.get(f"{question.key}-{part}", "") for part in PARTS[question.kind]
            }
        elif question.kind is Kind.CHOICES:
            found[question.key] = post.getlist(question.key)
        else:
            found[question.key] = post.get(question.key, "")
    return found


class Typed(TypedDict):
    """What was typed, and which version of each answer the person saw."""

    answers: dict[str, Raw]
    versions: dict[str, int]


def read_section(post: QueryDict, questions: Sequence[Question]) -> Typed:
    """What was typed into a section; a version that cannot be read counts as none."""
    versions: dict[str, int] = {}
    for question in questions:
        text = post.get(f"version-{question.key}", "")
        versions[question.key] = int(text) if text.isdecimal() and len(text) < 9 else 0
    return {"answers": read_answers(post, questions), "versions": versions}
