"""How many, from whom, and where."""

from collections.abc import Mapping

from allotment.evidence.domain.figures import NOT_STATED
from allotment.evidence.domain.findings import Unit
from allotment.evidence.domain.report import Block, Points, Section, Text
from allotment.evidence.domain.rows import FACT_LABELS, KIND_LABELS, TIER_LABELS, Fact
from allotment.evidence.domain.sections.material import OTHERS, Material
from allotment.kernel.domain.sentences import Sentence, gettext_noop as _, sentence
from allotment.kernel.places.domain.regions import REGIONS

_PARTS: tuple[tuple[str, str, str, Mapping[str, str]], ...] = (
    ("kinds", _("Who they are from"), _("Kind of organisation"), KIND_LABELS),
    ("regions", _("Where they are"), _("Region or nation"), REGIONS),
    ("tiers", _("In which tier of council"), _("Tier"), TIER_LABELS),
    ("years", _("When they were made"), _("Year"), {}),
    ("programmes", _("Under which programme"), _("Programme"), {}),
    ("funders", _("By which funder"), _("Funder"), {}),
)


def whom(material: Material) -> Section:
    """Kinds of organisation, regions, tiers of council, years, programmes and funders."""
    figures = material.summary.figures
    blocks: list[Block] = []
    for key, title, what, names in _PARTS:
        counts = getattr(figures, key)
        if not counts or (key == "funders" and len(counts) < 2):
            continue
        shown = material.lists.get(key)
        if shown is None:
            blocks.append(material.withheld(title))
            continue
        named = [(_named(material, label, names), count) for label, count in shown]
        if len(named) > 1:
            blocks.append(material.bars(key, title, what, named))
        else:
            blocks.append(_only(material, title, named[0][0], is_stated=bool(shown[0][0])))
    if not blocks:
        blocks.append(Text(material.render(_("Nothing was read, so there is nothing to count."))))
    missing = [Fact(each) for each in figures.not_carried]
    if missing:
        blocks.append(
            Text(material.render(_("What the source does not ask for, and is not guessed:")))
        )
        blocks.append(Points(tuple(material.render(FACT_LABELS[each]) for each in missing)))
    return Section("whom", material.render(_("How many, and from whom")), tuple(blocks))


def _only(material: Material, title: str, name: str, *, is_stated: bool) -> Block:
    words = _("{title}: all the same, {name}.") if is_stated else _("{title}: not stated.")
    values = (
        {"title": material.render(title), "name": name}
        if is_stated
        else {"title": material.render(title)}
    )
    return Text(material.render(sentence(words, **values)))


def _named(material: Material, key: str, names: Mapping[str, str]) -> str:
    if key == NOT_STATED:
        return material.render(_("Not stated"))
    if key == OTHERS:
        return material.render(_("All others"))
    return material.render(names[key]) if key in names else key


_LEADS = {
    Unit.ENTRY: (
        _("There were no entries to read in {name}."),
        _("One entry was read, from {name}."),
        _("{count} entries were read, from {name}."),
        _("The entries were read from {name}."),
    ),
    Unit.AWARD: (
        _("There were no awards to read in {name}."),
        _("One award was read, from {name}."),
        _("{count} awards were read, from {name}."),
        _("The awards were read from {name}."),
    ),
}


def lead(material: Material, unit: Unit) -> Sentence:
    """What was read, in one sentence."""
    figures = material.summary.figures
    none, one, many, hidden = _LEADS[unit]
    if material.is_silent:
        return sentence(hidden, name=figures.name)
    if figures.rows > 1:
        return sentence(many, name=figures.name, count=figures.rows)
    return sentence(one if figures.rows else none, name=figures.name)
