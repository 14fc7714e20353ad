"""Themes of a new run that are those of the run before keep their keys, so that what an editor said of
them still fits."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from allotment.evidence.domain.lines import AnalysedRow
from allotment.evidence.domain.summary import Summary

SAME = 0.5
"""Two themes are one where they share more rows than they do not (Jaccard), so that none is like two."""


def inherit(
    summary: Summary, lines: Sequence[AnalysedRow], before: Sequence[AnalysedRow]
) -> tuple[Summary, tuple[AnalysedRow, ...]]:
    """The new result with the keys, and the order of halves, of the run before where themes are the
    same. Rows that are in one run only count for neither."""
    keys = _keys(lines, before)
    turned = {new for new, old in keys.items() if _is_turned(new, old, lines, before)}
    themes = tuple(
        replace(
            each,
            key=keys.get(each.key, each.key),
            halves=each.halves[::-1] if each.key in turned else each.halves,
        )
        for each in summary.themes
    )
    renamed = tuple(
        replace(
            line,
            theme=keys.get(line.theme, line.theme),
            half=1 - line.half if line.theme in turned else line.half,
        )
        for line in lines
    )
    return replace(summary, themes=themes), renamed


def _members(lines: Sequence[AnalysedRow], among: set[str]) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for line in lines:
        if line.theme and line.row.key in among:
            found[line.theme].add(line.row.key)
    return found


def _keys(lines: Sequence[AnalysedRow], before: Sequence[AnalysedRow]) -> dict[str, str]:
    """The old key of each new theme that is an old one."""
    both = {line.row.key for line in lines} & {line.row.key for line in before}
    new, old = _members(lines, both), _members(before, both)
    of_row = {key: theme for theme, keys in old.items() for key in keys}
    found = {}
    for theme, keys in new.items():
        shared = Counter(of_row[key] for key in keys if key in of_row)
        for known, count in shared.most_common(1):
            if count > SAME * len(keys | old[known]):
                found[theme] = known
    return found


def _is_turned(
    new: str, old: str, lines: Sequence[AnalysedRow], before: Sequence[AnalysedRow]
) -> bool:
    """Whether more of the rows of a theme changed their half than kept it."""
    half = {line.row.key: line.half for line in before if line.theme == old}
    moved = [
        line.half != half[line.row.key]
        for line in lines
        if line.theme == new and line.row.key in half
    ]
    return sum(moved) * 2 > len(moved)
