"""A file of grants: itself, or where it is published."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _, gettext_lazy

from allotment.kernel.fetching.addresses import LONGEST, RefusedError, read_address


class ImportForm(forms.Form):
    """A file, or its web address: one of the two."""

    file = forms.FileField(
        label=gettext_lazy("File of grants"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".json,.csv,.tsv,.txt,.xlsx"}),
        error_messages={"empty": gettext_lazy("The file is empty.")},
    )
    address = forms.CharField(
        label=gettext_lazy("Or the address of a file"),
        help_text=gettext_lazy("For example https://council.example/open-data/grants.json"),
        required=False,
        max_length=LONGEST,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)
        self.fields["file"].help_text = _("JSON, CSV or XLSX, at most %(most)s MB") % {"most": most}

    def clean_address(self) -> str:
        """The address, if it is one that may be fetched."""
        written: str = self.cleaned_data["address"]
        try:
            return str(read_address(written)) if written else ""
        except RefusedError as error:
            raise forms.ValidationError(error.sentence.render(_)) from None

    def clean(self) -> None:
        """A file or an address, not both."""
        if self.errors:
            return
        file, address = self.cleaned_data.get("file"), self.cleaned_data.get("address")
        if file and address:
            self.add_error("address", _("Give a file or an address, not both"))
        elif not file and not address:
            self.add_error("file", _("Choose a file, or give the address of one"))
