"""Awards made on this site entering the register, and leaving it."""

from django.db import connection, transaction
from django.utils import timezone

from allotment.kernel.audit import services as audit
from allotment.kernel.guards import states
from allotment.kernel.guards.rows import writing
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.people.models import User
from allotment.kernel.search import services as search
from allotment.register.domain.own_awards import OwnAward, grant_of
from allotment.register.domain.reading.grants import Named, read_grant
from allotment.register.models import Award, Party
from allotment.register.services import tallies
from allotment.register.services.award_rows import AwardRows, Origin
from allotment.register.services.bulk_sql import lock_register

INDEXED = "register.award"


class NotInRegisterError(LookupError):
    """The register holds no award of this site under that key."""


def publish_award(*, award: OwnAward, funder: Organisation, by: User | None) -> str:
    """Enter an award of this site into the register and the open data; returns its public key.

    The award's own key makes it repeatable: published again with the same content, nothing
    changes; with other content, or after it was withdrawn, the entry is brought up to date, under
    the identifier that it has though the funder's changed. Not guarded by a permission of its own:
    who may decide an award is the calling module's to ask.
    """
    origin = Origin(own_key=award.key)
    with transaction.atomic(), writing("register"):
        lock_register()
        reading = read_grant(grant_of(award) | _known_as(award.key))
        returned = _let_return(award.key)
        filed = AwardRows(origin, timezone.now()).file([reading])
        entered = Award.objects.get(identifier=reading.facts.identifier)
        if not (filed.imported or filed.updated or returned):
            return entered.key
        _link(reading.facts.funder, funder)
        search.refresh(INDEXED, [entered.key])
        audit.record(
            kind="register.award_published",
            by=by,
            on=entered,
            chain=funder,
            facts={
                "award": award.key,
                "pence": award.amount_pence,
                "digest": reading.digest.hex(),
            },
        )
    return entered.key


def withdraw_award(*, own_key: str, funder: Organisation, by: User | None, why: str) -> None:
    """Take an award of this site out of the pages and the open data; its row stays.

    Repeatable. Raises NotInRegisterError where it never was published.
    """
    with transaction.atomic(), writing("register"):
        lock_register()
        found = Award.objects.filter(own_key=own_key)
        award = found.first()
        if award is None:
            raise NotInRegisterError(own_key)
        if award.status == Award.Status.WITHDRAWN:
            return
        with connection.cursor() as cursor:
            tallies.subtract(cursor, [award.pk])
        states.move(found, to=Award.Status.WITHDRAWN, changed_at=timezone.now())
        search.refresh(INDEXED, [award.key])
        audit.record(
            kind="register.award_withdrawn",
            by=by,
            on=award,
            chain=funder,
            why=why,
            facts={"award": own_key},
        )


def _known_as(own_key: str) -> dict[str, str]:
    """The identifier under which others may have taken the award up, as the part of a grant."""
    known = Award.objects.filter(own_key=own_key).values_list("identifier", flat=True).first()
    return {"id": known} if known else {}


def _let_return(own_key: str) -> bool:
    """Publish again what was withdrawn; whether there was any."""
    hidden = Award.objects.filter(own_key=own_key, status=Award.Status.WITHDRAWN)
    ids = list(hidden.values_list("pk", flat=True))
    states.move(hidden, to=Award.Status.PUBLISHED, changed_at=timezone.now())
    with connection.cursor() as cursor:
        tallies.add(cursor, ids)
    return bool(ids)


def _link(named: Named, organisation: Organisation) -> None:
    """Let a published name lead to the organisation's record on this site."""
    Party.objects.filter(ref=named.ref, organisation=None).update(organisation=organisation)
