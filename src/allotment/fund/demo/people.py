"""The demonstration's people and organisations."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from allauth.account.models import EmailAddress

from allotment.fund.demo.clock import Clock
from allotment.fund.demo.content import Body, Content, Person
from allotment.kernel.organisations.models import Membership, Organisation
from allotment.kernel.people.models import User


@dataclass(slots=True)
class Cast:
    """Who is who, once they are in the database."""

    funder: Organisation
    organisations: dict[str, Organisation] = field(default_factory=dict)
    by_email: dict[str, User] = field(default_factory=dict)
    officers: dict[str, User] = field(default_factory=dict)

    def writer(self, person: Person) -> User:
        """The user of somebody who entered."""
        return self.by_email[person.email]


def make_people(content: Content, clock: Clock) -> Cast:
    """Make all users, organisations and memberships; those one can be are marked so."""
    cast = Cast(funder=_organisation(content.funder))
    cast.organisations[content.funder.name] = cast.funder
    shown = {e.by.email for e in content.entries if e.key in content.one_can_be}
    ids = clock.random("people")
    _users(cast, [content.keeper], ids, shown=True)
    User.objects.filter(email=content.keeper.email).update(is_site_keeper=True)
    for body in (content.funder, *content.neighbours):
        _users(cast, body.officers, ids, shown=True)
    entrants = {entry.by.email: entry.by for entry in content.entries}
    _users(cast, [p for p in entrants.values() if p.email in shown], ids, shown=True)
    _users(cast, [p for p in entrants.values() if p.email not in shown], ids, shown=False)
    _organisations(cast, content)
    _memberships(cast, content, clock)
    cast.officers = {
        person.key: cast.by_email[person.email]
        for body in (content.funder, *content.neighbours)
        for person in body.officers
    }
    return cast


def _users(cast: Cast, people: Iterable[Person], ids: Random, *, shown: bool) -> None:
    for person in people:
        user = User(
            id=uuid.UUID(int=ids.getrandbits(128), version=4),
            email=person.email,
            name=person.name,
            is_demonstration=shown,
        )
        user.set_unusable_password()
        user.save(force_insert=True)
        cast.by_email[person.email] = user
        EmailAddress.objects.create(user=user, email=person.email, verified=True, primary=True)


def _organisation(body: Body) -> Organisation:
    return Organisation.objects.create(
        name=body.name, kind=body.kind, org_id=body.org_id, is_funder=body.is_funder
    )


def _organisations(cast: Cast, content: Content) -> None:
    for body in (*content.neighbours, *(entry.organisation for entry in content.entries)):
        if body.name not in cast.organisations:
            cast.organisations[body.name] = _organisation(body)


def _memberships(cast: Cast, content: Content, clock: Clock) -> None:
    held = {
        (cast.organisations[body.name].pk, cast.by_email[person.email].pk, role)
        for body in (content.funder, *content.neighbours)
        for person in body.officers
        for role in person.roles
    } | {
        (
            cast.organisations[entry.organisation.name].pk,
            cast.writer(entry.by).pk,
            "organisations.administrator",
        )
        for entry in content.entries
    }
    Membership.objects.bulk_create(
        Membership(organisation_id=organisation, person_id=person, role=role, since=clock.at(-400))
        for organisation, person, role in sorted(held, key=str)
    )
