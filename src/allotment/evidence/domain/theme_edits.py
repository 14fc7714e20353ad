"""Themes as an editor wants them: renamed, merged and split, in the order in which they said so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from allotment.evidence.domain.lines import AnalysedRow, ThemeFound


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: `verb` is "rename", "merge" or "split"; `themes` are the keys that it is about."""

    verb: str
    themes: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme as it stands. `parts` are the pairs of found theme and half that are in it; a whole one
    has both. It `splits` where it is one found theme that has halves."""

    key: str
    name: str
    terms: tuple[str, ...]
    parts: tuple[tuple[str, int], ...]
    splits: bool


@dataclass(frozen=True, slots=True)
class Edited:
    """The themes as they stand, and the numbers of the edits that fit no theme any more."""

    themes: tuple[Theme, ...]
    lost: tuple[int, ...]

    def of(self, line: AnalysedRow) -> str:
        """The key of the theme in which a line stands; empty for none."""
        if not line.theme:
            return ""
        part = (line.theme, line.half)
        return next((each.key for each in self.themes if part in each.parts), "")


def edited(found: Sequence[ThemeFound], edits: Sequence[Edit]) -> Edited:
    """Do each edit in its order; one that fits no more changes nothing and is said to be lost."""
    themes = {
        each.key: Theme(
            each.key, each.name, each.terms, ((each.key, 0), (each.key, 1)), len(each.halves) == 2
        )
        for each in found
    }
    lost = []
    for number, edit in enumerate(edits):
        if not all(key in themes for key in edit.themes) or not edit.themes:
            lost.append(number)
        elif edit.verb == "rename":
            key = edit.themes[0]
            themes[key] = replace(themes[key], name=edit.name)
        elif edit.verb == "merge":
            _merge(themes, edit)
        elif not _split(themes, edit.themes[0], found):
            lost.append(number)
    return Edited(tuple(themes.values()), tuple(lost))


def _merge(themes: dict[str, Theme], edit: Edit) -> None:
    kept = themes[edit.themes[0]]
    others = [themes.pop(key) for key in dict.fromkeys(edit.themes[1:]) if key != kept.key]
    terms = dict.fromkeys(term for each in (kept, *others) for term in each.terms)
    parts = tuple(part for each in (kept, *others) for part in each.parts)
    themes[kept.key] = Theme(kept.key, edit.name or kept.name, tuple(terms), parts, False)


def _split(themes: dict[str, Theme], key: str, found: Sequence[ThemeFound]) -> bool:
    """Both halves stand where the theme stood."""
    if not themes[key].splits:
        return False
    halves = next(each.halves for each in found if each.key == key)
    made = {
        f"{key}-{number}": Theme(f"{key}-{number}", half.name, half.terms, ((key, number),), False)
        for number, half in enumerate(halves)
    }
    ordered = {
        each.key: each
        for theme in themes.values()
        for each in (made.values() if theme.key == key else (theme,))
    }
    themes.clear()
    themes.update(ordered)
    return True
