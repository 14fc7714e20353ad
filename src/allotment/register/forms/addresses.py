"""Where a file of grants is published."""

from django import forms
from django.utils.translation import gettext_lazy as _

from allotment.kernel.fetching.addresses import LONGEST, RefusedError, read_address


class AddressForm(forms.Form):
    """The web address of a file."""

    address = forms.CharField(
        label=_("Address of the file"),
        help_text=_("For example https://council.example/open-data/grants.json"),
        max_length=LONGEST,
        error_messages={"required": _("Enter the address of the file")},
    )

    def clean_address(self) -> str:
        """The address, if it is one that may be fetched."""
        try:
            return str(read_address(self.cleaned_data["address"]))
        except RefusedError as error:
            raise forms.ValidationError(str(error)) from None
