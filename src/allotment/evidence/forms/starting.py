"""What a fund manager chooses when something is to be analysed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_TITLE = 200


class _OfFunder(forms.Form):
    funder = forms.ChoiceField(
        label=_("For which funder?"),
        choices=[],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the funder")},
    )
    title = forms.CharField(
        label=_("Title of the report"),
        help_text=_("You can change it later."),
        error_messages={"required": _("Enter a title")},
        max_length=LONGEST_TITLE,
    )

    def __init__(self, *args: Any, funders: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["funder"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = funders
        if len(funders) == 1:
            self.initial.setdefault("funder", funders[0][0])


class CallsForm(forms.Form):
    """Calls whose entries are read together."""

    calls = forms.MultipleChoiceField(
        label=_("Which calls?"),
        help_text=_("Entries are read once the deadline has passed. Choose calls of one funder."),
        error_messages={"required": _("Choose at least one call")},
        choices=[],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, calls: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["calls"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = calls


class AwardsForm(_OfFunder):
    """The awards of a filtered list."""


class FileForm(_OfFunder):
    """A file of grants."""

    file = forms.FileField(
        label=_("File of grants"),
        error_messages={"required": _("Choose a file")},
        help_text=_(
            "360Giving JSON, CSV or a spreadsheet. It is read for this analysis alone and not "
            "brought into the register."
        ),
    )
