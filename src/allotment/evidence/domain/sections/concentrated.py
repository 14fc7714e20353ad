"""How concentrated the money is, how diverse the rows are, and what goes with size."""

from collections import Counter

from allotment.evidence.domain.concentration import Concentration, Measure
from allotment.evidence.domain.figures import amounts_of_one_kind, recipient
from allotment.evidence.domain.lines import AnalysedRow
from allotment.evidence.domain.report import Block, Grid, Points, Section, Text
from allotment.evidence.domain.sections.guarding import is_safe
from allotment.evidence.domain.sections.material import (
    Material,
    hides,
    money,
    number,
    significant,
)
from allotment.evidence.domain.small import Band, Relation
from allotment.kernel.domain.charts import Bars, Value
from allotment.kernel.domain.sentences import gettext_noop as _, sentence

_NAMES = {
    "top-ten": _("Share of the ten largest"),
    "herfindahl": _("Herfindahl–Hirschman index"),
    "gini": _("Gini coefficient"),
    "effective": _("Effective number"),
}


def concentrated(material: Material) -> Section:
    """Measures with their intervals, each with its reading."""
    summary = material.summary
    parts = (
        (_("Money by recipient"), summary.money if may_show_money(material) else None),
        (_("Kinds of organisation"), summary.kinds_mix if _is_whole(material, "kinds") else None),
        (_("Regions"), summary.regions_mix if _is_whole(material, "regions") else None),
    )
    rows = [
        row
        for name, found in parts
        if found is not None and found.rows
        for row in _rows(material, material.render(name), found)
    ]
    heading = material.render(_("How concentrated, and how diverse"))
    if not rows:
        none = Text(material.render(_("There is not enough data to measure this.")))
        return Section("concentration", heading, (none,))
    headings = (_("Source"), _("Measure"), _("Value"), _("95% interval"), _("Meaning"))
    grid = Grid(
        key="concentration",
        title=material.render(_("Concentration and diversity")),
        headings=tuple(material.render(each) for each in headings),
        rows=tuple(rows),
        numeric=(False, False, True, True, False),
    )
    return Section("concentration", heading, (grid,))


def may_show_money(material: Material) -> bool:
    """Whether how money is spread may be told, and over how many: not where that would tell of one to
    four rows that they go to one recipient."""
    if material.is_open:
        return True
    measured = {row.key for row, _pence in amounts_of_one_kind([x.row for x in material.lines])}
    lines = [line for line in material.lines if line.row.key in measured]
    hidden = [line.row for line in lines if line.row.is_closed]
    again = len(hidden) - len({recipient(row) for row in hidden})
    again_in_all = len(lines) - len({recipient(line.row) for line in lines})
    return material.may_show(lines) and is_safe(again) and is_safe(again_in_all)


def _is_whole(material: Material, key: str) -> bool:
    """Whether nothing of a list is hidden: what is could be worked out from how even it is."""
    shown = material.lists.get(key)
    return material.is_open or (shown is not None and not hides(shown))


def _rows(material: Material, name: str, found: Concentration) -> list[tuple[str, ...]]:
    return [
        (name, material.render(_NAMES[each.key]), significant(each.value), _interval(material, each),
         material.render(each.reading))
        for each in found.measures
    ]  # fmt: skip


def _interval(material: Material, measure: Measure) -> str:
    if measure.low is None or measure.high is None:
        return "–"
    low, high = significant(measure.low), significant(measure.high)
    return material.render(sentence(_("{low} to {high}"), low=low, high=high))


def size(material: Material) -> Section:
    """Small is beautiful? What goes with budget and team size, how surely, and what may lie behind."""
    found = material.summary.small
    relations = relations_shown(material)
    heading = material.render(_("Small is beautiful?"))
    if not relations:
        none = _(
            "No scores or benefits stand beside budgets or team sizes, so nothing is compared."
        )
        return Section("small", heading, (Text(material.render(none)),))
    blocks: list[Block] = [
        Text(material.render(found.basis)),
        Points(tuple(material.render(each.reading) for each in relations)),
    ]
    blocks += _bands(material, found.bands)
    blocks.append(Text(material.render(_("Possible explanations, and what this cannot show:"))))
    blocks.append(Points(tuple(material.render(each) for each in found.confounders)))
    return Section("small", heading, tuple(blocks))


def relations_shown(material: Material) -> list[Relation]:
    """What may be told of how measures go together: not where the number of rows that are compared
    would tell of too few that they tell one measure and not the other."""
    found = material.summary.small
    every = [each for each in (*found.relations, *found.within) if each.compared]
    if material.is_open:
        return every
    lines = _lines_by_measure(material)
    return [each for each in every if _may_show(material, each, lines)]


def _lines_by_measure(material: Material) -> dict[str, list[AnalysedRow]]:
    budget = material.summary.small.budget
    return {
        "budget": material.known(lambda row: row.given if budget == "given" else row.asked),
        "team": material.known(lambda row: row.team),
        "score": material.known(lambda row: row.score),
        "benefit": [line for line in material.lines if line.row.outcome.strip()],
    }


def _may_show(material: Material, relation: Relation, lines: dict[str, list[AnalysedRow]]) -> bool:
    one, other = (lines[name] for name in relation.key.split("-"))
    keys = {line.row.key for line in other}
    both = [line for line in one if line.row.key in keys]
    if not material.may_compare(both, one, other):
        return False
    if not relation.is_within:
        return len(both) == relation.compared
    sizes = Counter(line.row.programme for line in both if line.row.programme)
    within = [line for line in both if sizes[line.row.programme] > 1]
    return len(within) == relation.compared and material.may_compare(within, both)


def _bands(material: Material, bands: tuple[Band, ...]) -> list[Block]:
    charts: list[Block] = []
    shown_keys = {each.key for each in relations_shown(material)}
    for key, title, of in (
        ("score-by-budget", _("Median score by quarter of budget"), "score"),
        (
            "benefit-by-budget",
            _("Median number of claimed outcomes by quarter of budget"),
            "benefit",
        ),
    ):
        values = [(band, getattr(band, of)) for band in bands if getattr(band, of) is not None]
        if len(values) > 1 and f"budget-{of}" in shown_keys:
            shown = tuple(
                Value(_label(material, band), value, number(value, 1)) for band, value in values
            )
            text = sentence(
                _("From the smallest budgets to the largest: {values}."),
                values=", ".join(each.shown for each in shown),
            )
            headings = (material.render(_("Budget")), material.render(_("Median")))
            charts.append(Bars(key, material.render(title), material.render(text), headings, shown))
    return charts


def _label(material: Material, band: Band) -> str:
    if not material.is_open:
        return material.render(sentence(_("Quarter {n}"), n=band.quarter))
    return f"{money(band.least)}–{money(band.most)}"
