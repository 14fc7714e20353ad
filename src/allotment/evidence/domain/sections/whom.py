"""How many, from whom, and where."""

from collections.abc import Mapping, Sequence

from allotment.evidence.domain.figures import NOT_SAID, Count
from allotment.evidence.domain.report import Block, Points, Section, Text
from allotment.evidence.domain.rows import KIND_LABELS, TIER_LABELS, TOLD_LABELS, Told
from allotment.evidence.domain.sections.material import FEWEST_SHOWN, Material
from allotment.kernel.domain.sentences import Sentence, say
from allotment.kernel.domain.sentences import gettext_noop as _
from allotment.kernel.places.domain.regions import REGIONS


def whom(material: Material) -> Section:
    """Kinds of organisation, regions, tiers of council, years, programmes and funders."""
    figures = material.summary.figures
    parts: list[tuple[str, str, str, Sequence[Count] | None, Mapping[str, str]]] = [
        ("kinds", _("Who they are from"), _("Kind of organisation"), figures.kinds, KIND_LABELS),
        ("regions", _("Where they are"), _("Region or nation"), figures.regions, REGIONS),
        ("tiers", _("In which tier of council"), _("Tier"), figures.tiers, TIER_LABELS),
        ("years", _("When they were made"), _("Year"), _in_order(figures.years), {}),
        ("programmes", _("Under which programme"), _("Programme"), figures.programmes, {}),
        ("funders", _("By which funder"), _("Funder"), _several(figures.funders), {}),
    ]
    blocks: list[Block] = []
    for key, title, what, counts, names in parts:
        if counts:
            pairs = [(_named(material, each.key, names), each.count) for each in counts]
            blocks.append(material.bars(key, title, what, pairs))
    if not blocks:
        blocks.append(Text(material.said(_("Nothing was read, so there is nothing to count."))))
    missing = [Told(each) for each in figures.not_carried]
    if missing:
        blocks.append(
            Text(material.said(_("What the source does not ask for, and is not guessed:")))
        )
        blocks.append(Points(tuple(material.said(TOLD_LABELS[each]) for each in missing)))
    return Section("whom", material.said(_("How many, and from whom")), tuple(blocks))


def _named(material: Material, key: str, names: Mapping[str, str]) -> str:
    if key == NOT_SAID:
        return material.said(_("Not said"))
    return material.said(names[key]) if key in names else key


def _in_order(counts: Sequence[Count] | None) -> list[Count] | None:
    return sorted(counts, key=lambda each: each.key or "~") if counts else None


def _several(counts: Sequence[Count] | None) -> Sequence[Count] | None:
    return counts if counts is not None and len(counts) > 1 else None


def lead(material: Material) -> Sentence:
    """What was read, in one sentence."""
    figures = material.summary.figures
    if not figures.rows:
        return say(_("{name}: nothing was there to read."), name=figures.name)
    if not material.may_show(figures.rows):
        return say(
            _("{name}: fewer than {fewest} were read."), name=figures.name, fewest=FEWEST_SHOWN
        )
    if figures.rows == 1:
        return say(_("{name}: one was read."), name=figures.name)
    return say(_("{name}: {count} were read."), name=figures.name, count=figures.rows)
