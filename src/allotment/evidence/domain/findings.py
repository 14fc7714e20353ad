"""The key findings in words, each computed from figures that it names.

An editor accepts, replaces or drops each. Its key stays the same from run to run, so that words of
an editor's own can be flagged when a figure beneath them has changed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from allotment.evidence.domain.concentration import Concentration
from allotment.evidence.domain.figures import (
    NOT_STATED,
    Figures,
    GivenToAsked,
    MoneySpread,
    percent,
    spread_reading,
)
from allotment.evidence.domain.frequencies import NONE, NOUNS, TOPS
from allotment.evidence.domain.rows import FACT_LABELS, Fact
from allotment.evidence.domain.small import Small
from allotment.kernel.domain.money import pounds
from allotment.kernel.domain.sentences import Sentence, Value, gettext_noop as _, sentence

MOST = 20
"""How many findings are made at most; `_SPARED` tells which give way."""

SAFE = 5
"""Where rows are of people, no finding tells a count below this, nor one less than it from all."""


class Unit(StrEnum):
    """What the rows are called."""

    ENTRY = "entry"
    AWARD = "award"


@dataclass(frozen=True, slots=True)
class Named:
    """How many rows stand under a name that may be published; `key` is what it is in its scheme."""

    key: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Scheme:
    """Labels of one scheme: `key` in the plural ("services", "outcomes", "barriers"); `labelled` counts
    the rows with at least one label, `counts` is largest first."""

    key: str
    labelled: int
    counts: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Grounds:
    """All that findings rest on; what is None or empty is not spoken of.

    Where `is_open`, all is public: totals of money are told.

    `names` says what keys of kinds, regions and programmes are called. `unthemed` rows belong to no
    theme, `unserved` ones are in a language that is not themed. `pairs` may be the same idea twice,
    `new` rows are unlike all `earlier` ones. `partnered` rows name a partner. Without figures, all
    rows are taken to be of people.
    """

    unit: Unit
    figures: Figures | None = None
    names: tuple[tuple[str, str], ...] = ()
    themes: tuple[Named, ...] | None = None
    unthemed: int = 0
    unserved: int = 0
    mix_of_themes: Concentration | None = None
    schemes: tuple[Scheme, ...] = ()
    partners: tuple[Named, ...] | None = None
    partnered: int = 0
    pairs: int | None = None
    new: int | None = None
    earlier: int = 0
    concentration: Concentration | None = None
    small: Small | None = None
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of a report's section, and the figures (name, value) that it rests on."""

    key: str
    section: str
    sentence: Sentence
    figures: tuple[tuple[str, str], ...]


_SPARED = ("programmes-top", "months-median", "themes-mix", "small-team-score", "themes-unserved")


def findings(grounds: Grounds) -> tuple[Finding, ...]:
    """At most 20 findings in the order of the report's sections."""
    found = [
        *_how_many(grounds),
        *_from_whom(grounds),
        *_of_money_and_size(grounds),
        *_of_themes(grounds),
        *_of_labels(grounds),
        *_of_partners(grounds),
        *_of_likeness(grounds),
        *_of_concentration(grounds),
    ]
    for key in _SPARED:
        if len(found) > MOST:
            found = [each for each in found if each.key != key]
    return tuple(found[:MOST])


def _finding(key: str, section: str, sentence: Sentence, **figures: int) -> Finding:
    explicit = tuple((name, str(value)) for name, value in figures.items())
    return Finding(key, section, sentence, tuple(dict.fromkeys((*explicit, *_figures(sentence)))))


def _figures(sentence: Sentence) -> Iterator[tuple[str, str]]:
    for name, value in sentence.values:
        if isinstance(value, Sentence):
            yield from _figures(value)
        elif name not in ("noun", "units"):
            yield name, str(value)


def _is_safe(grounds: Grounds, count: int, of: int) -> bool:
    """Whether a count out of some may be told: neither it nor the rest is of one to four people."""
    if grounds.figures is not None and not grounds.figures.people:
        return True
    return not (0 < count < SAFE or 0 < of - count < SAFE)


_COUNTED = {
    Unit.ENTRY: (
        _("There were no entries."),
        _("There was one entry."),
        _("There were {rows} entries."),
        _("There were fewer than five entries."),
    ),
    Unit.AWARD: (
        _("There were no awards."),
        _("There was one award."),
        _("There were {rows} awards."),
        _("There were fewer than five awards."),
    ),
}


