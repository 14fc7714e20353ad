"""Words that are nearly the ones typed: a letter missing, doubled, wrong or swapped."""

from allotment.kernel.search.domain.query import Query

SHORTEST = 4


def allowance(term: str) -> int:
    """How many slips a word of this length may have: none below 4 letters, 1 below 8, then 2."""
    if len(term) < SHORTEST or term.isdigit():
        return 0
    return 1 if len(term) < 8 else 2


def slips(one: str, other: str, most: int) -> int:
    """Insertions, deletions, changes and swaps of neighbours between two words, up to `most` + 1.

    Optimal string alignment (F. J. Damerau, "A technique for computer detection and correction of
    spelling errors", Communications of the ACM 7, 1964).
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, against in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)


def distance(query: Query, plain_title: str) -> int | None:
    """All slips between a query and the words of a title; None if a word has none close enough."""
    words = plain_title.split()
    total = 0
    for term in query.terms:
        most = allowance(term)
        best = min(
            (slips(term, word[: len(term) + most], most) for word in words), default=most + 1
        )
        if best > most:
            return None
        total += best
    return total
