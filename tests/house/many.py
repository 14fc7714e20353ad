"""Several of everything that is listed, so that lists have something to sort and to page through.

Every row has one text of its own, and shares others with its neighbours, so that ties are met.
"""

import datetime as dt
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from allotment.evidence.models import Analysis
from allotment.evidence.services import analyses, publishing
from allotment.fund.models import (
    Assignment,
    Award,
    Call,
    Clarification,
    Decision,
    Entry,
    Letter,
)
from allotment.fund.services import calls
from allotment.kernel.audit.services import record
from allotment.kernel.guards.rows import writing
from allotment.kernel.jobs.models import Job
from allotment.kernel.notify.models import Mail, Message
from allotment.kernel.organisations.models import Invitation, MailDomain, Membership, Organisation
from allotment.kernel.privacy.models import Look
from allotment.money.models import Pot
from allotment.money.services import ledger, pots
from allotment.register.domain.own_awards import Body, OwnAward
from allotment.register.models import Party
from allotment.register.services.awards import publish_award
from allotment.register.services.keys import make_key
from allotment.register.services.parties import merge_parties
from tests.evidence import made
from tests.house.world import World, make_world
from tests.people import People
from tests.register.conftest import bring
from tests.register.grants import small_grant

#: One begins like a formula, one with a letter that sorts late, two differ only in case.
WORDS = ("=1+1 Zebra", "apple", "Écurie", "Mango <b>", "mango tree")


@writing("fund")
def _entries(people: People, call: Call, pot: Pot) -> None:
    now = timezone.now()
    for n, word in enumerate(WORDS):
        entry = Entry.objects.create(
            call=call, owner=people.entrant, organisation=people.repair_cafe, title=word,
            reference=f"MANY-{n}", start_token=f"many{n}", asked=100_000 * (n % 2 + 1),
            state="eligible", submitted_at=now - dt.timedelta(days=n % 3 + 1),
        )  # fmt: skip
        Assignment.objects.create(entry=entry, assessor=people.second_assessor)
        Assignment.objects.create(
            entry=entry, assessor=people.assessor, state="submitted",
            declared_at=now, submitted_at=now - dt.timedelta(days=n % 2),
        )  # fmt: skip
        decision = Decision.objects.create(
            entry=entry, number=1, outcome="fund", amount=100_000 + n % 2, pot=pot, reason="Good."
        )
        Letter.objects.create(entry=entry, decision=decision, subject="Yes", body=f"{word}: yes")
        Award.objects.create(entry=entry, decision=decision, amount=decision.amount)


def _of_the_kernel(people: People) -> None:
    now = timezone.now()
    for n, word in enumerate(WORDS):
        Job.objects.create(kind="fund.close_due_calls", error=word, attempts=n % 2, status="failed",
                           ended_at=now if n % 2 else None)  # fmt: skip
        MailDomain.objects.create(
            organisation=people.wexcombe if n % 2 else people.otterbourne, name=f"many{n}.example",
            state="refused" if n % 2 else "approved", why=word,
        )  # fmt: skip
        Message.objects.create(
            person=people.manager, kind="many", subject=word, body="…",
            read_at=now if n % 2 else None,
        )  # fmt: skip
        Look.objects.create(
            person=people.manager, viewer=people.finance, working_for=people.wexcombe,
            kind="fund.file" if n % 2 else "fund.entry", thing=word, day=now.date(), at=now,
        )  # fmt: skip
        for to in (people.manager.email, f"many{n}@example.org"):
            Mail.objects.create(to=to, subject=f"{word} mail", body="…", state="sent")
        Invitation.objects.create(
            organisation=people.wexcombe, email=f"many{n}@example.org", role="fund.board",
            withdrawn_at=now if n % 2 else None,
        )  # fmt: skip
        Organisation.objects.create(name=word, kind="charity" if n % 2 else "school")
        for twin in (f"Twin {n} Group", f"Group Twin {n}"):
            Organisation.objects.create(name=twin, kind="charity")
        Membership.objects.create(
            organisation=Organisation.objects.get(name=word), person=people.colleague,
            role="organisations.member",
        )  # fmt: skip
        person = people._person(f"Many {n}")
        Membership.objects.create(organisation=people.wexcombe, person=person, role="fund.board")
    with transaction.atomic():
        for _each in WORDS:
            record(kind="organisations.changed", by=people.keeper, on="site:site")


