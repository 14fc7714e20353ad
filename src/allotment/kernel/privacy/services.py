"""Erase a person, carry out the retention periods, and change them."""

import datetime as dt
import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.kernel.audit import services as audit
from allotment.kernel.domain.privacy import (
    Empty,
    Holder,
    OnErase,
    Retention,
    holders,
    look_kinds,
)
from allotment.kernel.domain.sentences import RuleBrokenError, gettext_noop as noop
from allotment.kernel.guards.locks import giving_way
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.people.models import User
from allotment.kernel.privacy import queries
from allotment.kernel.privacy.models import Emptied, Look, RetentionRule
from allotment.kernel.privacy.queries import Foreseen, Kept

BATCH = 200
log = logging.getLogger("allotment.privacy")


class NotYetError(RuleBrokenError):
    """Something must be settled first."""


class NotCarriedOutError(Exception):
    """Some periods could not be carried out, all others were. `str(error)` says which."""


class BadPeriodError(RuleBrokenError):
    """That is no number of days."""

    field = "days"


def record_export(*, by: User) -> None:
    """Write down that a person took their data away."""
    with transaction.atomic():
        audit.record(kind="people.exported", by=by, on=by)


def note_look(*, kind: str, thing: str, person: User, by: User, working_for: Organisation) -> None:
    """Write down that somebody looks at something about a person; once a day. One statement.

    `kind` is one that was registered (KeyError), `thing` a reference that the person knows.
    """
    note_looks(kind=kind, things=[(thing, person.pk)], by=by, working_for=working_for)


def note_looks(
    *, kind: str, things: Iterable[tuple[str, UUID]], by: User, working_for: Organisation
) -> None:
    """The same of many things at once, each with whom it is about (their number in the table of
    people). One statement, or on SQLite one for each hundred or so."""
    known, now = look_kinds()[kind].kind, timezone.now()
    Look.objects.bulk_create(
        [
            Look(
                person_id=person, viewer=by, working_for=working_for, kind=known, thing=thing,
                day=timezone.localdate(now), at=now,
            )
            for thing, person in things
            if person != by.pk
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def erase(*, by: User) -> Foreseen:
    """Erase a person's details everywhere, at their own wish. Says what went and what stays.

    In order: what must be settled first is asked of every module again (NotYetError); each module
    erases its part, the account last; one audit line by the person's opaque id.
    """
    return giving_way(lambda: _erase(by))


def _erase(by: User) -> Foreseen:
    person = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if person.erased_at is not None:
        return Foreseen(())
    foreseen = queries.foresee(person)
    if foreseen.first:
        raise NotYetError("{first}", first=" ".join(foreseen.first))
    for each in holders():
        erase_part(each, person)
    audit.record(
        kind="people.erased", by=person, on=person,
        facts={"parts": [h.name for h, plan in foreseen.parts if plan.goes or plan.stays]},
    )  # fmt: skip
    return foreseen


def erase_part(holder: Holder, person: User) -> None:
    """Erase what one module holds, in the caller's transaction; `erase` does it for all of them."""
    holder.erase(person)
    for held, rows in queries.held_by(holder, person):
        if held.on_erase is OnErase.DELETE:
            rows.delete()
        elif held.on_erase is OnErase.BLANK:
            rows.update(**{held.by: None, **dict.fromkeys(held.words, "")})


def delete_old(model: type[Model], retention: Retention) -> Empty:
    """What carries out the retention period that a model declares."""

    def empty(before: dt.datetime, most: int) -> Mapping[Any, int]:
        old = Q(*((f"{moment}__lt", before) for moment in retention.since), _connector=Q.OR)
        found = model._base_manager.filter(old, retention.where or Q())
        if retention.owner:
            found = found.select_related(retention.owner)
        rows = list(found[:most])
        model._base_manager.filter(pk__in=[row.pk for row in rows]).delete()
        return Counter(getattr(row, retention.owner) if retention.owner else None for row in rows)

    return empty


def carry_out(now: dt.datetime | None = None) -> dict[str, int]:
    """Remove what has been kept for long enough. Says how many of each kind; again, and it is none.

    Each batch is one transaction with one audit line a funder. A period that cannot be carried out
    is logged and stops none after it; at the end NotCarriedOutError says which.
    """
    now = now or timezone.now()
    counts: dict[str, int] = {}
    failed: list[str] = []
    for each in queries.kept():
        before = now - dt.timedelta(days=each.days or 0)
        try:
            while done := _batch(each, before):
                counts[each.period.kind] = counts.get(each.period.kind, 0) + done
                if done < BATCH:
                    break
        except Exception:  # whatever a module raises, it is said below
            log.exception("the period %s was not carried out", each.period.kind)
            failed.append(str(each.period.what))
    if failed:
        raise NotCarriedOutError(
            _("This failed: %(what)s. Everything else was done; the log has the error.")
            % {"what": ", ".join(failed)}
        )
    return counts


def _batch(each: Kept, before: dt.datetime) -> int:
    return giving_way(lambda: _empty(each, before))


def _empty(each: Kept, before: dt.datetime) -> int:
    done = each.period.empty(before, BATCH)
    for funder, count in done.items():
        if count:
            audit.record(
                kind="privacy.emptied", by=None, on=f"privacy.period:{each.period.kind}",
                chain=funder, facts={"count": count},
            )  # fmt: skip
    return sum(done.values())


def mark_emptied(kind: str, things: Iterable[str]) -> None:
    """Write down that these things have been emptied, so that they are not emptied again."""
    Emptied.objects.bulk_create(
        [Emptied(kind=kind, thing=thing) for thing in things], ignore_conflicts=True
    )


def change_period(*, kept: Kept, days: int, by: User) -> None:
    """Choose for how many days something is kept. Raises BadPeriodError."""
    if not 1 <= days <= 36_500:
        raise BadPeriodError(noop("Choose between 1 day and 100 years."))
    with transaction.atomic():
        if days == kept.period.days:
            RetentionRule.objects.filter(kind=kept.period.kind).delete()
        else:
            RetentionRule.objects.update_or_create(kind=kept.period.kind, defaults={"days": days})
        audit.record(
            kind="privacy.period_changed", by=by, on=f"privacy.period:{kept.period.kind}",
            facts={"days": days, "before": kept.days},
        )  # fmt: skip
