"""Two records of one organisation become one, for good."""

from collections.abc import Callable, Collection
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from allotment.kernel.audit import services as audit
from allotment.kernel.domain.sentences import gettext_noop as noop
from allotment.kernel.organisations.domain.roles import MEMBER
from allotment.kernel.organisations.models import (
    Invitation,
    JoinRequest,
    MailDomain,
    Membership,
    Organisation,
)
from allotment.kernel.organisations.queries.alike import beyond_members, references
from allotment.kernel.organisations.services import OrganisationError, announce_end
from allotment.kernel.people.models import User

#: What else names an organisation, beside references that the database knows of.
Also = Callable[[Organisation, Organisation], None]
_also: list[Also] = []
_before: list[Also] = []


def before(settle: Also) -> None:
    """Let a module settle what both may not have, so that the merge is not refused for it:
    `settle(gone, stays)` runs in the transaction of the merge, before any reference moves."""
    _before.append(settle)


def also(move: Also) -> None:
    """Let a module move what it keeps of an organisation otherwise than by reference:
    `move(gone, stays)` runs in the transaction of the merge."""
    _also.append(move)


def merge(
    *, gone: Organisation, stays: Organisation, by: User, keeps: Collection[int] = ()
) -> dict[str, int]:
    """Move everything that refers to `gone` to `stays`, and let the old address lead there.

    The published name and the chain of the audit stay as they are. The people of `gone` become plain
    members but for the roles (ids of memberships) in `keeps`; its open invitations to more than
    that are withdrawn. Returns how many rows moved, by "model.field". It cannot be undone. Raises
    OrganisationError where either has been merged meanwhile, or both have a thing of one name.
    """
    with transaction.atomic():
        locked = {
            row.pk: row
            for row in Organisation.objects.select_for_update()
            .filter(pk__in=[gone.pk, stays.pk], merged_into=None).order_by("pk")
        }  # fmt: skip
        if len(locked) != 2:
            raise OrganisationError(
                noop("One of the two has already been merged. Check them again.")
            )
        old, new = locked[gone.pk], locked[stays.pk]
        ended = _end_rights(old, keeps)
        members = _make_members({each.person_id for each in ended}, old, new)
        _end_doubled_roles(old, new)
        _ask_once(old, new)
        for settle in _before:
            settle(old, new)
        moved = {f"{f.model._meta.label}.{f.name}": _move(f, old, new) for f in references()}
        for move in _also:
            move(old, new)
        _take_over(old, new)
        _note_rights(new, ended, members, by)
        audit.record(
            kind="organisations.merged", by=by, on=new, chain=new,
            facts={"gone": old.key, "rows": sum(moved.values())},
        )  # fmt: skip
    return {name: count for name, count in moved.items() if count}


def _move(field: models.ForeignKey[Any, Any], old: Organisation, new: Organisation) -> int:
    """The one writer that moves rows of every module, past the guards of those that have some: what
    they say does not change, only under which number the same organisation stands."""
    rows: models.QuerySet[Any] = models.QuerySet(field.model).filter(**{field.name: old})
    try:
        with transaction.atomic():
            return rows.update(**{field.name: new})
    except IntegrityError as error:
        raise OrganisationError(
            noop(
                "Both have something of the same name, such as a pot of one year. Rename one first."
            )
        ) from error


def _end_rights(old: Organisation, keeps: Collection[int]) -> list[Membership]:
    """Whoever adds a record administers it: that gives no right over the one that stays."""
    now = timezone.now()
    Invitation.objects.filter(organisation=old, accepted_at=None, withdrawn_at=None).exclude(
        role=MEMBER
    ).update(withdrawn_at=now)
    ended = list(beyond_members(old).exclude(pk__in=keeps))
    Membership.objects.filter(pk__in=[each.pk for each in ended]).update(ended_at=now)
    return ended


def _make_members(people: set[Any], old: Organisation, new: Organisation) -> list[Membership]:
    """Whoever would have no role left becomes a member."""
    at_work = Membership.objects.filter(
        organisation__in=[old, new], person__in=people, ended_at=None
    ).values_list("person", flat=True)
    return Membership.objects.bulk_create(
        Membership(organisation=new, person_id=person, role=MEMBER)
        for person in sorted(people - set(at_work))
    )


def _note_rights(
    new: Organisation, ended: list[Membership], given: list[Membership], by: User
) -> None:
    for kind, rows in (("role_ended", ended), ("role_given", given)):
        for each in rows:
            audit.record(
                kind=f"organisations.{kind}", by=by, on=new, chain=new,
                facts={"person": str(each.person_id), "role": each.role},
            )  # fmt: skip
    for each in ended:
        each.organisation = new
        announce_end(each)


def _end_doubled_roles(old: Organisation, new: Organisation) -> None:
    """Of a role that somebody holds in both, one goes on."""
    here = {
        (m.person_id, m.role): m for m in Membership.objects.filter(organisation=new, ended_at=None)
    }
    for each in Membership.objects.filter(organisation=old, ended_at=None):
        if (each.person_id, each.role) in here:
            Membership.objects.filter(pk=each.pk).update(ended_at=timezone.now())


def _ask_once(old: Organisation, new: Organisation) -> None:
    """Of what somebody asks both, one goes on waiting for an answer."""
    asking = JoinRequest.objects.filter(organisation=new, state=JoinRequest.State.WAITING)
    JoinRequest.objects.filter(
        organisation=old, state=JoinRequest.State.WAITING, person__in=asking.values("person")
    ).delete()
    claimed = MailDomain.objects.filter(organisation=new, state=MailDomain.State.WAITING)
    MailDomain.objects.filter(
        organisation=old, state=MailDomain.State.WAITING, name__in=claimed.values("name")
    ).delete()


def _take_over(old: Organisation, new: Organisation) -> None:
    """What the record that stays does not say, it takes from the other."""
    taken = {
        name: getattr(old, name)
        for name in ("org_id", "gss_code", "postcode", "web")
        if getattr(old, name) and not getattr(new, name)
    }
    kept_id = "" if "org_id" in taken else old.org_id
    Organisation.objects.filter(pk=old.pk).update(merged_into=new, org_id=kept_id)
    Organisation.objects.filter(pk=new.pk).update(is_funder=old.is_funder or new.is_funder, **taken)
