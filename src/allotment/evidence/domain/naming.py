"""Names themes by the words that tell each of them from the others."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from allotment.evidence.domain.texts import cut, is_content_word, words

TERMS = 8
"""Terms that are kept of each theme; the first NAMING of them make its name."""

NAMING = 3

READ = 400
"""Members of a theme, the most typical, whose words are counted: more change no first term."""

LIFT = 1.3
"""How much more often a term must stand in a theme than in the other texts."""


def terms_of(groups: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """The words and pairs of words that tell each group of plain texts from the others.

    Class-based TF-IDF (Grootendorst 2022, BERTopic, section 3.3): a term weighs what it is in the
    group times log(1 + A/f), f being what it is in all groups and A the mean of what all terms are.
    Here a term counts once a text, so that one long text does not name a theme, and groups weigh
    alike whatever their size.
    """
    shares = [_shares(group) for group in groups]
    everywhere: Counter[str] = Counter()
    for share in shares:
        everywhere.update(share)
    mean = sum(everywhere.values()) / max(len(groups), 1)
    return tuple(
        _best(share, everywhere, mean, len(groups), least=2 / max(len(group), 1))
        for share, group in zip(shares, groups, strict=True)
    )


def name_of(terms: Sequence[str]) -> str:
    """A name made of the first terms: "Domestic violence, refuge, women"; "…" where there is none."""
    name = ", ".join(terms[:NAMING])
    return name[:1].upper() + name[1:] if name else "…"


def _shares(texts: Sequence[str]) -> Counter[str]:
    """In which share of the texts each term stands, for terms in two texts or more."""
    read = texts[:READ]
    counts: Counter[str] = Counter()
    for text in read:
        counts.update(dict.fromkeys(_terms_in(text), 1))
    least = 2 if len(read) > 3 else 1
    kept: Counter[str] = Counter()
    for term, count in counts.items():
        if count >= least:
            kept[term] = count / len(read)  # type: ignore[assignment]  # a share, not a count
    return kept


def _terms_in(text: str) -> list[str]:
    found = words(cut(text))
    single = [word for word in found if is_content_word(word)]
    return [
        *single,
        *(f"{a} {b}" for a, b in pairwise(found) if is_content_word(a) and is_content_word(b)),
    ]


def _best(
    share: Counter[str], everywhere: Counter[str], mean: float, groups: int, least: float
) -> tuple[str, ...]:
    weights: dict[str, float] = {}
    for term, here in share.items():
        elsewhere = (everywhere[term] - here) / max(groups - 1, 1)
        if groups == 1 or here > LIFT * elsewhere:
            weights[term] = here * float(np.log(1 + mean / everywhere[term]))
    chosen: list[str] = []
    for term in sorted(weights, key=lambda each: (-weights[each], each)):
        if not any(_repeats(term, other) for other in chosen):
            chosen.append(term)
        if len(chosen) == TERMS:
            break
    return tuple(chosen)


def _repeats(term: str, other: str) -> bool:
    """Whether one says the other again: a word of a pair, a plural."""
    one, two = ({word.removesuffix("s") for word in each.split()} for each in (term, other))
    return one <= two or two <= one
