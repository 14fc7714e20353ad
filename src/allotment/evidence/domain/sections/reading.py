"""What to read: ten public rows that together show the breadth, or those that a person chose."""

from collections.abc import Mapping, Sequence

from allotment.evidence.domain.lines import AnalysedRow
from allotment.evidence.domain.markup import plain
from allotment.evidence.domain.passages import first_sentence
from allotment.evidence.domain.reading import Category, Pick, categories, picks
from allotment.evidence.domain.report import Block, Reading, Readings, Section, Text
from allotment.evidence.domain.rows import KIND_LABELS
from allotment.evidence.domain.sections.labels import adds_to_title
from allotment.evidence.domain.sections.material import Material, cut_short, money
from allotment.evidence.domain.sections.themes import names_shown
from allotment.kernel.domain.sentences import gettext_noop as _, sentence
from allotment.kernel.places.domain.regions import REGIONS

_QUARTERS = {
    "1": _("among the smallest quarter of amounts"),
    "2": _("below the median amount"),
    "3": _("above the median amount"),
    "4": _("among the largest quarter of amounts"),
}

LONGEST_TITLE = 200
LONG_ENOUGH = 120
LONGEST_READ = 5_000


def readings(material: Material, chosen: Sequence[str]) -> tuple[Reading, ...]:
    """The rows to read, those of the keys that were chosen where there are any that are public."""
    public = {line.row.key: line for line in material.public}
    kept = [public[key] for key in chosen if key in public]
    if kept:
        return tuple(_reading(material, line, "") for line in kept)
    themes = {key: (material.theme_of(line),) for key, line in public.items()}
    categorised = categories([line.row for line in public.values()], themes)
    names = names_shown(material)
    return tuple(
        _reading(material, public[each.key], _why(material, each, names))
        for each in picks(categorised)
    )


def reading(material: Material, found: Sequence[Reading]) -> Section:
    """The section of them."""
    heading = material.render(_("Ten to read") if len(found) == 10 else _("To read"))
    if not found:
        none = _("Nothing of this is public yet, so none is named.")
        return Section("reading", heading, (Text(material.render(none)),))
    intro = _("They were chosen for breadth, not for their score: each adds something of its own.")
    own = _("They were chosen by the editor.")
    blocks: list[Block] = [
        Text(material.render(intro if any(each.why for each in found) else own)),
        Readings(tuple(found)),
    ]
    return Section("reading", heading, tuple(blocks))


def facts_of(material: Material, line: AnalysedRow) -> str:
    """Who, how much, when, under which programme."""
    row = line.row
    amount = row.given if row.given is not None else row.asked
    parts = [
        "" if row.who in row.title else row.who,
        "" if amount is None else money(amount),
        "" if row.year is None else str(row.year),
        row.programme,
        material.render(REGIONS[row.region]) if row.region in REGIONS else "",
    ]
    return ", ".join(part for part in parts if part)


def _reading(material: Material, line: AnalysedRow, why: str) -> Reading:
    row = line.row
    title = cut_short(row.title or row.key, LONGEST_TITLE)
    words = opening(row.text)
    return Reading(
        row.key, title, facts_of(material, line), why, words if adds_to_title(words, row) else ""
    )


def opening(text: str) -> str:
    """The first sentence of a text, or two short ones, of 300 characters at most."""
    whole = plain(text[:LONGEST_READ])
    first = first_sentence(whole)
    if len(first) >= LONG_ENOUGH or not whole.startswith(first):
        return first
    second = first_sentence(whole[len(first) :])
    return f"{first} {second}" if second and len(first) + len(second) < 300 else first


def _why(material: Material, pick: Pick, themes: Mapping[str, str]) -> str:
    named = [name for name in (_named(material, each, themes) for each in pick.covers) if name]
    if not named:
        return material.render(_("One more of the same kinds."))
    return material.render(sentence(_("Stands for: {what}."), what="; ".join(named)))


def _named(material: Material, category: Category, themes: Mapping[str, str]) -> str:
    if category.aspect == "theme":
        return themes.get(category.key, "")
    if category.aspect == "region":
        return material.render(REGIONS.get(category.key, category.key))
    if category.aspect == "kind":
        return material.render(KIND_LABELS.get(category.key, category.key))
    if category.aspect == "amount":
        return material.render(_QUARTERS[category.key])
    return category.key