def _published(people: People) -> None:
    for n, word in enumerate(WORDS):
        make_key(name=word, by=people.manager)
        bring(
            *(
                small_grant(
                    id=f"360G-many-{n}-{prefix}",
                    title=f"Many {n} {prefix}",
                    recipientOrganization=[
                        {"id": f"GB-{prefix}-765{n}000", "name": f"Kin {n} {prefix}"}
                    ],
                )
                for prefix in ("CHC", "COH", "SC")
            )
        )
        alike = Party.objects.filter(identifier__endswith=f"-765{n}000").order_by("pk")
        merge_parties(keep=alike[0], gone=alike[2], by=people.keeper, why="The same number.")
        publish_award(
            award=OwnAward(
                key=f"many{n}",
                funder=Body(f"funder{n}", f"GB-LAE-MNY{n}", f"{word} Borough Council"),
                recipient=Body(f"recipient{n}", "", f"{word} Club"),
                title=word,
                description="Tools.",
                amount_pence=100_000 * (n % 2 + 1),
                award_date=dt.date(2024, 5, 1 + n % 2),
                programme="Many",
            ),
            funder=people.wexcombe,
            by=people.manager,
        )


def _reports(people: People) -> None:
    read = made.now(Analysis.objects.get(source="file"))
    for n, word in enumerate(WORDS):
        analysis, _job = analyses.begin_with_awards(
            owner=people.wexcombe, query="", title=word, by=people.manager
        )
        publishing.publish(
            analysis=analysis, run=read.run, report=replace(read.report, title=word),
            licence=made.LICENCE, on=dt.date(2026, 3, 1 + n % 2), changes="", seen=1,
            by=people.manager,
        )  # fmt: skip


def make_many(people: People) -> World:
    """The world with several rows in each of its lists."""
    people.second_assessor  # noqa: B018
    world = make_world(people)
    of_money: dict[str, Any] = world.parts["money:"]
    pot = Pot.objects.get(key=of_money["key"])
    decided = Call.objects.get(key=world.parts["fund:awards"]["key"])
    opened = Call.objects.get(key=world.parts["fund:questions_asked"]["key"])
    for n, word in enumerate(WORDS):
        pots.open_pot(
            funder=people.wexcombe, name=f"Pot {word}", source="Line 1",
            financial_year=2024 + n % 2, by=people.finance,
        )  # fmt: skip
        ledger.put_in(pot=pot, pence=100 + n % 2, once=f"many{n}", by=people.finance, why=word)
        Clarification.objects.create(
            call=opened, asked_by=people.entrant, question=word,
            answer="Yes." if n % 2 else "", answered_at=timezone.now() if n % 2 else None,
        )  # fmt: skip
        copy = calls.copy_call(call=opened, by=people.manager)
        closed = timezone.now() - dt.timedelta(days=n % 3 + 1)
        Call.objects.filter(pk=copy.pk).update(
            title=word, state="deciding" if n % 2 else "closed",
            opens_at=closed - dt.timedelta(days=9), closes_at=closed,
        )  # fmt: skip
        ledger.commit(
            pot=pot, reference=f"many{n}", pence=100 + n % 2, once=f"for{n}", label=f"{word} award",
            by=people.board,
        )  # fmt: skip
        if n % 2:
            ledger.pay(pot=pot, reference=f"many{n}", pence=101, once=f"paid{n}", by=people.finance)
    _entries(people, decided, pot)
    _of_the_kernel(people)
    _published(people)
    _reports(people)
    for module in settings.MODULES:
        rows = f"tests.{module}.rows"
        if find_spec(rows) is not None:
            import_module(rows).make_rows(people, *WORDS)
    return world
