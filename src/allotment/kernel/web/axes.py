"""The axis of a chart: a line with ticks at round amounts, each with its unit."""

import math
import re
from collections.abc import Iterable

from markupsafe import Markup

HEIGHT = 30
"""What an axis takes below the chart, in pixels."""

MOST_STEPS = 3
_INK, _GRID = "#0b0c0c", "#cecece"
_POUNDS = re.compile(r"[−-]?£([\d,]+(?:\.\d+)?)")


def ticks(longest: float, *, whole: bool = False) -> list[float]:
    """Round amounts from 0 to at most `longest`: two to four of them, where it is above 0.

    With `whole` they are whole numbers.
    """
    if longest <= 0:
        return [0.0]
    power = 10.0 ** math.floor(math.log10(longest / MOST_STEPS))
    step = next(each * power for each in (1, 2, 2.5, 5, 10) if longest / (each * power) < 4)
    if whole:
        step = max(1.0, math.ceil(step))
    return [count * step for count in range(math.floor(longest / step) + 1)]


def unit_of(written: Iterable[tuple[float, str]]) -> tuple[str, float]:
    """The unit of amounts that are written out, and how many of the amounts make one of it.

    [(1250.0, "£12.50")] → ("£", 100.0): the amounts are pence. Where not all are pounds: ("", 1.0).
    """
    largest, found = 0.0, 1.0
    for amount, text in written:
        pounds = _POUNDS.match(text)
        if not pounds:
            return "", 1.0
        number = float(pounds[1].replace(",", ""))
        if number and amount > largest:
            largest, found = amount, 1.0 if abs(amount / number - 1) < 0.5 else 100.0
    return "£", found


def short(amount: float) -> str:
    """An amount at a tick: 500, 2.5k, 1.2m."""
    for size, sign in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if amount >= size:
            return f"{amount / size:.4g}{sign}"
    return f"{amount:.4g}"


def axis(marks: Iterable[tuple[float, str]], *, top: int, end: float) -> Markup:
    """The axis below a chart that is `top` pixels high, and a fine line upwards at each mark.

    A mark is a place in per cent of the width and what stands there; the line ends at `end` per cent.
    """
    base = Markup('<line x1="0" y1="{y}" x2="{:.4g}%" y2="{y}" stroke="{}"/>').format(
        end, _INK, y=top
    )
    lines = Markup().join(
        Markup(
            '<line x1="{x:.4g}%" y1="0" x2="{x:.4g}%" y2="{}" stroke="{}"/>'
            '<line x1="{x:.4g}%" y1="{top}" x2="{x:.4g}%" y2="{}" stroke="{}"/>'
            '<text x="{x:.4g}%" y="{}" text-anchor="{}" class="app-chart__tick">{}</text>'
        ).format(
            top, _GRID, top + 6, _INK, top + 21, _anchor(place), text, x=place, top=top
        )
        for place, text in marks
    )  # fmt: skip
    return Markup("<g>{}</g>").format(base + lines)


def _anchor(place: float) -> str:
    return "start" if place < 1 else "end" if place > 99 else "middle"
