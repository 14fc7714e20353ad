"""What a list of joiners and leavers would do in an organisation, line by line, before it is done."""

import dataclasses
from collections.abc import Sequence

from django.utils.translation import gettext as _

from allotment.kernel.organisations import queries
from allotment.kernel.organisations.domain import roles
from allotment.kernel.organisations.domain.staff_list import StaffChange
from allotment.kernel.organisations.models import Membership, Organisation
from allotment.kernel.people.models import User

ADMINISTRATOR = "organisations.administrator"


@dataclasses.dataclass(frozen=True, slots=True)
class Planned:
    """A line and what it would do, in a sentence: invite to `role`, or let somebody go: end `ends`, or
    only withdraw what they were invited to. With `problem`, or where there is nothing to do, neither."""

    line: StaffChange
    text: str
    problem: bool = False
    role: str = ""
    ends: Sequence[Membership] = ()
    leaves: bool = False

    @property
    def does_something(self) -> bool:
        return bool(self.role) or self.leaves


def plan(organisation: Organisation, lines: Sequence[StaffChange], by: User) -> list[Planned]:
    """What each line would do. Three statements, however many lines."""
    held: dict[str, list[Membership]] = {}
    current = Membership.objects.filter(organisation=organisation, ended_at=None)
    for each in current.select_related("person", "organisation"):
        held.setdefault(each.person.email.casefold(), []).append(each)
    invited = {(i.email, i.role) for i in queries.open_invitations(organisation)}
    seen: dict[str, int] = {}
    planned = []
    for line in lines:
        if line.problem:
            planned.append(_no(line, _(line.problem)))
        elif line.email in seen:
            text = _("This address is in line %(n)d already.") % {"n": seen[line.email]}
            planned.append(_no(line, text))
        elif line.leaves:
            planned.append(_leaver(line, held.get(line.email, []), invited, by))
        else:
            planned.append(_joiner(line, organisation, held.get(line.email, []), invited))
        seen.setdefault(line.email, line.number)
    return _with_an_administrator(planned, [m for each in held.values() for m in each])


def _no(line: StaffChange, text: str) -> Planned:
    return Planned(line, text, problem=True)


def _role(organisation: Organisation, text: str) -> str | None:
    """The role that this word means here; a joiner without one is a member."""
    if not text:
        return roles.MEMBER
    for role in roles.offered(for_funder=organisation.is_funder):
        if text.casefold() in {role.key, str(role.name).casefold()}:
            return role.key
    return None


def _joiner(
    line: StaffChange,
    organisation: Organisation,
    held: list[Membership],
    invited: set[tuple[str, str]],
) -> Planned:
    role = _role(organisation, line.role)
    if role is None:
        known = ", ".join(str(r.name) for r in roles.offered(for_funder=organisation.is_funder))
        return _no(line, _("There is no such role here. There are: %(roles)s.") % {"roles": known})
    words = {"role": roles.name_of(role)}
    if any(each.role == role for each in held):
        return Planned(line, _("Has the role %(role)s already.") % words)
    if (line.email, role) in invited:
        return Planned(line, _("Has been invited to the role %(role)s already.") % words)
    return Planned(line, _("Will be invited to the role %(role)s.") % words, role=role)


def _leaver(
    line: StaffChange, held: list[Membership], invited: set[tuple[str, str]], by: User
) -> Planned:
    if not held and any(line.email == email for email, _role in invited):
        return Planned(line, _("Their invitations will be withdrawn."), leaves=True)
    if not held:
        return _no(line, _("Nobody with this address works here."))
    if held[0].person_id == by.pk:
        return _no(line, _("That is you. A colleague can do this."))
    wanted = line.role.casefold()
    ends = [
        each for each in held
        if not wanted or wanted in {each.role, roles.name_of(each.role).casefold()}
    ]  # fmt: skip
    if not ends:
        return _no(line, _("Does not have this role here."))
    text = _("These roles will end, and every sign-in: %(roles)s.")
    names = ", ".join(roles.name_of(each.role) for each in ends)
    return Planned(line, text % {"roles": names}, ends=ends, leaves=True)


def _with_an_administrator(planned: list[Planned], held: list[Membership]) -> list[Planned]:
    """The same, but for those who would leave the organisation without an administrator."""
    ended = {each.pk for one in planned for each in one.ends}
    if not any(each.role == ADMINISTRATOR for each in held) or any(
        each.role == ADMINISTRATOR and each.pk not in ended for each in held
    ):
        return planned
    text = _("An organisation needs an administrator. Give somebody else the role first.")
    return [
        _no(one.line, text) if any(each.role == ADMINISTRATOR for each in one.ends) else one
        for one in planned
    ]
