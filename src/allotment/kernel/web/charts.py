"""Charts as SVG made on the server, each with a title, a description and its numbers in a table.

Nothing is scaled: widths are percentages of the page and text keeps its size, so a chart reads the
same at 320 pixels as at 1280. Parts differ by pattern and outline, not by colour alone, so they hold
in grey and for people who see colours differently. No `style=`: the pages' policy allows none.

    charts.bars(Bars(key="by-area", title=…, description=…, headings=(…, …), values=[Value(…)]))
    charts.stacked_bar(Stack(key="pot", …))

What a pot, a register or an evidence page shows is built as these dataclasses in a query and given
to the template, which calls the function.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from markupsafe import Markup

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


class NotAChartError(ValueError):
    """The numbers cannot be drawn: a negative amount, or a key that is no name."""


@dataclass(frozen=True, slots=True)
class Value:
    """One number of a chart: its label, the amount and how the amount is written ("£12,500")."""

    label: str
    amount: float
    shown: str = ""

    @property
    def text(self) -> str:
        """The amount as written."""
        return self.shown or f"{self.amount:,}"


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar for each value. `key` is unique on the page."""

    key: str
    title: str
    description: str
    headings: tuple[str, str]
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar for a whole, divided into its parts. `key` is unique on the page."""

    key: str
    title: str
    description: str
    headings: tuple[str, str]
    values: Sequence[Value]


def bars(chart: Bars) -> Markup:
    """A horizontal bar chart. NotAChartError for a negative amount."""
    _check(chart)
    longest = max((value.amount for value in chart.values), default=0)
    rows = Markup().join(_bar(value, row * ROW, longest) for row, value in enumerate(chart.values))
    height = max(ROW, ROW * len(chart.values))
    return _figure(chart, _svg(chart, height, rows), legend=Markup())


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
    shapes = _patterns(chart) + Markup().join(parts)
    return _figure(chart, _svg(chart, 2 * BAR + 2, shapes), legend=_legend(chart, total))


def table(chart: Bars | Stack) -> Markup:
    """The numbers of a chart as a table."""
    rows = Markup().join(
        Markup(
            '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{}</th>'
            '<td class="govuk-table__cell govuk-table__cell--numeric">{}</td></tr>'
        ).format(value.label, value.text)
        for value in chart.values
    )
    return Markup(
        '<table class="govuk-table"><caption class="govuk-visually-hidden">{}</caption>'
        '<thead class="govuk-table__head"><tr class="govuk-table__row">'
        '<th scope="col" class="govuk-table__header">{}</th>'
        '<th scope="col" class="govuk-table__header govuk-table__header--numeric">{}</th>'
        '</tr></thead><tbody class="govuk-table__body">{}</tbody></table>'
    ).format(chart.title, *chart.headings, rows)


def _check(chart: Bars | Stack) -> None:
    if not chart.key.replace("-", "").isalnum():
        raise NotAChartError(f"{chart.key!r} is no key for a chart")
    if any(not value.amount >= 0 for value in chart.values):
        raise NotAChartError("a chart of parts has no negative amounts")


def _widths(amounts: Sequence[float]) -> list[float]:
    """Shares of 100 per cent; what is there is never thinner than a sliver."""
    total = sum(amounts)
    if not total:
        return [0.0 for _amount in amounts]
    raised = [max(SLIVER, 100 * amount / total) if amount else 0.0 for amount in amounts]
    return [round(100 * width / sum(raised), 3) for width in raised]


def _bar(value: Value, top: int, longest: float) -> Markup:
    width = max(SLIVER, LONGEST_BAR * value.amount / longest) if value.amount else 0.0
    text = Markup(
        '<text x="0" y="{}" class="app-chart__label">{}</text>'
        '<text x="100%" y="{}" text-anchor="end" class="app-chart__value">{}</text>'
    ).format(top + 17, _shortened(value.label), top + 40, value.text)
    return text + _rectangle(0, width, top + 24, BAR, _GREEN) if width else text


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


def _svg(chart: Bars | Stack, height: int, shapes: Markup) -> Markup:
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


def _figure(chart: Bars | Stack, picture: Markup, *, legend: Markup) -> Markup:
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
