"""Who funds what in the demonstration, read from the files beside this one. All invented."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent

SPREAD = 0.95
"""Standard deviation of the logarithm of the amounts of one funder, unless it says otherwise."""

TOWN = 14
"""A place chosen this often is a town."""

LARGEST_FOR_A_GROUP = 10_000
"""Pounds: funders ask for a legal form above that."""


@dataclass(frozen=True, slots=True)
class Project:
    """A thing that money is given for: what it costs in pounds, and how many months it takes."""

    theme: str
    titles: tuple[str, ...]
    texts: tuple[str, ...]
    by: tuple[str, ...]
    who: tuple[str, ...]
    n: tuple[int, int]
    pounds: tuple[int, int]
    months: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A name that recipients of a theme have, their legal form and sort."""

    theme: str
    name: str
    form: str
    sort: str
    where: str = ""

    def suits(self, project: Project, pounds: float) -> bool:
        """Say whether they do such a thing and may be given so much."""
        small_enough = self.form != "group" or pounds <= LARGEST_FOR_A_GROUP
        return self.theme == project.theme and self.sort in project.by and small_enough

    def is_found_in(self, weight: int) -> bool:
        """Say whether there could be one in a place of this weight."""
        return self.where != "village" or weight < TOWN


@dataclass(frozen=True, slots=True)
class Funder:
    """A funder and its habits; amounts in pounds."""

    key: str
    id: str
    name: str
    share: int
    pounds: tuple[int, int]
    middle: int
    spread: float
    themes: tuple[str, ...]
    programmes: tuple[tuple[str, int], ...]
    months: tuple[int, ...]
    round_to: tuple[float, ...]
    open_call: float
    publishes: frozenset[str]
    only: tuple[str, ...]

    def programme(self, pounds: float) -> str:
        """Name the programme under which an award of this size is made."""
        return next((name for name, most in self.programmes if pounds <= most), "Other")


@dataclass(frozen=True, slots=True)
class Stock:
    """Everything that awards are put together from."""

    funders: tuple[Funder, ...]
    projects: tuple[Project, ...]
    patterns: tuple[Pattern, ...]
    places: Mapping[str, int]
    forms: Mapping[str, str]


@cache
def stock() -> Stock:
    """Read the stock; the same every time."""
    funders, themes = _read("funders.toml"), _read("purposes.toml")
    return Stock(
        funders=tuple(_funder(row) for row in funders["funder"]),
        projects=tuple(
            _project(theme, row) for theme, about in themes.items() for row in about["project"]
        ),
        patterns=tuple(
            Pattern(theme, *line.split(" | "))
            for theme, about in themes.items()
            for line in about["recipients"]
        ),
        places=dict(zip(funders["places"], funders["weights"], strict=True)),
        forms=funders["forms"],
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _funder(row: Mapping[str, Any]) -> Funder:
    return Funder(
        key=row["key"],
        id=row["id"],
        name=row["name"],
        share=row["share"],
        pounds=_pair(row["pounds"]),
        middle=row["middle"],
        spread=row.get("spread", SPREAD),
        themes=tuple(row["themes"]),
        programmes=tuple((name, most) for name, most in row["programmes"]),
        months=tuple(row["months"]),
        round_to=tuple(row["round_to"]),
        open_call=row["open_call"],
        publishes=frozenset(row["publishes"]),
        only=tuple(row.get("only", ())),
    )


def _project(theme: str, row: Mapping[str, Any]) -> Project:
    return Project(
        theme=theme,
        titles=tuple(row["titles"]),
        texts=tuple(row["texts"]),
        by=tuple(row["by"]),
        who=tuple(row.get("who", ())),
        n=_pair(row["n"]),
        pounds=_pair(row["pounds"]),
        months=_pair(row["months"]),
    )


def _pair(row: list[int]) -> tuple[int, int]:
    low, high = row
    return low, high
