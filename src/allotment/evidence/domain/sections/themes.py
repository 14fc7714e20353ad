"""What the texts are about: the themes that were found, with the words that tell them apart."""

from statistics import median

from allotment.evidence.domain.languages import ENGLISH
from allotment.evidence.domain.lines import AnalysedRow
from allotment.evidence.domain.markup import plain
from allotment.evidence.domain.naming import name_of
from allotment.evidence.domain.report import Block, Grid, Section, Text
from allotment.evidence.domain.sections.material import (
    FEWEST_SHOWN,
    OTHERS,
    Material,
    Shown,
    cut,
    cut_short,
    money,
)
from allotment.evidence.domain.theme_edits import Theme
from allotment.kernel.domain.sentences import gettext_noop as _, sentence

MOST_TERMS = 6
MOST_EXAMPLES = 2
MOST_THEMES = 25

_SMALL, _APART, _UNREAD = "\0small", "\0apart", "\0unread"
_CALLED = {
    OTHERS: _("All others"),
    _SMALL: _("Themes too small to name"),
    _APART: _("Belong to no theme"),
    _UNREAD: _("In another language, not themed"),
}


def shown_themes(material: Material) -> list[Theme]:
    """Themes that may be named, largest first.

    Where not all is public, a theme of fewer than five rows that are not is not named: its words
    would be theirs.
    """
    of_theme = material.of_theme
    ordered = sorted(material.themes.themes, key=lambda each: (-len(of_theme[each.key]), each.key))
    return [
        each
        for each in ordered
        if of_theme[each.key] and material.may_pool(of_theme[each.key]) and not material.is_silent
    ]


def names_shown(material: Material) -> dict[str, str]:
    """The names of the themes that may be named, by key; a name made of words of few texts that are not
    public is made of the others."""
    return {each.key: _name(material, each) for each in shown_themes(material)}


def _name(material: Material, theme: Theme) -> str:
    is_computed = theme.name == name_of(theme.terms)
    return name_of(_terms(material, theme)) if is_computed else theme.name


def theme_counts(material: Material) -> Shown | None:
    """How many rows each theme has by its key, and how many are in none, as they may be shown."""
    named = shown_themes(material)
    keys = {each.key for each in named}
    apart = [line for line in material.lines if material.theme_of(line) not in keys]
    none = [line for line in apart if not material.theme_of(line)]
    rest = (
        (_SMALL, [line for line in apart if material.theme_of(line)]),
        (_APART, [line for line in none if line.language == ENGLISH]),
        (_UNREAD, [line for line in none if line.language != ENGLISH]),
    )
    tallies = [material.tally(each.key, material.of_theme[each.key]) for each in named]
    tallies = cut(tallies, MOST_THEMES, OTHERS)
    tallies += [material.tally(label, lines) for label, lines in rest if lines]
    return material.guarded(tallies) if tallies else None


def outside(material: Material) -> int | None:
    """How many readable rows are in no theme; None where that is not to be told."""
    return dict(theme_counts(material) or ()).get(_APART)


def unserved(material: Material) -> int | None:
    """How many rows are in a language that is not themed; None where that is not to be told."""
    return dict(theme_counts(material) or ()).get(_UNREAD)


def themes(material: Material) -> Section:
    """How often each theme is met, and what it is."""
    named = shown_themes(material)
    counts = theme_counts(material)
    heading = material.render(_("What they are about"))
    if not named or counts is None:
        none = _("No themes are shown: there are too few texts, or they are not alike.")
        return Section("themes", heading, (Text(material.render(none)),))
    names = names_shown(material)
    pairs = [
        (material.render(_CALLED[key]) if key in _CALLED else names[key], count)
        for key, count in counts
    ]
    blocks: list[Block] = [
        Text(
            material.render(
                _(
                    "Themes were found by a machine from the words of the texts, and may have been "
                    "renamed or merged by a person. A text is in one theme at most."
                )
            )
        ),
        material.bars("themes", _("Themes"), _("Theme"), pairs),
        _table(material, named),
    ]
    return Section("themes", heading, tuple(blocks))


def _table(material: Material, named: list[Theme]) -> Grid:
    headings = (_("Theme"), _("Distinctive words"), _("Median amount"), _("Examples"))
    names = names_shown(material)
    quoted = {line.row.key for line in material.public}
    rows = []
    for each in named:
        lines = material.of_theme[each.key]
        examples = [
            cut_short(line.row.title, 120)
            for line in lines
            if line.row.key in quoted and line.row.title.strip()
        ]
        rows.append(
            (names[each.key], ", ".join(_terms(material, each)[:MOST_TERMS]) or "–",
             _middle(material, lines), "; ".join(dict.fromkeys(examples[:MOST_EXAMPLES])) or "–")
        )  # fmt: skip
    return Grid(
        key="theme-words",
        title=material.render(_("What makes each theme different")),
        headings=tuple(material.render(each) for each in headings),
        rows=tuple(rows),
        numeric=(False, False, True, False),
    )


def _terms(material: Material, theme: Theme) -> list[str]:
    """The terms of a theme; where not all is public, those that stand in five of its texts or more or
    in one that is public."""
    if material.is_open:
        return list(theme.terms)
    lines = material.of_theme[theme.key]
    hidden = [plain(line.row.words).casefold() for line in lines if not line.row.is_public]
    public = [plain(line.row.words).casefold() for line in lines if line.row.is_public]
    return [
        term
        for term in theme.terms
        if sum(term in text for text in hidden) >= FEWEST_SHOWN
        or any(term in text for text in public)
    ]


def _middle(material: Material, lines: list[AnalysedRow]) -> str:
    with_amount = [
        line for line in lines if line.row.given is not None or line.row.asked is not None
    ]
    amounts = [
        amount
        for line in with_amount
        for amount in (line.row.given if line.row.given is not None else line.row.asked,)
        if amount is not None
    ]
    return money(median(amounts)) if amounts and material.may_pool(with_amount) else "–"


def unread(material: Material) -> str:
    """What was not themed for its language, in words; empty where there is nothing."""
    if all(line.language == ENGLISH for line in material.lines):
        return ""
    total = unserved(material)
    if total is None:
        return material.render(_("Texts in other languages than English were not themed."))
    return material.render(
        sentence(_("Texts in other languages than English, which were not themed: {n}."), n=total)
    )
