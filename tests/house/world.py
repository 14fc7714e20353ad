"""One of everything, so that every address has something to point at."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from allotment.fund.domain.moves import Outcome
from allotment.fund.domain.templates import SMALL_IDEAS
from allotment.fund.models import Assignment, Award, Call, Entry, LateChange, Letter, RemovedPart
from allotment.fund.services import (
    assessment,
    calls,
    clarifications,
    decisions,
    drafts,
    entries,
    form,
    letters,
)
from allotment.fund.services.assessment import Given
from allotment.fund.services.looking import ENTRY, looked_at
from allotment.kernel.files.services import keep, keep_for_reading
from allotment.kernel.jobs.models import Job
from allotment.kernel.notify.letters import stop_address
from allotment.kernel.organisations.models import (
    Invitation,
    JoinRequest,
    MailDomain,
    Membership,
    Recovery,
    RecoveryConfirmation,
)
from allotment.kernel.organisations.queries import recovery as lost
from allotment.money.models import Commitment, Pot
from allotment.money.services import ledger, pots
from allotment.register.domain.own_awards import Body, OwnAward
from allotment.register.models import ApiKey, Award as PublishedAward, ImportRun, Party
from allotment.register.services.awards import publish_award
from allotment.register.services.keys import make_key
from allotment.register.services.parties import merge_parties
from allotment.register.services.uploads import UPLOAD
from tests.fund.conftest import answer_everything, close
from tests.house.analyses import analysed
from tests.people import People
from tests.register.conftest import bring
from tests.register.grants import small_grant


@dataclass
class World:
    """The parts of addresses, by the address's name and, where that is not enough, per name."""

    people: People
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)


def _call(people: People, pot: Pot, title: str) -> Call:
    call = calls.make_call(funder=people.wexcombe, template=SMALL_IDEAS, by=people.manager)
    calls.change_draft(
        call=call, by=people.manager, values={"title": people.named(title)}, pots=[pot]
    )
    return call


def _opened(people: People, call: Call) -> None:
    now = timezone.now()
    values = {"opens_at": now - dt.timedelta(days=1), "closes_at": now + dt.timedelta(days=7)}
    calls.change_draft(call=call, by=people.manager, values=values)
    calls.open_call(call=call, by=people.manager)


def _sent(people: People, call: Call) -> Entry:
    entry = entries.start(
        call=call, by=people.entrant, token=uuid.uuid4().hex, organisation=people.repair_cafe
    )
    answers = answer_everything(call)
    for question in call.questions.filter(kind__in=["short_text", "long_text"]):
        answers[question.key] = people.named(answers[question.key])
    drafts.save(entry=entry, by=people.entrant, answers=answers, versions={})
    entries.submit(entry=entry, by=people.entrant, token="t")
    return entry


def _judged(people: People, call: Call, entry: Entry) -> Assignment:
    close(call)
    entry.refresh_from_db()
    assessment.screen(entry=entry, by=people.manager, eligible=True)
    assignment = assessment.assign(entry=entry, assessor=people.assessor, by=people.manager)
    assessment.declare(assignment=assignment, by=people.assessor, conflict="")
    given = {c.key: Given(4, False, people.named("Because.")) for c in call.criteria.all()}
    assessment.save_scores(assignment=assignment, by=people.assessor, given=given)
    return assignment


def _published(people: People) -> PublishedAward:
    """An award in the register."""
    key = publish_award(
        award=OwnAward(
            key=f"published{people.number}",
            funder=Body(people.wexcombe.key, people.wexcombe.org_id, people.wexcombe.name),
            recipient=Body(people.repair_cafe.key, "", people.repair_cafe.name),
            title=people.named("Tools for the mending table"),
            description="Irons, sewing machines and a month of rent.",
            amount_pence=120_000,
            award_date=dt.date(2024, 5, 1),
            programme="First round",
        ),
        funder=people.wexcombe,
        by=people.manager,
    )
    return PublishedAward.objects.select_related("funder", "recipient").get(key=key)


