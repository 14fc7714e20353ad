"""What the columns of a table hold, asked of a person."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from allotment.register.domain.reading.date_order import DateOrder
from allotment.register.domain.reading.guessing import USUAL, guessed
from allotment.register.domain.reading.table_rows import Answers
from allotment.register.domain.standard.columns import (
    ColumnPath,
    heading_at,
    read_heading,
    single_columns,
)
from allotment.register.readers.table_grants import Survey
from allotment.register.services.tables import missing

_LEFT_OUT = "-"
_FUNDER: ColumnPath = ("fundingOrganization", 0, "name")
#: What can be the same in every row, and what it usually is.
_FOR_ALL: dict[ColumnPath, str] = {
    ("currency",): "GBP", _FUNDER: "", ("fundingOrganization", 0, "id"): "", ("awardDate",): "",
}  # fmt: skip


class ColumnsForm(forms.Form):
    """A choice for each own column, a value for what no column holds, and the order of the dates."""

    def __init__(self, *args: Any, survey: Survey, known: Answers | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._own = [column.heading for column in survey.to_ask]
        self._paths = survey.paths - {(heading,) for heading in self._own}
        offered = _offered(self._paths)
        guesses = _guesses(self._own, self._paths, known)
        for place, column in enumerate(survey.to_ask):
            samples = "; ".join(column.samples)
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=column.heading,
                help_text=_("For example: %(samples)s") % {"samples": samples} if samples else "",
                choices=offered,
                required=False,
                initial=guesses[column.heading],
            )
        for path, usual in _FOR_ALL.items():
            if path not in self._paths:
                self.fields[_name(path)] = forms.CharField(
                    label=_("%(field)s, if no column holds it") % {"field": _plain_heading(path)},
                    required=False,
                    max_length=250,
                    initial=known.every_row.get(path, "") if known else usual,
                )

    def columns(self) -> dict[str, ColumnPath]:
        """What each own column holds, as chosen or as first proposed; () for one that is left out."""
        found: dict[str, ColumnPath] = {}
        for place, heading in enumerate(self._own):
            name = f"column-{place}"
            chosen = self.data.get(name, "") if self.is_bound else self.get_initial_for_field(
                self.fields[name], name
            )  # fmt: skip
            if chosen:
                found[heading] = () if chosen == _LEFT_OUT else read_heading(chosen).path
        return found

    def every_row(self) -> dict[ColumnPath, str]:
        """What holds for every row, of what no column holds."""
        held = self._paths | set(self.columns().values())
        return {
            path: self.cleaned_data[_name(path)]
            for path in _FOR_ALL
            if path not in held and self.cleaned_data.get(_name(path))
        }

    def order(self) -> DateOrder | None:
        """Which order was chosen, where that was asked."""
        chosen = self.cleaned_data.get("order")
        return DateOrder(chosen) if chosen else None

    def ask_order(self, example: str) -> None:
        """Ask for the order of the dates, by one of them."""
        self.fields["order"] = forms.ChoiceField(
            label=_("What does “%(date)s” mean?") % {"date": example},
            help_text=_("Nothing in the file shows it. The answer applies to all its dates."),
            widget=forms.RadioSelect,
            choices=[
                (DateOrder.DAY_FIRST.value, _("The day comes first, then the month")),
                (DateOrder.MONTH_FIRST.value, _("The month comes first, then the day")),
            ],
            error_messages={"required": _("Say whether the day comes first")},
        )

    def clean(self) -> None:
        """No two columns hold the same, and nothing that a grant must have is missing."""
        taken: set[ColumnPath] = set()
        chosen = self.columns()
        for place, heading in enumerate(self._own):
            path = chosen.get(heading, ())
            if path and path in taken:
                self.add_error(
                    f"column-{place}", _("Another column holds this already: choose one")
                )
            taken.add(path)
        held = self._paths | taken | set(self.every_row())
        for path in missing(held):
            message = _("Every grant needs: %(field)s") % {"field": _plain_heading(path)}
            name = _name(path) if _name(path) in self.fields else None
            self.add_error(name, message)


def _name(path: ColumnPath) -> str:
    return "all-" + "-".join(map(str, path))


def _plain_heading(path: ColumnPath) -> str:
    """A field as the standard's headings have it, without places in lists."""
    return heading_at(tuple(step for step in path if isinstance(step, str)))


def _written(path: ColumnPath) -> str:
    return "/".join(map(str, path))


def _offered(held: set[ColumnPath]) -> list[tuple[str, str]]:
    """What an own column can hold: what is usual, then all else of the standard."""
    every = [column.path for column in single_columns() if column.path not in USUAL]
    paths: Iterable[ColumnPath] = [*USUAL, *every]
    return [
        ("", _("Something else: keep it under its own heading")),
        (_LEFT_OUT, _("Leave it out")),
        *((_written(path), _plain_heading(path)) for path in paths if path not in held),
    ]


def _guesses(own: list[str], held: set[ColumnPath], known: Answers | None) -> dict[str, str]:
    """What is proposed for each own column: what was said before, else a guess, each path once."""
    found: dict[str, str] = {}
    taken = set(held)
    for heading in own:
        path = known.columns.get(heading) if known else guessed(heading)
        if path == ():
            found[heading] = _LEFT_OUT
        elif path is None or path in taken:
            found[heading] = ""
        else:
            found[heading] = _written(path)
            taken.add(path)
    return found