def _how_many(grounds: Grounds) -> Iterator[Finding]:
    if grounds.figures is None:
        return
    rows = grounds.figures.rows
    none, one, many, few = _COUNTED[grounds.unit]
    if not _is_safe(grounds, rows, rows):
        yield _finding("count", "how-many", sentence(few))
    elif rows > 1:
        yield _finding("count", "how-many", sentence(many, rows=rows))
    else:
        yield _finding("count", "how-many", sentence(one if rows else none), rows=rows)
    missing = [
        sentence(_("“{what}”"), what=sentence(FACT_LABELS[Fact(fact)]))
        for fact in grounds.figures.not_carried
    ]
    if missing and rows:
        text = sentence(
            _("Not asked or not recorded, so not guessed: {what}."), what=_joined(missing)
        )
        yield _finding("not-carried", "how-many", text, missing=len(missing))


def _joined(sentences: Sequence[Sentence]) -> Sentence:
    joined = sentences[0]
    for each in sentences[1:]:
        joined = sentence(_("{before}, {after}"), before=joined, after=each)
    return joined


_UNITS = {Unit.ENTRY: _("entries"), Unit.AWARD: _("awards")}


def _from_whom(grounds: Grounds) -> Iterator[Finding]:
    if grounds.figures is None:
        return
    names = dict(grounds.names)
    for key, counts in (
        ("kinds", grounds.figures.kinds),
        ("regions", grounds.figures.regions),
        ("programmes", grounds.figures.programmes),
    ):
        stated = [each for each in counts or () if each.key != NOT_STATED]
        named = [Named(each.key, names.get(each.key, each.key), each.count) for each in stated]
        yield from _most_frequent(grounds, key, "from-whom", named)


def _most_frequent(
    grounds: Grounds, key: str, section: str, counts: Sequence[Named]
) -> Iterator[Finding]:
    """The most frequent of some, unless it or the rest is of too few people to be told."""
    rows = grounds.figures.rows if grounds.figures else sum(each.count for each in counts)
    if not counts or not _is_safe(grounds, counts[0].count, rows):
        return
    first, (top, only, tie) = counts[0], TOPS[key]
    units = sentence(_UNITS[grounds.unit])
    equal = sum(each.count == first.count for each in counts)
    if rows == 1:
        text = sentence(_("Its {noun} is “{name}”."), noun=sentence(NOUNS[key]), name=first.name)
    elif first.count == rows and equal == 1:
        known = sentence(_("{count} {units}"), count=rows, units=units)
        text = sentence(only, known=known, name=first.name)
    elif equal > 1:
        of = sentence(_("{count} of the {rows} {units}"), count=first.count, rows=rows, units=units)
        text = sentence(tie, equal=equal, count=of)
    else:
        template = _("{count} of the {rows} {units} ({percent})")
        percentage = percent(first.count / rows)
        share = sentence(template, count=first.count, rows=rows, units=units, percent=percentage)
        text = sentence(top, name=first.name, share=share)
    yield _finding(f"{key}-top", section, text)


