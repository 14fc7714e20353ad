"""How concentrated the money is, how diverse the rows are, and what goes with size."""

from allotment.evidence.domain.concentration import Concentration, Measure
from allotment.evidence.domain.report import Bars, Block, Grid, Points, Section, Text, Value
from allotment.evidence.domain.sections.material import Material, money, number
from allotment.evidence.domain.small import Band
from allotment.kernel.domain.sentences import gettext_noop as _
from allotment.kernel.domain.sentences import say

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
        (_("Money by recipient"), summary.money),
        (_("Kinds of organisation"), summary.kinds_mix),
        (_("Regions"), summary.regions_mix),
    )
    rows = [
        row
        for name, found in parts
        if found is not None and found.rows and material.may_show(found.rows)
        for row in _rows(material, material.said(name), found)
    ]
    heading = material.said(_("How concentrated, and how diverse"))
    if not rows:
        none = Text(material.said(_("There is too little to measure this by.")))
        return Section("concentration", heading, (none,))
    headings = (_("Of what"), _("Measure"), _("Value"), _("95% interval"), _("What it says"))
    grid = Grid(
        key="concentration",
        title=material.said(_("Concentration and diversity")),
        headings=tuple(material.said(each) for each in headings),
        rows=tuple(rows),
        numeric=(False, False, True, True, False),
    )
    return Section("concentration", heading, (grid,))


def _rows(material: Material, name: str, found: Concentration) -> list[tuple[str, ...]]:
    return [
        (name, material.said(_NAMES[each.key]), _value(each.value), _interval(each),
         material.said(each.reading))
        for each in found.measures
    ]  # fmt: skip


def _value(value: float | None) -> str:
    return "–" if value is None else f"{value:,.2f}"


def _interval(measure: Measure) -> str:
    if measure.low is None or measure.high is None:
        return "–"
    return f"{measure.low:,.2f}–{measure.high:,.2f}"


def size(material: Material) -> Section:
    """Small is beautiful? What goes with budget and team size, how surely, and what may lie behind."""
    found = material.summary.small
    relations = [each for each in (*found.relations, *found.within)
                 if material.may_show(each.compared) and each.compared]  # fmt: skip
    heading = material.said(_("Small is beautiful?"))
    if not relations:
        none = _(
            "No scores or benefits stand beside budgets or team sizes, so nothing is compared."
        )
        return Section("small", heading, (Text(material.said(none)),))
    blocks: list[Block] = [
        Text(material.said(found.basis)),
        Points(tuple(material.said(each.reading) for each in relations)),
    ]
    blocks += _bands(material, found.bands)
    blocks.append(Text(material.said(_("What may lie behind it, and what this cannot tell:"))))
    blocks.append(Points(tuple(material.said(each) for each in found.confounders)))
    return Section("small", heading, tuple(blocks))


def _bands(material: Material, bands: tuple[Band, ...]) -> list[Block]:
    charts: list[Block] = []
    for key, title, of in (
        ("score-by-budget", _("Median score by quarter of budget"), "score"),
        (
            "benefit-by-budget",
            _("Median number of claimed outcomes by quarter of budget"),
            "benefit",
        ),
    ):
        values = [(band, getattr(band, of)) for band in bands if getattr(band, of) is not None]
        if len(values) > 1:
            shown = tuple(
                Value(_label(material, band), value, number(value, 1)) for band, value in values
            )
            said = say(
                _("From the smallest budgets to the largest: {values}."),
                values=", ".join(each.shown for each in shown),
            )
            headings = (material.said(_("Budget")), material.said(_("Median")))
            charts.append(Bars(key, material.said(title), material.said(said), headings, shown))
    return charts


def _label(material: Material, band: Band) -> str:
    if not material.is_open:
        return material.said(say(_("Quarter {n}"), n=band.quarter))
    return f"{money(band.least)}–{money(band.most)}"
