"""Money asked and given, team size, duration and score: quartiles, not means alone."""

from collections.abc import Callable, Sequence

from allotment.evidence.domain.figures import MoneySpread, Spread
from allotment.evidence.domain.report import Block, Section, Text
from allotment.evidence.domain.rows import Row
from allotment.evidence.domain.sections.material import FEWEST_SHOWN, Material, money, number
from allotment.kernel.domain.charts import Ranges, Strip
from allotment.kernel.domain.sentences import gettext_noop as _, sentence

Fact = tuple[str, Spread | MoneySpread, Callable[[Row], float | None]]
"""What a measure is called, how it spreads, and where a row tells it."""


def amounts(material: Material) -> Section:
    """A strip for each measure that the source asks for."""
    figures = material.summary.figures
    blocks: list[Block] = []
    sums: list[tuple[str, MoneySpread | None, Callable[[Row], float | None]]] = [
        (_("Asked for"), figures.asked, lambda row: row.asked),
        (_("Awarded"), figures.given, lambda row: row.given),
    ]
    spent: list[Fact] = [
        (material.render(label), spread, of) for label, spread, of in sums if spread is not None
    ]
    if spent:
        blocks += _ranges(material, "money", _("Money"), spent, money)
    measured: list[tuple[str, str, str, Spread | None, Callable[[Row], float | None]]] = [
        ("team", _("Team size"), _("People"), figures.team, lambda row: row.team),
        ("months", _("Duration"), _("Months"), figures.months, lambda row: row.months),
        ("score", _("Score"), _("Points out of 100"), figures.score, lambda row: row.score),
    ]
    for key, title, label, spread, of in measured:
        if spread is not None:
            facts: list[Fact] = [(material.render(label), spread, of)]
            blocks += _ranges(material, key, title, facts, number)
    blocks += _paid(material)
    if not blocks:
        blocks.append(
            Text(material.render(_("The source records no amounts, team sizes or scores.")))
        )
    return Section("amounts", material.render(_("Money, teams, time and scores")), tuple(blocks))


def may_show_paid(material: Material) -> bool:
    """Whether it may be told how much was given of what was asked, and how many tell both."""
    asked, given = material.known(lambda row: row.asked), material.known(lambda row: row.given)
    both = [line for line in asked if (line.row.asked or 0) > 0 and line.row.given is not None]
    return material.may_compare(both, asked, given)


def _paid(material: Material) -> list[Block]:
    paid = material.summary.figures.given_to_asked
    if paid is None or paid.share is None or not may_show_paid(material):
        return []
    text = sentence(
        _("Of {asked} asked for, {given} was awarded ({share})."),
        asked=money(paid.asked), given=money(paid.given), share=f"{paid.share:.0%}",
    )  # fmt: skip
    both = [
        line for line in material.lines
        if (line.row.asked or 0) > 0 and line.row.given is not None
    ]  # fmt: skip
    full = [line for line in both if (line.row.given or 0) >= (line.row.asked or 0)]
    if material.may_compare(full, both):
        text = sentence(
            _("{before} All that was asked for was awarded in {count} of {known} cases."),
            before=text, count=paid.in_full, known=paid.known,
        )  # fmt: skip
    return [Text(material.render(text))]


def _ranges(
    material: Material,
    key: str,
    title: str,
    facts: Sequence[Fact],
    write: Callable[[float | None], str],
) -> list[Block]:
    strips = [
        _strip(material, label, spread, write)
        for label, spread, of in facts
        if spread.known and material.may_show(material.known(of))
    ]
    if not strips:
        is_recorded = any(spread.known for _label, spread, _of in facts)
        words = (
            _("{title}: not shown, because fewer than {fewest} record it, or do not.")
            if is_recorded or material.is_silent
            else _("{title}: not recorded.")
        )
        text = sentence(words, title=material.render(title), fewest=FEWEST_SHOWN)
        return [Text(material.render(text))]
    headings = [_("What"), _("Known"), _("Lower quartile"), _("Median"), _("Upper quartile")]
    if material.is_open:
        headings += [_("Lowest"), _("Highest"), _("Mean"), _("Total")]
    chart = Ranges(
        key=key,
        title=material.render(title),
        description=material.render(
            sentence(
                _("The thick part holds the middle half, the white mark is the median: {medians}."),
                medians=", ".join(f"{each.label} {write(each.middle)}" for each in strips),
            )
        ),
        headings=tuple(material.render(each) for each in headings),
        strips=tuple(strips),
    )
    return [chart]


def _strip(
    material: Material,
    label: str,
    spread: Spread | MoneySpread,
    write: Callable[[float | None], str],
) -> Strip:
    lower, median, upper = spread.lower or 0, spread.median or 0, spread.upper or 0
    shown = [f"{spread.known:,}", write(lower), write(median), write(upper)]
    if material.is_open:
        shown += [write(each) for each in (spread.least, spread.most, spread.mean, spread.total)]
    least = spread.least if material.is_open and spread.least is not None else lower
    most = spread.most if material.is_open and spread.most is not None else upper
    return Strip(label, max(least, 0), max(lower, 0), max(median, 0), max(upper, 0), max(most, 0),
                 tuple(shown))  # fmt: skip
