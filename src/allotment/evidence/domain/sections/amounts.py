"""Money asked and given, team size, duration and score: quartiles, not means alone."""

from collections.abc import Callable, Sequence

from allotment.evidence.domain.figures import MoneySpread, Spread
from allotment.evidence.domain.report import Block, Ranges, Section, Strip, Text
from allotment.evidence.domain.sections.material import FEWEST_SHOWN, Material, money, number
from allotment.kernel.domain.sentences import gettext_noop as _
from allotment.kernel.domain.sentences import say


def amounts(material: Material) -> Section:
    """A strip for each measure that the source asks for."""
    figures = material.summary.figures
    blocks: list[Block] = []
    spent = [
        (material.said(label), spread)
        for label, spread in ((_("Asked for"), figures.asked), (_("Awarded"), figures.given))
        if spread is not None
    ]
    if spent:
        blocks += _ranges(material, "money", _("Money"), spent, money)
    measured = (
        ("team", _("Team size"), _("People"), figures.team),
        ("months", _("Duration"), _("Months"), figures.months),
        ("score", _("Score"), _("Points out of 100"), figures.score),
    )
    for key, title, label, spread in measured:
        if spread is not None:
            blocks += _ranges(material, key, title, [(material.said(label), spread)], number)
    paid = figures.given_to_asked
    if paid is not None and paid.share is not None and material.may_show(paid.known):
        said = say(
            _("Of {asked} asked for, {given} was awarded ({share}); {count} got all they asked."),
            asked=money(paid.asked), given=money(paid.given), share=f"{paid.share:.0%}",
            count=material.shown(paid.in_full if material.may_show(paid.in_full) else None),
        )  # fmt: skip
        blocks.append(Text(material.said(said)))
    if not blocks:
        blocks.append(Text(material.said(_("The source tells no amounts, sizes or scores."))))
    return Section("amounts", material.said(_("Money, teams, time and scores")), tuple(blocks))


def _ranges(
    material: Material,
    key: str,
    title: str,
    spreads: Sequence[tuple[str, Spread | MoneySpread]],
    write: Callable[[float | None], str],
) -> list[Block]:
    strips = [
        _strip(material, label, spread, write)
        for label, spread in spreads
        if spread.known and material.may_show(spread.known)
    ]
    if not strips:
        told = any(spread.known for _label, spread in spreads)
        words = (
            _("{title}: fewer than {fewest} tell it, so it is not shown.")
            if told
            else _("{title}: none of them tells it.")
        )
        said = say(words, title=material.said(title), fewest=FEWEST_SHOWN)
        return [Text(material.said(said))]
    headings = [_("What"), _("Known"), _("Lower quartile"), _("Median"), _("Upper quartile")]
    if material.is_open:
        headings += [_("Lowest"), _("Highest"), _("Mean"), _("Total")]
    chart = Ranges(
        key=key,
        title=material.said(title),
        description=material.said(
            say(
                _("The thick part holds the middle half, the white mark is the median: {medians}."),
                medians=", ".join(f"{each.label} {write(each.middle)}" for each in strips),
            )
        ),
        headings=tuple(material.said(each) for each in headings),
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
