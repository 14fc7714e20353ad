"""The board pack as a tagged PDF (PDF/UA-1): the ranked list, then every entry with its scores."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import typst
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.fund.models import Call
from allotment.fund.queries.assessment import OthersScore, RankedEntry, RankedList
from allotment.fund.queries.entries import ShownSection
from allotment.kernel.domain.money import pounds
from allotment.kernel.web.formats import moment
from allotment.kernel.web.pdf_text import displayed, legible

TEMPLATE = Path(__file__).with_name("board_pack.typ")
LONGEST_TEXT = 100_000
"""Characters of one answer: more than a form takes."""


def board_pack(
    call: Call,
    ranked: RankedList,
    answers: Mapping[str, Sequence[ShownSection]],
    scores: Callable[[str], Sequence[OthersScore]],
) -> bytes:
    """Write the pack. `answers` and `scores` are by the entry's key."""
    entries: list[dict[str, Any]] = []
    for each in ranked.entries:
        line = ""
        if each.key == ranked.first_below:
            line = _("Here the money ends: %(left)s left") % {"left": pounds(ranked.line.left)}
        entries.append(_entry(each, line, answers.get(each.key, ()), scores(each.key)))
    data = {
        "title": _("Board pack: %(call)s") % {"call": call.title},
        "funder": call.funder.name,
        "made": _("Made on %(when)s. Confidential until the decisions are published.")
        % {"when": moment(timezone.now())},
        "money": [
            _("On offer: %(amount)s") % {"amount": pounds(ranked.available)},
            _("Entries above the line: %(n)d, %(spent)s together")
            % {"n": len(ranked.line.above), "spent": pounds(ranked.line.spent)},
            *(
                _("%(pot)s has %(left)s left to commit")
                % {"pot": pot.name, "left": pounds(pot.available)}
                for pot in call.pots.all()
            ),
        ],
        "method": _(
            "Mean and spread are out of 100: each assessor's weighted mean over what they could "
            "judge, then the mean over assessors."
        ),
        "headings": [_("Rank"), _("Entry"), _("Mean"), _("Spread"), _("Scores"), _("Asks for"),
                     _("Adds up to")],
        "words": {"money": _("Money"), "ranking": _("Ranked list"), "scores": _("Scores"),
                  "noscores": _("No scores were submitted."), "page": _("Page")},
        "entries": entries,
    }  # fmt: skip
    return displayed(legible(data, LONGEST_TEXT), _compiled)


def _compiled(data: Any) -> bytes:
    return bytes(
        typst.compile(
            str(TEMPLATE),
            format="pdf",
            pdf_standards=["ua-1"],
            ignore_system_fonts=True,
            sys_inputs={"pack": orjson.dumps(data).decode()},
        )
    )


def _entry(
    each: RankedEntry, line: str, sections: Sequence[ShownSection], scores: Sequence[OthersScore]
) -> dict[str, Any]:
    standing = each.ranked.standing
    return {
        "line": line,
        "rank": f"{each.ranked.rank or '–'}{'=' if each.ranked.tied else ''}",
        "reference": each.reference,
        "title": each.title,
        "who": each.who,
        "mean": "–" if standing.points is None else str(standing.points),
        "spread": "–" if standing.spread_points is None else str(standing.spread_points),
        "scores": f"{each.scores_submitted}/{each.assessors}",
        "asked": pounds(each.asked),
        "total": pounds(each.placed.running_total),
        "asks": _("Asks for %(amount)s.") % {"amount": pounds(each.asked)},
        "answers": [
            {"question": a.text, "answer": a.answer}
            for section in sections
            for a in section.answers
            if a.answer
        ],
        "sheets": [
            {
                "criterion": s.criterion,
                "score": _("not able to judge") if s.score is None else str(s.score),
                "reason": s.reason,
            }
            for s in scores
        ],
    }