def _of_money_and_size(grounds: Grounds) -> Iterator[Finding]:
    if grounds.figures is None or not grounds.figures.rows:
        return
    figures = grounds.figures
    for key, section, spread in (
        ("asked", "money", figures.asked),
        ("given", "money", figures.given),
        ("team", "size", figures.team),
        ("months", "size", figures.months),
    ):
        if spread is not None and _is_safe(grounds, spread.known, figures.rows):
            text = spread_reading(key, spread)
            if isinstance(spread, MoneySpread) and spread.known > 1 and grounds.is_open:
                total = pounds(((spread.total or 0) + 50) // 100 * 100)
                text = sentence(
                    _("{reading} Together they come to {total}."), reading=text, total=total
                )
            yield _finding(f"{key}-median", section, text, known=spread.known)
        if key == "given" and figures.given_to_asked is not None:
            yield from _given_to_asked(grounds, figures.given_to_asked)


def _given_to_asked(grounds: Grounds, found: GivenToAsked) -> Iterator[Finding]:
    if found.share is None or grounds.figures is None:
        return
    if not _is_safe(grounds, found.known, grounds.figures.rows):
        return
    share = percent(found.share)
    if found.known == 1:
        text = sentence(_("Of the only request that is known, {share} was awarded."), share=share)
    else:
        template = _(
            "Where both amounts are known ({known}), {share} of what was asked was awarded."
        )
        text = sentence(template, known=found.known, share=share)
    yield _finding("given-to-asked", "money", text, known=found.known)


def _of_themes(grounds: Grounds) -> Iterator[Finding]:
    if grounds.themes is None:
        return
    if not grounds.themes:
        yield _finding("themes-top", "themes", sentence(_("The texts show no themes.")), themes=0)
    else:
        yield from _most_frequent(grounds, "themes", "themes", grounds.themes)
    one = _("One of the {rows} {units} belongs to no theme.")
    many = _("{n} of the {rows} {units} belong to no theme.")
    if grounds.themes:
        yield from _counted(grounds, "themes-outside", "themes", grounds.unthemed, ("", one, many))
    one = _("One of the {rows} {units} is in a language in which no themes are looked for.")
    many = _("{n} of the {rows} {units} are in languages in which no themes are looked for.")
    yield from _counted(grounds, "themes-unserved", "themes", grounds.unserved, ("", one, many))
    yield from _reading(grounds, grounds.mix_of_themes, "effective", "themes-mix", "themes")


def _counted(
    grounds: Grounds, key: str, section: str, n: int, templates: tuple[str, str, str], **more: int
) -> Iterator[Finding]:
    """One finding on a count, by the template for none ("" for no finding), one or more."""
    none, one, many = templates
    rows = n if grounds.figures is None else grounds.figures.rows
    template = many if n > 1 else one if n else none
    of_one = rows == 1 and "{rows}" in template
    if not template or of_one or not _is_safe(grounds, n, rows):
        return
    values: dict[str, Value] = {
        "n": n,
        "rows": rows,
        "units": sentence(_UNITS[grounds.unit]),
        **more,
    }
    shown = {name: value for name, value in values.items() if f"{{{name}}}" in template}
    yield _finding(key, section, sentence(template, **shown), **({} if n > 1 else {"n": n}))


def _of_labels(grounds: Grounds) -> Iterator[Finding]:
    for scheme in grounds.schemes:
        if scheme.counts:
            yield from _most_frequent(grounds, scheme.key, "labels", scheme.counts)
        elif not scheme.labelled:
            yield _finding(f"{scheme.key}-top", "labels", sentence(NONE[scheme.key]), labelled=0)


def _of_partners(grounds: Grounds) -> Iterator[Finding]:
    if grounds.partners is None:
        return
    rows = grounds.partnered if grounds.figures is None else grounds.figures.rows
    if not grounds.partners or grounds.partners[0].count < 2 or rows < 2:
        one = _("One of the {rows} {units} names a partner.")
        many = _("{n} of the {rows} {units} name a partner.")
        templates = (_("No partner is named."), one if rows > 1 else "", many)
        yield from _counted(grounds, "partners-top", "partners", grounds.partnered, templates)
        return
    first = grounds.partners[0]
    if _is_safe(grounds, first.count, rows):
        template = _(
            "The kind of partner named most often is “{name}”, by {n} of the {rows} {units}."
        )
        units = sentence(_UNITS[grounds.unit])
        text = sentence(template, name=first.name, n=first.count, rows=rows, units=units)
        yield _finding("partners-top", "partners", text)


_PAIRS = {
    Unit.ENTRY: (
        _("No two entries look like the same idea sent twice."),
        _("One pair of entries may be the same idea sent twice."),
        _("{n} pairs of entries may be the same idea sent twice."),
    ),
    Unit.AWARD: (
        _("No two awards look like the same idea awarded twice."),
        _("One pair of awards may be the same idea awarded twice."),
        _("{n} pairs of awards may be the same idea awarded twice."),
    ),
}


def _of_likeness(grounds: Grounds) -> Iterator[Finding]:
    if grounds.pairs is not None:
        yield from _counted(grounds, "pairs", "alike", grounds.pairs, _PAIRS[grounds.unit])
    if grounds.new is not None and grounds.earlier:
        templates = (
            _("Each of the newest {units} is like one of the {earlier} before them."),
            _("One of the newest {units} is unlike all {earlier} before it."),
            _("{n} of the newest {units} are unlike all {earlier} before them."),
        )
        earlier = grounds.earlier
        yield from _counted(grounds, "new", "alike", grounds.new, templates, earlier=earlier)


def _of_concentration(grounds: Grounds) -> Iterator[Finding]:
    money = grounds.concentration
    yield from _reading(grounds, money, "top-ten", "concentration-top-ten", "concentration")
    for relation in grounds.small.relations if grounds.small else ():
        if relation.draws and relation.key in ("budget-score", "team-score"):
            template = _("{reading} What else differs between them is listed in the report.")
            text = sentence(template, reading=relation.reading)
            yield _finding(f"small-{relation.key}", "small", text)


def _reading(
    grounds: Grounds, found: Concentration | None, measure: str, key: str, section: str
) -> Iterator[Finding]:
    measured = found.measure(measure) if found else None
    if found is None or measured is None or measured.value is None:
        return
    if _is_safe(grounds, found.categories, found.categories):
        yield _finding(key, section, measured.reading, rows=found.rows)
