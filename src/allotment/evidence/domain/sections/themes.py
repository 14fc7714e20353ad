"""What the texts are about: the themes that were found, with the words that tell them apart."""

from statistics import median

from allotment.evidence.domain.lines import Line
from allotment.evidence.domain.report import Block, Grid, Section, Text
from allotment.evidence.domain.sections.material import Material, money
from allotment.evidence.domain.theme_edits import Theme
from allotment.kernel.domain.sentences import gettext_noop as _
from allotment.kernel.domain.sentences import say

MOST_TERMS = 6
MOST_EXAMPLES = 2


def shown_themes(material: Material) -> tuple[list[Theme], int]:
    """Themes that may be named, largest first, and how many rows the others hold together.

    Where not all is public, a theme of fewer than five rows is not named: its words would be theirs.
    """
    ordered = sorted(
        material.themes.themes, key=lambda each: (-len(material.of_theme[each.key]), each.key)
    )
    named = [each for each in ordered if material.may_show(len(material.of_theme[each.key]))]
    others = sum(len(material.of_theme[each.key]) for each in ordered if each not in named)
    return [each for each in named if material.of_theme[each.key]], others


def themes(material: Material) -> Section:
    """How often each theme is met, and what it is."""
    named, others = shown_themes(material)
    heading = material.said(_("What they are about"))
    if not named:
        none = _("No themes are shown: there are too few texts, or they are not alike.")
        return Section("themes", heading, (Text(material.said(none)),))
    pairs = [(each.name, len(material.of_theme[each.key])) for each in named]
    if others:
        pairs.append((material.said(_("Themes too small to name")), others))
    apart = len(material.lines) - sum(count for _name, count in pairs)
    if apart:
        pairs.append((material.said(_("Belong to no theme")), apart))
    blocks: list[Block] = [
        Text(
            material.said(
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
    headings = (_("Theme"), _("Words that tell it apart"), _("Median amount"), _("Examples"))
    rows = []
    for each in named:
        lines = material.of_theme[each.key]
        examples = [line.row.title for line in lines if line.row.is_public][:MOST_EXAMPLES]
        rows.append(
            (each.name, ", ".join(each.terms[:MOST_TERMS]), _middle(material, lines),
             "; ".join(examples) or "–")
        )  # fmt: skip
    return Grid(
        key="theme-words",
        title=material.said(_("What tells each theme apart")),
        headings=tuple(material.said(each) for each in headings),
        rows=tuple(rows),
        numeric=(False, False, True, False),
    )


def _middle(material: Material, lines: list[Line]) -> str:
    amounts = [
        amount
        for line in lines
        for amount in (line.row.given if line.row.given is not None else line.row.asked,)
        if amount is not None
    ]
    return money(median(amounts)) if amounts and material.may_show(len(amounts)) else "–"


def unread(material: Material) -> str:
    """What was not themed for its language, in words; empty where there is nothing."""
    languages = material.summary.unread
    total = sum(count for _code, count in languages)
    if not total:
        return ""
    if not material.may_show(total):
        return material.said(_("Texts in other languages than English were not themed."))
    return material.said(
        say(_("Texts in other languages than English, which were not themed: {n}."), n=total)
    )
