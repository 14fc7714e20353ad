"""How it was done: what was read and left out and why, and how far the machine can be trusted."""

from allotment.evidence.domain.report import Block, Grid, Points, Section, Text
from allotment.evidence.domain.sections.material import FEWEST_SHOWN, Material
from allotment.evidence.domain.sections.themes import unread
from allotment.kernel.domain.sentences import gettext_noop as _
from allotment.kernel.domain.sentences import say


def method(material: Material, versions: tuple[tuple[str, str], ...]) -> Section:
    """`versions` are names and values of what the result rests on: data, code, seed."""
    summary = material.summary
    points = [
        *(material.said(each) for each in summary.method),
        material.said(
            say(
                _(
                    "Two halves of the texts agree on the themes to {share} (adjusted Rand, 1 is wholly)."
                ),
                share=f"{summary.stability:.2f}",
            )
        ),
        material.said(
            _(
                "Quartiles are of type 7 (Hyndman and Fan); intervals come from drawing again at "
                "random (bootstrap, 95%)."
            )
        ),
        material.said(summary.precision[0].sentence),
    ]
    if unread(material):
        points.append(unread(material))
    if not material.is_open:
        points.append(
            material.said(
                say(
                    _(
                        "Not all of this is public. Counts below {fewest} are hidden, with others from "
                        "which they could be worked out; nobody is named, and nothing is quoted that "
                        "was not awarded and published."
                    ),
                    fewest=FEWEST_SHOWN,
                )
            )
        )
    blocks: list[Block] = [Points(tuple(points)), _used(material)]
    rows = tuple((material.said(name), value) for name, value in versions)
    blocks.append(
        Grid("versions", material.said(_("What this rests on")),
             (material.said(_("What")), material.said(_("Value"))), rows, (False, False))
    )  # fmt: skip
    blocks.append(
        Text(material.said(_("With the same data, code and seed the same is found, to the digit.")))
    )
    return Section("method", material.said(_("How this was done")), tuple(blocks))


def _used(material: Material) -> Grid:
    figures = material.summary.figures
    rows = [(_("Read"), figures.rows), *((each.why, each.count) for each in figures.left_out)]
    return Grid(
        key="rows-used",
        title=material.said(_("What was read, and what was left out")),
        headings=(material.said(_("What")), material.said(_("How many"))),
        rows=tuple(
            (material.said(name), material.shown(n if material.may_show(n) or not n else None))
            for name, n in rows
        ),
        numeric=(False, True),
    )
