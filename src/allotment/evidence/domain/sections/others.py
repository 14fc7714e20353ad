"""Who else takes part, what was sent twice, and what is new."""

from allotment.evidence.domain.names import PARTNER_LABELS, PartnerKind
from allotment.evidence.domain.pairs import PAIR_LABELS, Pair, PairKind
from allotment.evidence.domain.report import Block, Edge, Grid, Network, Node, Section, Text
from allotment.evidence.domain.sections.material import Material, count_of
from allotment.kernel.domain.sentences import gettext_noop as _
from allotment.kernel.domain.sentences import say

MOST_PAIRS = 20
MOST_NAMED = 20


def partners(material: Material) -> Section:
    """Kinds of partner, known organisations, and who is named together."""
    found = material.summary.partners
    heading = material.said(_("Who else took part"))
    if not found.rows:
        return Section("partners", heading, (Text(material.said(_("No partner is named."))),))
    kinds = [
        (material.said(PARTNER_LABELS[PartnerKind(kind)]), count)
        for kind, count in found.kinds
        if material.may_show(count)
    ]
    blocks: list[Block] = [
        Text(
            material.said(
                _(
                    "Partners are those that the texts name. Organisations are matched by their whole "
                    "names, and only where that is sure, so some are missed."
                )
            )
        )
    ]
    if kinds:
        blocks.append(
            material.bars("partner-kinds", _("Kinds of partner"), _("Kind of partner"), kinds)
        )
    if material.is_open and found.named:
        blocks.append(
            Grid(
                key="partners-named",
                title=material.said(_("Known organisations, by how many name them")),
                headings=(material.said(_("Organisation")), material.said(_("Named by"))),
                rows=tuple((name, f"{count:,}") for name, count in found.named[:MOST_NAMED]),
                numeric=(False, True),
            )
        )
    if len(material.summary.network.nodes) > 1 and material.summary.network.edges:
        blocks.append(_network(material))
    return Section("partners", heading, tuple(blocks))


def _network(material: Material) -> Network:
    """Of public rows alone."""
    found = material.summary.network
    places = {node.key: number for number, node in enumerate(found.nodes)}
    return Network(
        key="partner-network",
        title=material.said(_("Who is named together")),
        description=material.said(
            say(
                _(
                    "{nodes} partners of what is public; a line joins two that are named together, the "
                    "thicker the more often. Kinds of partner stand on the left."
                ),
                nodes=len(found.nodes),
            )
        ),
        nodes=tuple(
            Node(node.name or material.said(PARTNER_LABELS[node.kind]), node.x, node.y, node.count)
            for node in found.nodes
        ),
        edges=tuple(
            Edge(places[each.one], places[each.other], each.count) for each in found.edges
        ),
        headings=(
            material.said(_("One")), material.said(_("The other")), material.said(_("Together")),
        ),
    )  # fmt: skip


def alike(material: Material) -> Section:
    """What was perhaps sent twice, and what is unlike everything before it."""
    summary = material.summary
    blocks: list[Block] = []
    counts = count_of(pair.kind.value for pair in summary.pairs)
    kinds = [
        (material.said(PAIR_LABELS[PairKind(kind)]), count)
        for kind, count in counts
        if material.may_show(count)
    ]
    if kinds:
        blocks.append(material.bars("pairs", _("Pairs that are alike"), _("How alike"), kinds))
    else:
        blocks.append(Text(material.said(_("No pairs are shown that say the same."))))
    rows = _pairs(material, [each for each in summary.pairs if each.kind != PairKind.AGAIN])
    if rows:
        headings = (_("One"), _("The other"), _("How alike"), _("Likeness"))
        blocks.append(
            Grid("pairs-public", material.said(_("The most alike of what is public")),
                 tuple(material.said(each) for each in headings), rows,
                 (False, False, False, True))
        )  # fmt: skip
    blocks += _new(material)
    return Section("alike", material.said(_("What is alike, and what is new")), tuple(blocks))


def _pairs(material: Material, pairs: list[Pair]) -> tuple[tuple[str, ...], ...]:
    titles = {line.row.key: _titled(line.row.title, line.row.who) for line in material.public}
    return tuple(
        (titles[each.one], titles[each.other], material.said(PAIR_LABELS[each.kind]),
         f"{each.likeness:.2f}")
        for each in pairs
        if each.one in titles and each.other in titles
    )[:MOST_PAIRS]  # fmt: skip


def _titled(title: str, who: str) -> str:
    return title if not who or who in title else f"{title} ({who})"


def _new(material: Material) -> list[Block]:
    summary = material.summary
    if not summary.earlier:
        return [Text(material.said(_("There is nothing earlier to hold these against.")))]
    blocks: list[Block] = []
    if not summary.newer or material.may_show(summary.newer):
        words = _(
            "Held against {earlier} earlier ones, {n} of the newest year are unlike all of them."
        )
        said = say(words, earlier=summary.earlier, n=summary.newer)
        blocks.append(Text(material.said(said)))
    texts = {line.row.key: line.row for line in material.public}
    rows = tuple(
        (_titled(texts[each.key].title, texts[each.key].who), f"{each.likeness:.2f}")
        for each in summary.new
        if each.key in texts
    )
    if rows:
        headings = (material.said(_("New here")), material.said(_("Likeness to the nearest")))
        title = material.said(_("The newest of what is public"))
        blocks.append(Grid("new", title, headings, rows, (False, True)))
    return blocks
