"""Charts as SVG made on the server, each with a title, a description and its numbers in a table.

Nothing is scaled: widths are percentages of the page and text keeps its size, so a chart reads the
same at 320 pixels as at 1280. Parts differ by pattern and outline, not by colour alone, so they hold
in grey and for people who see colours differently. No `style=`: the pages' policy allows none.

    charts.bars(Bars(key="by-area", title=…, description=…, headings=(…, …), values=[Value(…)]))
    charts.stacked_bar(Stack(key="pot", …))
    charts.ranges(Ranges(key="asked", …))
    charts.network(Network(key="partners", …))

What a pot, a register or an evidence page shows is built as dataclasses of `kernel.domain.charts` in a
query and given to the template, which calls the function.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from markupsafe import Markup

from allotment.kernel.domain.charts import (
    AnyChart,
    Bars,
    Network,
    Node,
    Ranges,
    Stack,
    Strip,
    Value,
)
from allotment.kernel.web import axes

ROW = 52
BAR = 20
LONGEST_LABEL = 34
#: The longest bar, in per cent: the rest of its line is for the number.
LONGEST_BAR = 60
#: A part that is there at all is seen: at least this share of the width, in per cent.
SLIVER = 0.75

_INK = "#0b0c0c"
_GREEN = "#14432f"
_PALE = "#d5e8df"
_LINE = "#6f777b"
NETWORK_HEIGHT = 420


class NotAChartError(ValueError):
    """The numbers cannot be drawn: a negative amount, or a key that is no name."""


def bars(chart: Bars) -> Markup:
    """A horizontal bar chart. NotAChartError for a negative amount."""
    _check(chart)
    longest = max((value.amount for value in chart.values), default=0)
    rows = Markup().join(_bar(value, row * ROW, longest) for row, value in enumerate(chart.values))
    height = max(ROW, ROW * len(chart.values))
    scale = _scale([(value.amount, value.text) for value in chart.values], height, LONGEST_BAR)
    return _figure(chart, _svg(chart, height + axes.HEIGHT, scale + rows), legend=Markup())


def stacked_bar(chart: Stack) -> Markup:
    """A whole and its parts as one bar with a legend. NotAChartError for a negative amount."""
    _check(chart)
    total = sum(value.amount for value in chart.values)
    drawn = _widths([value.amount for value in chart.values])
    parts, start = [], 0.0
    for number, width in enumerate(drawn):
        if width:
            parts.append(_rectangle(start, width, 0, 2 * BAR, _fill(chart.key, number)))
        start += width
    if not total:
        parts.append(_rectangle(0, 100, 0, 2 * BAR, "#ffffff"))
    quarters = [(share, f"{share}%") for share in (0, 25, 50, 75, 100)]
    scale = axes.axis(quarters if total else [], top=2 * BAR + 4, end=100)
    shapes = _patterns(chart) + scale + Markup().join(parts)
    picture = _svg(chart, 2 * BAR + 4 + axes.HEIGHT, shapes)
    return _figure(chart, picture, legend=_legend(chart, total))


def ranges(chart: Ranges) -> Markup:
    """Ranges on one scale. NotAChartError for a negative amount."""
    _check_key(chart.key)
    if any(not value.low >= 0 for value in chart.strips):
        raise NotAChartError("a chart of ranges has no negative amounts")
    longest = max((value.high for value in chart.strips), default=0) or 1
    written = [(value.middle, value.shown[2]) for value in chart.strips if len(value.shown) > 2]
    height = max(ROW, ROW * len(chart.strips))
    shapes = Markup().join(
        _strip(value, row * ROW, longest) for row, value in enumerate(chart.strips)
    )
    scale = _scale(written, height, 100, longest)
    return _figure(chart, _svg(chart, height + axes.HEIGHT, scale + shapes), legend=Markup())


def network(chart: Network) -> Markup:
    """Who goes with whom, by numbered dots and a list of their names."""
    _check_key(chart.key)
    most = max((edge.count for edge in chart.edges), default=1)
    lines = Markup().join(
        Markup(
            '<line x1="{:.4g}%" y1="{:.4g}%" x2="{:.4g}%" y2="{:.4g}%" stroke="{}" '
            'stroke-width="{:.3g}"/>'
        ).format(
            *_at(chart.nodes[edge.one]),
            *_at(chart.nodes[edge.other]),
            _LINE,
            1 + 4 * edge.count / most,
        )
        for edge in chart.edges
    )
    dots = Markup().join(_dot(number, dot) for number, dot in enumerate(chart.nodes, 1))
    names = Markup().join(
        Markup("<li>{} ({})</li>").format(dot.label, f"{dot.count:,}") for dot in chart.nodes
    )
    legend = Markup('<ol class="govuk-list govuk-list--number app-chart__names">{}</ol>')
    picture = _svg(chart, NETWORK_HEIGHT, lines + dots)
    return _figure(chart, picture, legend=legend.format(names))


def table(chart: AnyChart) -> Markup:
    """The numbers of a chart as a table."""
    first, *others = chart.headings
    rows = Markup().join(_table_row(row) for row in chart.rows)
    numeric = Markup().join(
        Markup(
            '<th scope="col" class="govuk-table__header govuk-table__header--numeric">{}</th>'
        ).format(heading)
        for heading in others
    )
    return Markup(
        '<div class="app-scroll" tabindex="0" role="region" aria-label="{title}">'
        '<table class="govuk-table"><caption class="govuk-visually-hidden">{title}</caption>'
        '<thead class="govuk-table__head"><tr class="govuk-table__row">'
        '<th scope="col" class="govuk-table__header">{first}</th>{numeric}'
        '</tr></thead><tbody class="govuk-table__body">{rows}</tbody></table></div>'
    ).format(title=chart.title, first=first, numeric=numeric, rows=rows)


def _table_row(cells: Sequence[str]) -> Markup:
    first, *others = cells
    return Markup(
        '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{}</th>{}</tr>'
    ).format(
        first,
        Markup().join(
            Markup('<td class="govuk-table__cell govuk-table__cell--numeric">{}</td>').format(cell)
            for cell in others
        ),
    )


def _check_key(key: str) -> None:
    if not key.replace("-", "").isalnum():
        raise NotAChartError(f"{key!r} is no key for a chart")


def _check(chart: Bars | Stack) -> None:
    _check_key(chart.key)
    if any(not value.amount >= 0 for value in chart.values):
        raise NotAChartError("a chart of parts has no negative amounts")


def _widths(amounts: Sequence[float]) -> list[float]:
    """Shares of 100 per cent; what is there is never thinner than a sliver."""
    total = sum(amounts)
    if not total:
        return [0.0 for _amount in amounts]
    raised = [max(SLIVER, 100 * amount / total) if amount else 0.0 for amount in amounts]
    return [round(100 * width / sum(raised), 3) for width in raised]


def _scale(
    written: Sequence[tuple[float, str]], height: int, width: float, longest: float = 0
) -> Markup:
    """The axis of amounts that are drawn from 0 to `width` per cent, in the unit that is written."""
    longest = longest or max((amount for amount, _text in written), default=0)
    unit, size = axes.unit_of(written)
    whole = all(amount == int(amount) for amount, _text in written)
    marks = [
        (width * size * tick / longest if longest else 0, f"{unit}{axes.short(tick)}")
        for tick in axes.ticks(longest / size, whole=whole and not unit)
    ]
    return axes.axis(marks, top=height, end=width)


def _bar(value: Value, top: int, longest: float) -> Markup:
    width = max(SLIVER, LONGEST_BAR * value.amount / longest) if value.amount else 0.0
    text = Markup(
        '<text x="0" y="{}" class="app-chart__label">{}</text>'
        '<text x="{:.4g}%" dx="8" y="{}" class="app-chart__value">{}</text>'
    ).format(top + 17, _shortened(value.label), width, top + 40, value.text)
    return text + _rectangle(0, width, top + 24, BAR, _GREEN) if width else text


def _strip(value: Strip, top: int, longest: float) -> Markup:
    def at(amount: float) -> float:
        return 100 * amount / longest

    middle_half = max(SLIVER, at(value.upper) - at(value.lower))
    text = Markup('<text x="0" y="{}" class="app-chart__label">{}</text>').format(
        top + 17, _shortened(value.label)
    )
    line = Markup(
        '<line x1="{:.4g}%" y1="{y}" x2="{:.4g}%" y2="{y}" stroke="{}" stroke-width="2"/>'
    ).format(at(value.low), at(value.high), _INK, y=top + 25 + BAR // 2)
    box = _rectangle(at(value.lower), middle_half, top + 24, BAR, _GREEN)
    mark = Markup(
        '<line x1="{x:.4g}%" y1="{}" x2="{x:.4g}%" y2="{}" stroke="#ffffff" stroke-width="4"/>'
    ).format(top + 26, top + 24 + BAR, x=at(value.middle))
    return text + line + box + mark


def _at(dot: Node) -> tuple[float, float]:
    """Where a dot is, in per cent, away from the edges."""
    return 6 + 88 * dot.x, 6 + 88 * dot.y


def _dot(number: int, dot: Node) -> Markup:
    return Markup(
        '<circle cx="{x:.4g}%" cy="{y:.4g}%" r="13" fill="{}" stroke="#ffffff" stroke-width="2"/>'
        '<text x="{x:.4g}%" y="{y:.4g}%" dy="5" text-anchor="middle" class="app-chart__number">{}'
        "</text>"
    ).format(_GREEN, number, x=_at(dot)[0], y=_at(dot)[1])


def _shortened(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1].rstrip() + "…"


def _rectangle(start: float, width: float, top: int, height: int, fill: str) -> Markup:
    return Markup(
        '<rect x="{:.4g}%" y="{}" width="{:.4g}%" height="{}" fill="{}" stroke="{}"/>'
    ).format(start, top + 1, width, height, fill, _INK)


def _fill(key: str, number: int) -> str:
    plain = (_GREEN, _PALE, "#ffffff")
    order = (plain[0], f"url(#{key}-stripes)", plain[1], f"url(#{key}-dots)", plain[2])
    return order[number % len(order)]


def _patterns(chart: Stack) -> Markup:
    return Markup(
        '<defs><pattern id="{key}-stripes" width="8" height="8" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="8" height="8" fill="#ffffff"/>'
        '<rect width="3" height="8" fill="{green}"/></pattern>'
        '<pattern id="{key}-dots" width="8" height="8" patternUnits="userSpaceOnUse">'
        '<rect width="8" height="8" fill="#ffffff"/><circle cx="4" cy="4" r="2" fill="{green}"/>'
        "</pattern></defs>"
    ).format(key=chart.key, green=_GREEN)


def _legend(chart: Stack, total: float) -> Markup:
    items = Markup().join(
        Markup(
            '<li class="app-chart__item"><svg class="app-chart__swatch" width="18" height="18" '
            'aria-hidden="true" focusable="false"><rect x="1" y="1" width="16" height="16" '
            'fill="{}" stroke="{}"/></svg> {}: <strong>{}</strong>{}</li>'
        ).format(_fill(chart.key, number), _INK, value.label, value.text, _share(value, total))
        for number, value in enumerate(chart.values)
    )
    return Markup('<ul class="govuk-list app-chart__legend">{}</ul>').format(items)


def _share(value: Value, total: float) -> str:
    return f" ({value.amount / total:.0%})" if total else ""


def _svg(chart: AnyChart, height: int, shapes: Markup) -> Markup:
    return Markup(
        '<svg class="app-chart__picture" role="img" width="100%" height="{height}" '
        'aria-labelledby="{key}-title {key}-desc" focusable="false" '
        'xmlns="http://www.w3.org/2000/svg">'
        '<title id="{key}-title">{title}</title><desc id="{key}-desc">{description}</desc>'
        "{shapes}</svg>"
    ).format(
        key=chart.key,
        height=height,
        title=chart.title,
        description=chart.description,
        shapes=shapes,
    )


def _figure(chart: AnyChart, picture: Markup, *, legend: Markup) -> Markup:
    return Markup(
        '<figure class="app-chart" id="{key}"><figcaption class="govuk-heading-s">{title}'
        '</figcaption>{picture}{legend}<details class="govuk-details app-chart__numbers">'
        '<summary class="govuk-details__summary"><span class="govuk-details__summary-text">{show}'
        '</span></summary><div class="govuk-details__text">{table}</div></details></figure>'
    ).format(
        key=chart.key,
        title=chart.title,
        picture=picture,
        legend=legend,
        show=_("Show the numbers as a table"),
        table=table(chart),
    )
