"""Service areas, outcomes and barriers: how often each is met, and a sentence that says so."""

import re
from collections import defaultdict

from allotment.evidence.domain.lines import AnalysedRow
from allotment.evidence.domain.markup import plain
from allotment.evidence.domain.report import Block, Grid, Section, Text
from allotment.evidence.domain.rows import Row
from allotment.evidence.domain.sections.material import Material, cut_short
from allotment.evidence.domain.taxonomy import Categories, Scheme
from allotment.kernel.domain.sentences import gettext_noop as _, sentence

HEADINGS = {
    Scheme.SERVICE: _("Service areas and whom they are for"),
    Scheme.OUTCOME: _("Outcomes that are claimed"),
    Scheme.BARRIER: _("Barriers that are named"),
}
_EXAMPLES = {
    Scheme.SERVICE: _("For example: service areas"),
    Scheme.OUTCOME: _("For example: outcomes"),
    Scheme.BARRIER: _("For example: barriers"),
}
_WHAT = {
    Scheme.SERVICE: _("Service area"),
    Scheme.OUTCOME: _("Outcome"),
    Scheme.BARRIER: _("Barrier"),
}
_LONGEST_SENTENCE = 240
_SHORTEST_SENTENCE = 50
_MORE = 20
_LONG_WORD = 5
_LOOKED_AT = 2_000
_WORD = re.compile(r"[^\W\d_]+")
_END = re.compile(r"(?<=[.!?])\s+")
MOST_LABELS = 40


def counts(material: Material, scheme: Scheme) -> list[tuple[str, str, int]]:
    """(code, name, rows that have it) of each category whose count may be told, most first."""
    named = [
        (code, material.taxonomy.named(scheme, code), len(lines))
        for code, lines in _met(material, scheme).items()
        if material.may_show(lines)
    ]
    return sorted(named, key=lambda each: (-each[2], each[0]))


def _met(material: Material, scheme: Scheme) -> dict[str, list[AnalysedRow]]:
    found: defaultdict[str, list[AnalysedRow]] = defaultdict(list)
    for line in material.lines:
        for code in dict.fromkeys(each.code for each in line.labels if each.scheme == scheme):
            found[code].append(line)
    return found


def labels(material: Material) -> Section:
    """The three schemes, one after the other."""
    blocks: list[Block] = [
        Text(
            material.render(
                _(
                    "A machine gave these labels by phrases or by the nearest description; people may "
                    "have corrected some. One text can have several. What is claimed is not proved."
                )
            )
        )
    ]
    for categories in material.taxonomy.schemes:
        blocks += _scheme(material, categories)
    return Section(
        "labels", material.render(_("Service areas, outcomes and barriers")), tuple(blocks)
    )


def _scheme(material: Material, categories: Categories) -> list[Block]:
    scheme = categories.scheme
    found, shown = _met(material, scheme), counts(material, scheme)
    if not shown and (not found or not material.is_open):
        words = _("{title}: none is shown.") if found else _("{title}: none was found.")
        text = sentence(words, title=material.render(HEADINGS[scheme]))
        return [Text(material.render(text))]
    chart = material.bars(
        f"{scheme.value}s", HEADINGS[scheme], _WHAT[scheme],
        [(name, count) for _code, name, count in shown[:MOST_LABELS]],
    )  # fmt: skip
    blocks: list[Block] = [chart]
    if len(shown) < len(found):
        fewer = _("Labels that apply to too few, or to all but too few, are not shown.")
        blocks.append(Text(material.render(fewer)))
    examples = _examples(material, scheme)
    rows = tuple((name, *examples[code]) for code, name, _count in shown if code in examples)
    if rows:
        headings = (_WHAT[scheme], _("Supporting sentence"), _("From"))
        blocks.append(
            Grid(
                key=f"{scheme.value}-sentences",
                title=material.render(_EXAMPLES[scheme]),
                headings=tuple(material.render(each) for each in headings),
                rows=rows,
                numeric=(False, False, False),
            )
        )
    return blocks


def _examples(material: Material, scheme: Scheme) -> dict[str, tuple[str, str]]:
    """For each code the surest telling sentence of a public row, and the row's title.

    Title and text are published with an award; sentences of other answers are not.
    """
    best: dict[str, tuple[float, str, str]] = {}
    for line in material.public:
        words = " ".join(line.row.words.split())
        for label in line.labels:
            known = best.get(label.code)
            if label.scheme != scheme or (known is not None and label.score <= known[0]):
                continue
            if label.sentence.strip("…") not in words:
                continue
            sentence = _example(plain(label.sentence), line.row)
            if sentence:
                best[label.code] = (label.score, sentence, line.row.title)
    return {
        code: (f"“{cut_short(sentence, _LONGEST_SENTENCE)}”", cut_short(title, 120))
        for code, (_score, sentence, title) in best.items()
    }


def adds_to_title(sentence: str, row: Row) -> bool:
    """Whether a sentence says more than the title of its row."""
    words, title = sentence.casefold().strip(" .…"), row.title.casefold().strip(" .…")
    more = len(words) - len(title) if title and title in words else len(words)
    return words not in title and more >= _MORE


def _example(sentence: str, row: Row) -> str:
    """The sentence of a label; where that is the title, the first of the text that has a long word in
    common with it. Empty where there is none."""
    if _is_long(sentence, row):
        return sentence
    words = {word for word in _WORD.findall(sentence.casefold()) if len(word) >= _LONG_WORD}
    for each in _END.split(plain(row.text[:_LOOKED_AT])):
        if _is_long(each, row) and words & set(_WORD.findall(each.casefold())):
            return each
    return ""


def _is_long(sentence: str, row: Row) -> bool:
    return len(sentence) >= _SHORTEST_SENTENCE and adds_to_title(sentence, row)
