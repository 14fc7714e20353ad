"""Whose corrections hold, once two organisations become one."""

from allotment.evidence.models import Correction
from allotment.kernel.organisations.models import Organisation

_AT_ONCE = 500


def keep_newer_corrections(gone: Organisation, stays: Organisation) -> None:
    """Where both corrected the same label of the same row, take away the older correction."""
    newest: set[tuple[str, str, str]] = set()
    older: list[int] = []
    found = Correction.objects.filter(owner__in=[gone, stays]).order_by("-at", "-pk")
    for pk, *label in found.values_list("pk", "row", "scheme", "code"):
        row, scheme, code = label
        if (row, scheme, code) in newest:
            older.append(pk)
        newest.add((row, scheme, code))
    for start in range(0, len(older), _AT_ONCE):
        Correction.objects.filter(pk__in=older[start : start + _AT_ONCE]).delete()
