"""How it was done: what was read and left out and why, and how far the machine can be trusted."""

import re

from allotment.evidence.domain.report import Block, Grid, Points, Section
from allotment.evidence.domain.sections.guarding import is_safe
from allotment.evidence.domain.sections.material import FEWEST_SHOWN, Material
from allotment.evidence.domain.sections.themes import unread
from allotment.kernel.domain.sentences import gettext_noop as _, sentence

_DIGEST = re.compile(r"[0-9a-f]{40,}")


def method(
    material: Material, versions: tuple[tuple[str, str], ...], *, is_of_entries: bool
) -> Section:
    """`versions` are names and values of what the result rests on: data, code, seed."""
    summary = material.summary
    points = [
        *(material.render(each) for each in summary.method),
        material.render(
            sentence(
                _(
                    "Two halves of the texts agree on the themes to {share} "
                    "(adjusted Rand index; 1 is full agreement)."
                ),
                share=f"{summary.stability:.2f}",
            )
        ),
        material.render(
            _(
                "Quartiles are of type 7 (Hyndman and Fan); intervals come from drawing again at "
                "random (bootstrap, 95%)."
            )
        ),
        *_checked(material),
    ]
    points.append(material.render(_("The same data, code and seed always give the same results.")))
    if unread(material):
        points.append(unread(material))
    if not material.is_open:
        points.append(
            material.render(
                sentence(
                    _(
                        "Not all of this is public. Counts below {fewest} are hidden, with others from "
                        "which they could be worked out; nobody is named, and nothing is quoted that "
                        "was not awarded and published."
                    ),
                    fewest=FEWEST_SHOWN,
                )
            )
        )
    blocks: list[Block] = [Points(tuple(points)), _used(material, is_of_entries)]
    rows = tuple((material.render(name), _begun(value)) for name, value in versions)
    blocks.append(
        Grid("versions", material.render(_("Data and code used")),
             (material.render(_("What")), material.render(_("Value"))), rows, (False, False))
    )  # fmt: skip
    return Section("method", material.render(_("How this was done")), tuple(blocks))


def _checked(material: Material) -> list[str]:
    """How right the machine was, where people checked it on so many that it may be told."""
    found = material.summary.precision
    if not found:
        return []
    whole = found[0]
    counts = (whole.checked, whole.right, whole.checked - whole.right)
    if not material.is_open and not all(is_safe(count) for count in counts):
        return [material.render(_("People have checked a few of the machine’s labels."))]
    return [material.render(whole.sentence)]


def _begun(value: str) -> str:
    """The beginning of a digest, which is enough to tell one from another."""
    return f"{value[:16]}…" if _DIGEST.fullmatch(value) else value


def _used(material: Material, is_of_entries: bool) -> Grid:
    """Entries that were left out are never public, so few of them are hidden in any report of entries."""
    figures = material.summary.figures
    hides = is_of_entries or not material.is_open
    read = None if material.is_silent else figures.rows
    rows: list[tuple[str, int | None]] = [(_("Read"), read)]
    rows += [(x.why, x.count if is_safe(x.count) or not hides else None) for x in figures.left_out]
    return Grid(
        key="rows-used",
        title=material.render(_("What was read, and what was left out")),
        headings=(material.render(_("What")), material.render(_("How many"))),
        rows=tuple((material.render(name), material.shown(count)) for name, count in rows),
        numeric=(False, True),
    )
