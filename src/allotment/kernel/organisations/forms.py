"""What people type about organisations."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _now, gettext_lazy as _

from allotment.kernel.organisations.domain import roles, staff_list
from allotment.kernel.organisations.models import Organisation


class OrganisationForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the organisation"),
        max_length=200,
        error_messages={"required": _("Enter the name of the organisation")},
    )
    kind = forms.ChoiceField(
        label=_("What kind of organisation is it?"),
        choices=Organisation.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of organisation it is")},
    )
    org_id = forms.CharField(
        label=_("Identifier (optional)"),
        help_text=_(
            "The register's code and the number in it, for example GB-CHC-1136419 for a charity "
            "or GB-COH-01234567 for a company."
        ),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    postcode = forms.CharField(
        label=_("Postcode (optional)"),
        max_length=10,
        required=False,
        validators=[
            RegexValidator(
                r"\A[A-Za-z0-9 -]*\Z", _("A postcode has only letters A to Z and digits")
            )
        ],
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-10", "autocomplete": "postal-code"}
        ),
    )
    web = forms.URLField(
        label=_("Website (optional)"), max_length=200, required=False, assume_scheme="https"
    )


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Only the person who can read this address can accept."),
        max_length=254,
        error_messages={"required": _("Enter the person's e-mail address")},
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role")},
    )

    def __init__(self, *args: object, for_funder: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        offered = roles.offered(for_funder=for_funder)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(role.key, role.name) for role in offered]
        field.hints = {  # type: ignore[attr-defined]
            role.key: _("Somebody who %(does)s.") % {"does": role.description} for role in offered
        }


class HandOverForm(forms.Form):
    to = forms.ChoiceField(label=_("Who takes over?"), choices=[], widget=forms.RadioSelect)

    def __init__(self, *args: object, people: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = people


class DomainForm(forms.Form):
    name = forms.CharField(
        label=_("What comes after the @ in your organisation's e-mail addresses?"),
        help_text=_("For example wexcombe.gov.uk. You need a confirmed address there yourself."),
        max_length=190,
        error_messages={"required": _("Enter the domain")},
        widget=forms.TextInput(
            attrs={
                "class": "govuk-input--width-20",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )


class AnswerForm(forms.Form):
    """Yes, or no with a reason."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no")},
    )
    why = forms.CharField(
        label=_("Reason, if the answer is no"),
        help_text=_("Whoever asked reads it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> None:
        cleaned = self.cleaned_data
        if cleaned.get("answer") == "no" and not cleaned.get("why", "").strip():
            self.add_error("why", _("Enter a reason"))


class StaffListForm(forms.Form):
    """The file or, once it was looked at, its text again; either way it is read here."""

    file = forms.FileField(label=_("The list, as a CSV file"), required=False)
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> None:
        cleaned = self.cleaned_data
        try:
            if file := cleaned.get("file"):
                content = file.read(staff_list.MOST_BYTES + 1)
                cleaned["text"], cleaned["confirmed"] = staff_list.decoded(content), False
            if cleaned.get("text"):
                staff_list.read(cleaned["text"])
            else:
                self.add_error("file", _("Choose a file"))
        except staff_list.BadListError as error:
            self.add_error("file", error.sentence.render(_now))


class LostForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        error_messages={"required": _("Enter your e-mail address")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class KnowThemForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Have you spoken to them?"),
        choices=[
            ("yes", _("Yes, and they asked for this")),
            ("no", _("No, they did not ask for this: stop it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer")},
    )