def make_world(people: People) -> World:
    """A draft, an open and a decided call of the funder's, with what belongs to each."""
    pot = pots.open_pot(
        funder=people.wexcombe, name=people.named("Small ideas"), source="Discretionary budget",
        financial_year=2026, by=people.finance,
    )  # fmt: skip
    ledger.put_in(pot=pot, pence=1_000_000, once="first", by=people.finance)
    draft, opened, decided = (_call(people, pot, t) for t in ("Draft", "Open", "Decided"))
    _opened(people, opened)
    _opened(people, decided)
    working = _sent(people, opened)
    entry = _sent(people, decided)
    assignment = _judged(people, decided, entry)
    calls.hand_to_board(call=decided, by=people.manager)
    entry.refresh_from_db()
    decisions.decide(
        entry=entry,
        by=people.board,
        outcome=Outcome.FUND,
        amount=100_000,
        pot=pot,
        reason=people.named("Good."),
    )
    letters.send_letters(call=decided, by=people.manager)
    asked = clarifications.ask(
        call=opened, by=people.entrant, question=people.named("May schools enter?")
    )
    looked_at(entry=entry, by=people.auditor, kind=ENTRY)
    stored = keep(
        upload=SimpleUploadedFile(people.named("plan.txt"), people.named("Our plan").encode()),
        about_kind="fund.entry", about_key=working.key, by=people.entrant,
    )  # fmt: skip
    invitation = Invitation.objects.create(
        organisation=people.wexcombe,
        email=people.named("new@example.org").replace(" ", "."),
        role="fund.board",
    )
    job = Job.objects.create(kind="fund.close_due_calls", owner=people.manager)
    section = opened.sections.order_by("position")[0].key
    question = draft.questions.order_by("position")[0].key
    by_namespace: dict[str, dict[str, Any]] = {
        "organisations": {
            "key": people.wexcombe.key, "membership": Membership.objects.filter(
                organisation=people.wexcombe, role="fund.manager").values_list("pk", flat=True)[0],
            "invitation": invitation.key, "secret": invitation.secret, "person": people.manager.pk,
        },
        "files": {"key": stored.key},
        "jobs": {"key": job.key},
        "privacy": {"kind": "notify.mail"},
        "people": {"provider_id": "work"},
        "notify": {"token": stop_address(people.manager, "fund.asked").rstrip("/").split("/")[-1]},
        "site": {"person": people.manager.pk, "section": "ideas-and-funding"},
        "money": {"key": pot.key},
    }  # fmt: skip
    world = World(people, {f"{ns}:": parts for ns, parts in by_namespace.items()})
    domain = MailDomain.objects.create(
        organisation=people.wexcombe, name="wexcombe.example", claimed_by=people.administrator
    )
    MailDomain.objects.create(
        organisation=people.repair_cafe, name=f"r{people.number}.example", state="approved"
    )
    address = f"nia@r{people.number}.example"
    EmailAddress.objects.create(user=people.newcomer, email=address, verified=True)
    world.parts["organisations:ask"] = {"key": people.repair_cafe.key}
    joins = JoinRequest.objects.create(organisation=people.wexcombe, person=people.newcomer)
    world.parts["organisations:decide_domain"] = {"domain": domain.key}
    world.parts["organisations:answer"] = {"key": people.wexcombe.key, "asked": joins.key}
    recovery = Recovery.objects.create(person=people.manager)
    RecoveryConfirmation.objects.create(
        recovery=recovery, organisation=people.wexcombe, by=people.board
    )
    confirmed = Recovery.objects.create(
        person=people.entrant, state="confirmed", secret_digest=lost.digest_of("secret")
    )
    world.parts["organisations:lost"] = {"token": lost.lost_token(people.manager)}
    world.parts["organisations:stop_recovery"] = {"token": lost.stop_token(recovery)}
    world.parts["organisations:confirm_recovery"] = {"key": recovery.key}
    world.parts["organisations:use_recovery"] = {"key": confirmed.key, "secret": "secret"}
    world.parts["organisations:merge"] = {
        "key": people.repair_cafe.key, "other": people.wexcombe.key,
    }  # fmt: skip
    world.parts["money:open"] = {"key": people.wexcombe.key}
    world.parts["money:pay"] = {"key": Commitment.objects.get(pot=pot).key}
    for name in ("call", "ask", "enter", "inside", "amend", "extend", "paper", "questions_asked",
                 "copy", "open", "entries", "assign_evenly", "to_board"):  # fmt: skip
        world.parts[f"fund:{name}"] = {"key": opened.key}
    world.parts["fund:answer"] = {"key": opened.key, "question": asked.key}
    late = LateChange.objects.create(
        entry=working, closes_at=timezone.now() + dt.timedelta(days=30),
        why=people.named("The website was away."), asked_by=people.manager,
    )  # fmt: skip
    world.parts["fund:late_change"] = {"key": late.key}
    world.parts["fund:extend_one"] = {"key": opened.key, "entry": working.reference}
    for name in ("ranking", "pack", "make_pack", "letters", "letters_sent", "awards", "assignments",
                 "more_scores", "close_decisions", "entries", "disclosure"):  # fmt: skip
        world.parts[f"fund:{name}"] = {"key": decided.key}
    world.parts["fund:letter_texts"] = {"key": decided.key}
    for name in ("letter_text", "usual_text"):
        world.parts[f"fund:{name}"] = {"key": decided.key, "kind": "fund"}
    form.remove_criterion(row=draft.criteria.all()[2], by=people.manager)
    removed = RemovedPart.objects.get(call=draft)
    world.parts["fund:put_back"] = {"key": draft.key, "part": removed.key}
    world.parts["fund:letter"] = {"key": decided.key, "letter": Letter.objects.get(entry=entry).key}
    for name in ("rules", "moments"):
        world.parts[f"fund:{name}"] = {"key": draft.key}
    for name in ("entry", "check", "receipt", "document", "withdraw"):
        world.parts[f"fund:{name}"] = {"key": working.key}
    for name in ("section", "autosave"):
        world.parts[f"fund:{name}"] = {"key": working.key, "section": section}
    world.parts["fund:add_file"] = {"key": working.key, "question": question}
    for name in ("remove_file", "put_file_back"):
        world.parts[f"fund:{name}"] = {
            "key": working.key, "question": question, "file": stored.key,
        }  # fmt: skip
    world.parts["fund:offer"] = {"key": entry.key, "award": Award.objects.get(entry=entry).key}
    for name in ("assess", "save_scores", "step_back"):
        world.parts[f"fund:{name}"] = {"key": assignment.key}
    for name in ("received", "screen", "assign", "decide", "conflict"):
        world.parts[f"fund:{name}"] = {"key": entry.key}
    world.parts["fund:unassign"] = {"key": entry.key, "assignment": assignment.key}
    published = _published(people)
    world.parts["register:award"] = world.parts["register:award_json"] = {"key": published.key}
    world.parts["register:funder"] = {"key": published.funder.key}
    bring(
        *(
            small_grant(
                id=f"360G-alike-{people.number}-{n}",
                title=people.named(f"Alike award {n}"),
                recipientOrganization=[{"id": ref, "name": people.named(f"Alike {n}")}],
            )
            for n, ref in enumerate(f"GB-{of}-{people.number}" for of in ("CHC", "COH", "SC"))
        ),
    )
    one, other, third = Party.objects.filter(identifier__endswith=people.number).order_by("pk")
    merge_parties(keep=one, gone=third, by=people.keeper, why="The same number.")
    world.parts["register:together"] = {"one": one.key, "other": other.key}
    world.parts["register:apart"] = {"key": third.key}
    make_key(name=people.named("Map"), by=people.manager)
    sent = SimpleUploadedFile(people.named("own.csv"), b"Ref,Sum\nA1,100\n")
    stored = keep_for_reading(upload=sent, about_kind=UPLOAD, by=people.keeper)
    world.parts["register:import_columns"] = {"key": stored.key}
    world.parts["register:import_result"] = {"key": ImportRun.objects.latest("pk").key}
    world.parts["register:api_key_end"] = {"key": ApiKey.objects.get(person=people.manager).key}
    world.parts["register:embedded_chart"] = {"key": published.funder.key, "chart": "by-year"}
    world.parts["register:open_data_file"] = {"form": "json"}
    world.parts["register:open_data_of_funder"] = {"key": published.funder.key}
    world.parts["register:open_data_file_of_funder"] = {"key": published.funder.key, "form": "xlsx"}
    world.parts["register:recipient"] = {"key": published.recipient.key}
    world.parts["fund:"] = {
        "key": draft.key, "section": draft.sections.all()[0].key, "question": question,
        "criterion": draft.criteria.all()[0].key,
    }  # fmt: skip
    world.parts.update(analysed(people, decided))
    for module in settings.MODULES:
        rows = f"tests.{module}.rows"
        if find_spec(rows) is not None:
            world.parts.update(import_module(rows).make_rows(people, people.named("A bench")))
    return world
