"""How a person wants to be told of each kind of message."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from allotment.kernel.notify import kinds
from allotment.kernel.notify.domain import AT_ONCE, DAILY, HERE, WEEKLY

HOW = [
    (AT_ONCE, _("By e-mail, at once")),
    (DAILY, _("By e-mail, in a summary each morning")),
    (WEEKLY, _("By e-mail, in a summary each Monday")),
    (HERE, _("Only on this site")),
]


class ChoicesForm(forms.Form):
    """A question for each kind that can be chosen, under the heading of what it is about."""

    def __init__(self, *args: Any, choices: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in kinds.all_kinds():
            if not kind.must:
                self.fields[kind.key] = forms.ChoiceField(
                    label=kind.title, choices=HOW, initial=kinds.chosen(kind.key, choices)
                )

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """The questions by what they are about."""
        found: dict[str, list[forms.BoundField]] = {}
        for kind in kinds.all_kinds():
            if kind.key in self.fields:
                found.setdefault(str(kind.about), []).append(self[kind.key])
        yield from found.items()
