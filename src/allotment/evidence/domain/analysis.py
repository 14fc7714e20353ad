"""The whole analysis of a corpus: all that a report is made of, from its rows alone."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from allotment.evidence.domain.concentration import Concentration, concentration, diversity
from allotment.evidence.domain.corrections import Correction, correct_labels, measured
from allotment.evidence.domain.embedding import Embedder, TokenWeights, embedder
from allotment.evidence.domain.figures import amounts_of_one_kind, figures, recipient
from allotment.evidence.domain.labels import Label, Nearness, described, label_rows, text_read
from allotment.evidence.domain.languages import Identify
from allotment.evidence.domain.likeness import alike, comparable, novelty
from allotment.evidence.domain.lines import AnalysedRow, Half, Labelled, ThemeFound
from allotment.evidence.domain.markup import plain
from allotment.evidence.domain.names import Known
from allotment.evidence.domain.network import network
from allotment.evidence.domain.pairs import Novelty
from allotment.evidence.domain.partners import Mention, mentions_of
from allotment.evidence.domain.rows import SEED, Corpus, Fact, Row
from allotment.evidence.domain.rules import pulls
from allotment.evidence.domain.small import small
from allotment.evidence.domain.summary import Partnered, Summary
from allotment.evidence.domain.taxonomy import Scheme, Taxonomy
from allotment.evidence.domain.themes import (
    NotDivisibleError,
    Read,
    Theme,
    Themes,
    find_themes,
    halves_of,
    read,
)
from allotment.kernel.domain.sentences import gettext_noop as _, sentence

STEPS = (
    _("Counting"),
    _("Reading the words"),
    _("Finding themes"),
    _("Labelling service areas, outcomes and barriers"),
    _("Looking for partners"),
    _("Looking for likenesses"),
    _("Measuring"),
)

MOST_NEW = 10
"""Rows that are named as new at most."""

NEW = 0.35
"""A row is new where nothing earlier is nearer than this (cosine). Of the real grants of 2014 and 2015,
held against four and five earlier years, one in ten is farther from all of them."""

LONGEST_KEPT = 2_000
"""Characters of each text that are kept beside the result."""

OnProgress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Tools:
    """What texts are read with: weights of words (None: their own words alone), what tells languages,
    and the taxonomy."""

    weights: TokenWeights | None
    identify: Identify
    taxonomy: Taxonomy


@dataclass(frozen=True, slots=True)
class Beside:
    """What rows are held against: corrections by people, organisations that are known, and what was
    sent or awarded earlier."""

    corrections: Sequence[Correction] = ()
    known: Sequence[Known] = ()
    earlier: Sequence[Row] = ()


def analyse(
    corpus: Corpus,
    tools: Tools,
    beside: Beside | None = None,
    *,
    seed: int = SEED,
    on_progress: OnProgress = lambda *_step: None,
) -> tuple[Summary, tuple[AnalysedRow, ...]]:
    """Everything that is found of a corpus, and of each of its rows in the order of their keys.

    `tell` learns of each step, and may raise to stop. The same rows, tools and seed give the same
    result to the digit, in whatever order the rows come.
    """
    held = beside or Beside()
    rows = sorted(corpus.rows, key=lambda row: row.key)
    corpus = replace(corpus, rows=rows)

    def step(number: int) -> None:
        on_progress(number, len(STEPS), STEPS[number])

    step(0)
    counted = figures(corpus)
    step(1)
    learnt = embedder([plain(row.words) for row in rows], tools.weights)
    drawn = pulls(rows, tools.taxonomy.service)
    made = read(rows, learnt, tools.identify, drawn)
    step(2)
    themes = find_themes(made, seed)
    halves = {each.key: _halves(each, made, seed) for each in themes.themes}
    step(3)
    machine = label_rows(rows, tools.taxonomy, _nearness(rows, learnt, tools.taxonomy))
    labels = _corrected(rows, machine, held.corrections, made, learnt)
    step(4)
    mentions = mentions_of(rows, held.known, {row.key: row.named for row in rows})
    public = [row for row in rows if row.is_public]
    published = _published(public, mentions, held.known)
    open_keys = {row.key for row in public}
    step(5)
    texts = comparable(rows, learnt)
    pairs = alike(texts, seed)
    new, compared = _new(rows, held.earlier, learnt, seed)
    step(6)
    benefit = _benefit(rows, labels, corpus.carried)
    summary = Summary(
        seed=seed,
        figures=counted,
        themes=tuple(_found(each, halves[each.key]) for each in themes.themes),
        vectors=themes.kind,
        stability=themes.stability,
        method=themes.method,
        unread=_counted(each.language for each in themes.unread),
        money=_money(rows, seed),
        kinds_mix=_mix(rows, lambda row: row.kind, "kinds", seed),
        regions_mix=_mix(rows, lambda row: row.region, "regions", seed),
        small=small(rows, benefit, seed),
        partners=_partners(mentions),
        network=network(public, published),
        pairs=pairs,
        earlier=compared,
        new=tuple(new[:MOST_NEW]),
        newer=len(new),
        precision=measured(machine, held.corrections),
        newer_public=sum(each.key in open_keys for each in new),
    )
    return summary, _lines(rows, themes, halves, made, labels, mentions)


def _nearness(
    rows: Sequence[Row], learnt: Embedder, taxonomy: Taxonomy
) -> Mapping[Scheme, Nearness]:
    return {
        each.scheme: Nearness(
            learnt.vectors([plain(text_read(row, each.scheme)) for row in rows]).matrix,
            learnt.vectors(described(each)).matrix,
        )
        for each in taxonomy.schemes
    }


def _corrected(
    rows: Sequence[Row],
    machine: tuple[Label, ...],
    corrections: Sequence[Correction],
    made: Read,
    learnt: Embedder,
) -> tuple[Label, ...]:
    if not corrections:
        return machine
    examples = learnt.vectors([plain(each.words) for each in corrections])
    return correct_labels(rows, machine, corrections, made.vectors.matrix, examples.matrix)


def _new(
    rows: Sequence[Row], earlier: Sequence[Row], learnt: Embedder, seed: int
) -> tuple[list[Novelty], int]:
    """What of the newest year is unlike all that was there before, and how much that is."""
    newest = max((row.year for row in rows if row.year is not None), default=None)
    candidates = [row for row in rows if newest is None or row.year == newest]
    keys = {row.key for row in rows}
    before = [row for row in rows if newest is not None and (row.year or newest) < newest]
    before += [row for row in earlier if row.key not in keys]
    if not before:
        return [], 0
    found = novelty(comparable(candidates, learnt), comparable(before, learnt), seed)
    return [each for each in found if each.likeness < NEW], len(before)


def _benefit(
    rows: Sequence[Row], labels: Sequence[Label], carried: frozenset[Fact]
) -> dict[str, float]:
    """Claimed benefit: the number of outcomes that a row's answer names; only where one was asked."""
    if Fact.OUTCOME not in carried:
        return {}
    found = Counter(each.row for each in labels if each.scheme == Scheme.OUTCOME)
    return {row.key: float(found[row.key]) for row in rows if row.outcome.strip()}


