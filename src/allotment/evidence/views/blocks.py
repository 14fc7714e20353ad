"""Draws the blocks of a report as the kernel's charts."""

from dataclasses import replace

from markupsafe import Markup

from allotment.evidence.domain import report
from allotment.kernel.domain.charts import Bars, Ranges
from allotment.kernel.web import charts


def drawn(block: report.Tabled, prefix: str = "") -> Markup:
    """A block as a picture with its table; a grid is left to the template. With a `prefix` the same
    chart can stand on a page twice."""
    if isinstance(block, report.Grid):
        raise TypeError(f"a {block.kind} is no chart")
    chart = replace(block, key=f"{prefix}{block.key}")
    if isinstance(chart, Bars):
        return charts.bars(chart)
    return charts.ranges(chart) if isinstance(chart, Ranges) else charts.network(chart)
