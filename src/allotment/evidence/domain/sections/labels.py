"""Service areas, outcomes and barriers: how often each is met, and a sentence that says so."""

from collections import Counter

from allotment.evidence.domain.report import Block, Grid, Section, Text
from allotment.evidence.domain.sections.material import Material
from allotment.evidence.domain.taxonomy import Categories, Scheme
from allotment.kernel.domain.sentences import gettext_noop as _

HEADINGS = {
    Scheme.SERVICE: _("Service areas and whom they are for"),
    Scheme.OUTCOME: _("Outcomes that are claimed"),
    Scheme.BARRIER: _("Barriers that are named"),
}
_WHAT = {
    Scheme.SERVICE: _("Service area"),
    Scheme.OUTCOME: _("Outcome"),
    Scheme.BARRIER: _("Barrier"),
}
_LONGEST_SENTENCE = 240


def counts(material: Material, scheme: Scheme) -> list[tuple[str, str, int]]:
    """(code, name, rows that have it) of each category that is met, most first."""
    found = Counter(
        label.code for line in material.lines for label in line.labels if label.scheme == scheme
    )
    named = [(code, material.taxonomy.named(scheme, code), count) for code, count in found.items()]
    return sorted(named, key=lambda each: (-each[2], each[0]))


def labels(material: Material) -> Section:
    """The three schemes, one after the other."""
    blocks: list[Block] = [
        Text(
            material.said(
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
        "labels", material.said(_("Service areas, outcomes and barriers")), tuple(blocks)
    )


def _scheme(material: Material, categories: Categories) -> list[Block]:
    scheme = categories.scheme
    found = counts(material, scheme)
    if not found:
        return [Text(f"{material.said(HEADINGS[scheme])}: {material.said(_('none was found.'))}")]
    shown = [each for each in found if material.may_show(each[2])]
    chart = material.bars(
        f"{scheme.value}s", HEADINGS[scheme], _WHAT[scheme],
        [(name, count) for _code, name, count in shown],
    )  # fmt: skip
    blocks: list[Block] = [chart]
    if len(shown) < len(found):
        fewer = _("Labels that fewer than five rows have are not shown.")
        blocks.append(Text(material.said(fewer)))
    examples = _examples(material, scheme)
    rows = tuple((name, *examples[code]) for code, name, _count in shown if code in examples)
    if rows:
        headings = (_WHAT[scheme], _("A sentence that says so"), _("From"))
        blocks.append(
            Grid(
                key=f"{scheme.value}-sentences",
                title=material.said(_("For example")),
                headings=tuple(material.said(each) for each in headings),
                rows=rows,
                numeric=(False, False, False),
            )
        )
    return blocks


def _examples(material: Material, scheme: Scheme) -> dict[str, tuple[str, str]]:
    """For each code the surest sentence of a public row, and the row's title.

    Title and text are published with an award; sentences of other answers are not.
    """
    best: dict[str, tuple[float, str, str]] = {}
    for line in material.public:
        told = " ".join(line.row.words.split())
        for label in line.labels:
            if label.scheme != scheme or not label.sentence:
                continue
            if label.sentence.strip("…") not in told:
                continue
            known = best.get(label.code)
            if known is None or label.score > known[0]:
                best[label.code] = (label.score, label.sentence, line.row.title)
    return {
        code: (sentence[:_LONGEST_SENTENCE], title) for code, (_s, sentence, title) in best.items()
    }
