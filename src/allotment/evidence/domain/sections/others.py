"""Who else takes part, what was sent twice, and what is new."""

from collections import Counter

from allotment.evidence.domain.names import PARTNER_LABELS, PartnerKind
from allotment.evidence.domain.pairs import PAIR_LABELS, PairKind
from allotment.evidence.domain.report import Block, Grid, Section, Text
from allotment.evidence.domain.rows import Row
from allotment.evidence.domain.sections.guarding import is_safe
from allotment.evidence.domain.sections.material import (
    FEWEST_SHOWN,
    Material,
    cut_short,
    hides,
)
from allotment.kernel.domain.charts import Edge, Network, Node
from allotment.kernel.domain.sentences import gettext_noop as _, sentence

MOST_PAIRS = 20
MOST_OF_ONE = 3
MOST_NAMED = 20
LONGEST_TITLE = 160


def partners(material: Material) -> Section:
    """Kinds of partner, known organisations, and who is named together."""
    found = material.summary.partners
    heading = material.render(_("Who else took part"))
    if not found.rows and not material.is_silent:
        return Section("partners", heading, (Text(material.render(_("No partner is named."))),))
    kinds = partner_kinds(material)
    blocks: list[Block] = [
        Text(
            material.render(
                _(
                    "Partners are those that the texts name. Organisations are matched by their whole "
                    "names, and only where that is sure, so some are missed."
                )
            )
        )
    ]
    if kinds:
        blocks.append(
            material.bars(
                "partner-kinds", _("Kinds of partner"), _("Kind of partner"),
                [(name, count) for _kind, name, count in kinds],
            )
        )  # fmt: skip
    else:
        few = _(
            "The number that name a partner is not shown, because too few do, or too few do not."
        )
        blocks.append(Text(material.render(few)))
    if material.is_open and found.named:
        blocks.append(
            Grid(
                key="partners-named",
                title=material.render(_("Known organisations, by how many name them")),
                headings=(material.render(_("Organisation")), material.render(_("Named by"))),
                rows=tuple((name, f"{count:,}") for name, count in found.named[:MOST_NAMED]),
                numeric=(False, True),
            )
        )
    if len(material.summary.network.nodes) > 1 and material.summary.network.edges:
        blocks.append(_network(material))
    return Section("partners", heading, tuple(blocks))


def partner_kinds(material: Material) -> list[tuple[str, str, int]]:
    """(kind, name, rows that name such a partner) where that may be told, most first."""
    return [
        (kind, material.render(PARTNER_LABELS[PartnerKind(kind)]), count)
        for kind, count in material.summary.partners.kinds
        if material.may_show([line for line in material.lines if kind in line.partners])
    ]


def _network(material: Material) -> Network:
    """Of public rows alone."""
    found = material.summary.network
    places = {node.key: number for number, node in enumerate(found.nodes)}
    return Network(
        key="partner-network",
        title=material.render(_("Partners named together")),
        description=material.render(
            sentence(
                _(
                    "{nodes} partners of what is public; a line joins two that are named together, the "
                    "thicker the more often. Kinds of partner stand on the left."
                ),
                nodes=len(found.nodes),
            )
        ),
        nodes=tuple(
            Node(node.name or material.render(PARTNER_LABELS[node.kind]), node.x, node.y, node.count)
            for node in found.nodes
        ),
        edges=tuple(
            Edge(places[each.one], places[each.other], each.count) for each in found.edges
        ),
        headings=(
            material.render(_("One")), material.render(_("The other")), material.render(_("Together")),
        ),
    )  # fmt: skip


def alike(material: Material) -> Section:
    """What was perhaps sent twice, and what is unlike everything before it."""
    blocks: list[Block] = []
    kinds = pair_kinds(material)
    if kinds:
        named = [(material.render(PAIR_LABELS[kind]), count) for kind, count in kinds]
        blocks.append(material.bars("pairs", _("Pairs that are alike"), _("How alike"), named))
    else:
        none = _("No pairs were found that say the same.")
        hidden = _("The number of pairs that say the same is not shown, because there are few.")
        has_any = bool(material.summary.pairs) or material.is_silent
        blocks.append(Text(material.render(hidden if has_any else none)))
    rows = _pairs(material)
    if rows:
        headings = (_("One"), _("The other"), _("How alike"), _("Likeness"))
        blocks.append(
            Grid("pairs-public", material.render(_("The most alike of what is public")),
                 tuple(material.render(each) for each in headings), rows,
                 (False, False, False, True))
        )  # fmt: skip
    blocks += _new(material)
    return Section("alike", material.render(_("What is alike, and what is new")), tuple(blocks))