def _money(rows: Sequence[Row], seed: int) -> Concentration | None:
    pairs = [(recipient(row), pence) for row, pence in amounts_of_one_kind(rows)]
    return concentration(pairs, seed) if pairs else None


def _mix(
    rows: Sequence[Row], of: Callable[[Row], str], what: str, seed: int
) -> Concentration | None:
    words = {"kinds": _("kinds of organisation"), "regions": _("regions")}
    pairs = [(of(row), 1) for row in rows if of(row)]
    return diversity(pairs, sentence(words[what]), seed) if pairs else None


def _counted(found: Iterable[str]) -> tuple[tuple[str, int], ...]:
    counts = Counter(found)
    return tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def _partners(mentions: Sequence[Mention]) -> Partnered:
    by_kind = {(each.row, each.kind.value) for each in mentions}
    named = {(each.row, each.ref) for each in mentions if each.ref}
    names = {each.ref: each.name for each in mentions if each.ref}
    return Partnered(
        rows=len({each.row for each in mentions}),
        kinds=_counted(kind for _row, kind in by_kind),
        named=tuple((names[ref], count) for ref, count in _counted(ref for _r, ref in named)),
    )


def _published(
    public: Sequence[Row], mentions: Sequence[Mention], known: Sequence[Known]
) -> list[Mention]:
    """Whom public rows name in what is published of them: title and text."""
    more = {row.key for row in public if row.has_unpublished_facts}
    bare = [Row(row.key, row.title, row.text, funder=row.funder, who=row.who, who_ref=row.who_ref)
            for row in public if row.key in more]  # fmt: skip
    wholly = {row.key for row in public} - more
    found = [each for each in mentions if each.row in wholly]
    return [*found, *mentions_of(bare, known, {})] if bare else found


def _found(theme: Theme, halves: Sequence[Theme]) -> ThemeFound:
    return ThemeFound(
        theme.key, theme.name, theme.terms, tuple(Half(each.name, each.terms) for each in halves)
    )


def _halves(theme: Theme, made: Read, seed: int) -> tuple[Theme, ...]:
    """The two themes that one would be split into; none where it cannot be."""
    try:
        return halves_of(theme, made, seed)
    except NotDivisibleError:
        return ()


def _lines(
    rows: Sequence[Row],
    themes: Themes,
    halves: Mapping[str, Sequence[Theme]],
    made: Read,
    labels: Sequence[Label],
    mentions: Sequence[Mention],
) -> tuple[AnalysedRow, ...]:
    of_row: defaultdict[str, list[Labelled]] = defaultdict(list)
    for each in labels:
        of_row[each.row].append(
            Labelled(each.scheme.value, each.code, each.score, each.by.value, each.sentence)
        )
    partners: defaultdict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        partners[mention.row].add(mention.kind.value)
    placed = {
        key: (theme.key, typical)
        for theme in themes.themes
        for typical, key in enumerate(theme.members)
    }
    second = {key for parts in halves.values() for half in parts[1:] for key in half.members}
    languages = dict(zip(made.keys, made.languages, strict=True))
    return tuple(
        AnalysedRow(
            row=_kept(row),
            theme=placed.get(row.key, ("", 0))[0],
            half=int(row.key in second),
            typical=placed.get(row.key, ("", 0))[1],
            language=languages[row.key],
            labels=tuple(of_row[row.key]),
            partners=tuple(sorted(partners[row.key])),
        )
        for row in rows
    )


def _kept(row: Row) -> Row:
    texts = ("text", "outcome", "evidence", "barrier", "replicability", "partners")
    long = {name: getattr(row, name)[:LONGEST_KEPT] for name in texts}
    return replace(row, **long)
