"""What the editor of a report types."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from allotment.evidence.forms.starting import LONGEST_TITLE
from allotment.evidence.models import Wording

LONGEST_WORDS = 2_000


class SeenForm(forms.Form):
    """`seen` is the version of the analysis that the person looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9)

    def renew(self) -> dict[str, str]:
        """Keep what was typed in a form that was refused, to be sent again as a change of what stands
        now: `initial` has its version."""
        given = QueryDict(mutable=True)
        given.update(self.data)
        given["seen"] = str(self.initial["seen"])
        self.data = given
        return {}


def seen_in(posted: QueryDict) -> int:
    """The version that somebody looked at who pressed a button; -1, which there is none of, where the
    button does not say."""
    form = SeenForm(posted)
    return int(form.cleaned_data["seen"]) if form.is_valid() else -1


class WordingForm(SeenForm):
    """What becomes of one sentence."""

    finding = forms.SlugField(widget=forms.HiddenInput, max_length=60)
    choice = forms.ChoiceField(
        label=_("What should happen to this sentence?"),
        choices=[("", _("Not looked at yet")), *Wording.Choice.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Your own text"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("choice") == Wording.Choice.REPLACED and not given.get("words", "").strip():
            self.add_error("words", _("Enter the sentence to use instead"))
        return given


class FrontForm(SeenForm):
    """Title and foreword."""

    title = forms.CharField(
        label=_("Title of the report"),
        max_length=LONGEST_TITLE,
        error_messages={"required": _("Enter a title")},
    )
    foreword = forms.CharField(
        label=_("Foreword (optional)"),
        help_text=_("It is shown before the findings. Leave an empty line between paragraphs."),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def clean_foreword(self) -> str:
        return str(self.cleaned_data["foreword"]).replace("\r\n", "\n")


class PictureForm(SeenForm):
    """A picture with its words."""

    file = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG or PNG."),
        error_messages={"required": _("Choose a picture")},
    )
    alternative = forms.CharField(
        label=_("Description of the picture"),
        help_text=_("For people who cannot see it."),
        error_messages={"required": _("Describe the picture")},
        max_length=300,
    )
    caption = forms.CharField(label=_("Caption (optional)"), required=False, max_length=300)


class RenameForm(SeenForm):
    """A theme's own name."""

    name = forms.CharField(
        label=_("Name of the theme"),
        max_length=100,
        error_messages={"required": _("Enter a name")},
    )


class MergeForm(SeenForm):
    """Themes that become one."""

    themes = forms.MultipleChoiceField(
        label=_("Themes that belong together"),
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose two themes or more")},
    )
    name = forms.CharField(
        label=_("Name of the merged theme"),
        max_length=100,
        error_messages={"required": _("Enter a name")},
    )

    def __init__(self, *args: Any, themes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["themes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = themes

    def clean_themes(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["themes"]
        if len(chosen) < 2:
            raise forms.ValidationError(_("Choose two themes or more"))
        return chosen
