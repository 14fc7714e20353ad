"""Reports of imports and judgements, for programs and for people."""

from typing import Any

from django.utils.translation import gettext as _, ngettext

from allotment.kernel.domain.money import pounds
from allotment.register.readers.grant_stream import ChangeCount, Rejection
from allotment.register.readers.judging import Verdict
from allotment.register.readers.wording import change_title, counts_sentence

_SHOWN = 20


def import_as_json(
    counts: dict[str, int],
    total_pence: int,
    changes: list[ChangeCount],
    rejections: list[Rejection],
) -> dict[str, Any]:
    """The report of an import for a program; `counts` is read, imported, updated and so on."""
    total: int | float = total_pence // 100 if total_pence % 100 == 0 else total_pence / 100
    return {
        **counts,
        "total_pounds": total,
        "changes": [
            {"kind": change.kind.value, "count": change.count, "first": change.first}
            for change in changes
        ],
        "rejections": [{"row": each.row, "reason": each.reason} for each in rejections],
    }


def import_as_text(
    counts: dict[str, int],
    totals: dict[str, int],
    changes: list[ChangeCount],
    rejections: list[Rejection],
) -> str:
    """The report of an import for a person."""
    lines = [counts_sentence(counts)]
    for currency, pence in sorted(totals.items()):
        amount = pounds(pence) if currency == "GBP" else f"{currency} {pence / 100:,.2f}"
        lines.append(_("Total: %(amount)s") % {"amount": amount})
    if changes:
        lines += ["", _("What was changed or needs attention:")]
        lines += [
            f"  {change.count:>9,}  {change_title(change.kind)}"
            + (f" ({change.first})" if change.first else "")
            for change in changes
        ]
    if rejections:
        lines += ["", _("Rejected:")]
        lines += [
            "  " + _("row %(row)s: %(reason)s") % {"row": each.row, "reason": each.reason}
            for each in rejections[:_SHOWN]
        ]
        lines += _more(len(rejections))
    return "\n".join(lines)


def verdict_as_json(verdict: Verdict) -> dict[str, Any]:
    """The judgement of a file for a program."""
    return {
        "grants": verdict.grants,
        "valid": verdict.valid,
        "errors": [
            {
                "count": error.count,
                "path": error.path,
                "first": error.first,
                "message": error.message,
            }
            for error in verdict.errors
        ],
    }


def verdict_as_text(verdict: Verdict) -> str:
    """The judgement of a file for a person."""
    lines = [
        _("%(valid)s of %(grants)s grants are valid.")
        % {"valid": f"{verdict.valid:,}", "grants": f"{verdict.grants:,}"}
    ]
    if verdict.errors:
        lines += ["", _("What to correct (how often, first place, problem):")]
        lines += [
            f"  {error.count:>9,}  {error.first or '/'}  {error.message}"
            for error in verdict.errors
        ]
    return "\n".join(lines)


def _more(count: int) -> list[str]:
    more = count - _SHOWN
    if more <= 0:
        return []
    return ["  " + ngettext("and %(more)s more", "and %(more)s more", more) % {"more": f"{more:,}"}]