def pair_kinds(material: Material) -> list[tuple[PairKind, int]]:
    """How many pairs there are of each kind, most first; none where those with something in them that
    is not public are too few to be told."""
    public = {line.row.key for line in material.lines if line.row.is_public}
    counts = Counter(pair.kind for pair in material.summary.pairs)
    hidden = Counter(
        pair.kind
        for pair in material.summary.pairs
        if pair.one not in public or pair.other not in public
    )
    if material.is_silent or not all(is_safe(count) for count in hidden.values()):
        return []
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def _pairs(material: Material) -> tuple[tuple[str, ...], ...]:
    """The most alike, each row in `MOST_OF_ONE` of them at most."""
    rows = {line.row.key: line.row for line in material.public}
    seen: Counter[str] = Counter()
    kept = []
    for each in material.summary.pairs:
        is_named = each.kind != PairKind.AGAIN and each.one in rows and each.other in rows
        if is_named and max(seen[each.one], seen[each.other]) < MOST_OF_ONE:
            seen.update((each.one, each.other))
            kept.append(each)
    return tuple(
        (_titled(rows[each.one]), _titled(rows[each.other]),
         material.render(PAIR_LABELS[each.kind]), f"{each.likeness:.2f}")
        for each in kept[:MOST_PAIRS]
    )  # fmt: skip


def _titled(row: Row) -> str:
    """A title with what tells it from another of the same: who, when and under which programme."""
    who = "" if row.who in row.title else row.who
    year = "" if row.year is None else str(row.year)
    facts = ", ".join(part for part in (who, year, row.programme) if part)
    title = cut_short(row.title or row.key, LONGEST_TITLE)
    return f"{title} ({facts})" if facts else title


def new_and_earlier(material: Material) -> tuple[int, int] | None:
    """How many of the newest are unlike all earlier ones, and how many those are; None where there are
    none or it is not to be told."""
    summary = material.summary
    if not summary.earlier or material.is_open:
        return (summary.newer, summary.earlier) if summary.earlier else None
    newest = max((line.row.year or 0 for line in material.lines), default=0)
    latest = [line for line in material.lines if (line.row.year or 0) == newest]
    dated = [line for line in material.lines if line.row.year is not None]
    candidates = sum(line.row.is_closed for line in (latest if dated else material.lines))
    unpublished = summary.newer - summary.newer_public
    years = material.lists.get("years")
    are_safe = is_safe(unpublished) and is_safe(candidates - unpublished)
    if material.is_silent or years is None or hides(years) or not are_safe:
        return None
    return (summary.newer, summary.earlier) if summary.earlier >= FEWEST_SHOWN else None


def _new(material: Material) -> list[Block]:
    summary = material.summary
    if not summary.earlier:
        return [Text(material.render(_("There is nothing earlier to compare these with.")))]
    blocks: list[Block] = []
    counts = new_and_earlier(material)
    if counts is not None:
        new, earlier = counts
        none = _("Each of the newest year is like one of the {earlier} before them.")
        some = _("Of the newest year, {n} are unlike all {earlier} before them.")
        text = sentence(some, earlier=earlier, n=new) if new else sentence(none, earlier=earlier)
        blocks.append(Text(material.render(text)))
    texts = {line.row.key: line.row for line in material.public}
    rows = tuple(
        (_titled(texts[each.key]), f"{each.likeness:.2f}")
        for each in summary.new
        if each.key in texts
    )
    if rows:
        headings = (material.render(_("New here")), material.render(_("Likeness to the nearest")))
        title = material.render(_("The newest of what is public"))
        blocks.append(Grid("new", title, headings, rows, (False, True)))
    return blocks
