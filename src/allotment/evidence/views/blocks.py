"""Draws the blocks of a report as the kernel's charts."""

from markupsafe import Markup

from allotment.evidence.domain import report
from allotment.kernel.web import charts


def drawn(block: report.Tabled, prefix: str = "") -> Markup:
    """A block as a picture with its table; a grid is left to the template. With a `prefix` the same
    chart can stand on a page twice."""
    key = f"{prefix}{block.key}"
    if isinstance(block, report.Bars):
        values = [charts.Value(each.label, each.amount, each.shown) for each in block.values]
        return charts.bars(charts.Bars(key, block.title, block.description, block.headings, values))
    if isinstance(block, report.Ranges):
        strips = [
            charts.Range(s.label, s.low, s.lower, s.middle, s.upper, s.high, s.shown)
            for s in block.strips
        ]
        return charts.ranges(
            charts.Ranges(key, block.title, block.description, block.headings, strips)
        )
    if isinstance(block, report.Network):
        dots = [charts.Dot(each.label, each.x, each.y, each.count) for each in block.nodes]
        lines = [(each.one, each.other, each.count) for each in block.edges]
        return charts.network(
            charts.Network(key, block.title, block.description, block.headings, dots, lines)
        )
    raise TypeError(f"a {block.kind} is no chart")
