"""Telling organisations apart that awards name in several ways, and bringing them together."""

import json
from collections.abc import Mapping, Sequence

from django.db import connection, transaction
from django.db.models import Q

from allotment.kernel.audit import services as audit
from allotment.kernel.domain.sentences import RuleBrokenError, gettext_noop as noop
from allotment.kernel.guards.rows import writing
from allotment.kernel.people.models import User
from allotment.register.domain.reading.grants import names_in
from allotment.register.models import Award, PartiesApart, Party
from allotment.register.services import tallies
from allotment.register.services.bulk_sql import lock_register

_SIDES = ("funder", "recipient")
_AT_ONCE = 5_000


class NotTwoError(RuleBrokenError):
    """The two are one already, or one of them was merged into another."""


MERGED = noop("Somebody has just merged one of them. Check the list again.")


def merge_parties(*, keep: Party, gone: Party, by: User, why: str) -> int:
    """Let all awards of one lead to another; returns how many. Raises NotTwoError.

    Every award keeps the name that was published, and its document. The row that goes stays to be
    found: its address and later files that name it lead to the one that is kept.
    """
    with transaction.atomic(), writing("register"):
        lock_register()
        keep, gone = (Party.objects.select_for_update().get(pk=one.pk) for one in (keep, gone))
        if keep.pk == gone.pk or keep.merged_into_id or gone.merged_into_id:
            raise NotTwoError(MERGED)
        moved = _move({side: _named(side, gone) for side in _SIDES}, keep)
        Party.objects.filter(Q(pk=gone.pk) | Q(merged_into=gone)).update(merged_into=keep)
        Party.objects.filter(pk=gone.pk).update(is_funder=False)
        Party.objects.filter(pk=keep.pk).update(
            is_funder=keep.is_funder or gone.is_funder,
            organisation=keep.organisation_id or gone.organisation_id,
        )
        audit.record(
            kind="register.parties_merged", by=by, on=keep, why=why,
            facts={"gone": gone.key, "awards": moved},
        )  # fmt: skip
    return moved


def separate(*, party: Party, by: User, why: str) -> int:
    """Undo a merge: awards whose documents name the party are its own again; returns how many.

    Raises NotTwoError where it is not merged.
    """
    with transaction.atomic(), writing("register"):
        lock_register()
        party = Party.objects.select_for_update().get(pk=party.pk)
        into = party.merged_into
        if into is None:
            raise NotTwoError(noop("Somebody has just taken it apart. Look at the list again."))
        moved = _move({side: _named(side, into, party.ref) for side in _SIDES}, party)
        Party.objects.filter(pk=party.pk).update(merged_into=None)
        for one in (party, into):
            is_funder = Award.objects.filter(funder=one).exists()
            Party.objects.filter(pk=one.pk).update(is_funder=is_funder)
        audit.record(
            kind="register.parties_taken_apart", by=by, on=into, why=why,
            facts={"again": party.key, "awards": moved},
        )  # fmt: skip
    return moved


def keep_separate(*, one: Party, other: Party, by: User) -> None:
    """Remember that two that look alike are two. Repeatable. Raises NotTwoError."""
    if one.pk == other.pk:
        raise NotTwoError(MERGED)
    first, second = sorted((one, other), key=lambda party: party.pk)
    with transaction.atomic(), writing("register"):
        _row, is_new = PartiesApart.objects.get_or_create(one=first, other=second)
        if is_new:
            audit.record(
                kind="register.parties_kept_apart", by=by, on=first, facts={"other": second.key}
            )


def _named(side: str, party: Party, ref: str = "") -> list[int]:
    """The awards that a party made or received; of these, with `ref`, those published so."""
    rows = Award.objects.filter(**{side: party})
    if not ref:
        return list(rows.values_list("pk", flat=True))
    documents = rows.values_list("pk", "document").iterator(chunk_size=500)
    return [pk for pk, document in documents if names_in(json.loads(document)).get(side) == ref]


def _move(sides: Mapping[str, Sequence[int]], to: Party) -> int:
    """Let awards name another row on one side, and count them there; returns how many."""
    ids = sorted({pk for some in sides.values() for pk in some})
    with connection.cursor() as cursor:
        tallies.subtract(cursor, ids)
        for side, some in sides.items():
            for at in range(0, len(some), _AT_ONCE):
                rows = Award.objects.filter(pk__in=some[at : at + _AT_ONCE])
                rows.update(**{side: to})
        tallies.add(cursor, ids)
    return len(ids)
