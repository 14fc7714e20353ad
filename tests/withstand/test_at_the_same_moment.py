"""The same form, sent eight times at the same moment: it has one effect."""

import uuid
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from allotment.fund.models import Assignment, Award, Call, Decision, Entry, Letter, Submission
from allotment.fund.services import assessment, calls, decisions, entries, letters
from allotment.kernel.audit import queries as audit
from allotment.kernel.audit.models import AuditLine
from allotment.kernel.jobs import services as jobs
from allotment.kernel.jobs.models import Job, OutboxLine
from allotment.kernel.notify.models import Message
from allotment.money.models import Pot
from tests.fund.batches import declined
from tests.fund.conftest import (
    answer_everything,
    close,
    draft_call,
    full_draft,
    open_call,
    pot,
    start_entry,
)
from tests.people import People
from tests.waiting import HANGS
from tests.withstand.forms_of import forms_of

__all__ = ["draft_call", "full_draft", "open_call", "pot", "start_entry"]

pytestmark = [pytest.mark.django_db(transaction=True)]

SENDERS = 8


def send_at_once(user: Any, address: str, fields: dict[str, str]) -> list[int]:
    """Eight browsers of one person send the same form; gives what they were answered."""
    clients = [Client(raise_request_exception=False) for _sender in range(SENDERS)]
    for client in clients:
        client.force_login(user)
    barrier, answered = Barrier(SENDERS), []

    def send(client: Client) -> None:
        barrier.wait()
        try:
            answered.append(client.post(address, fields).status_code)
        finally:
            connection.close()

    threads = [Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answered) == SENDERS
    assert not [status for status in answered if status >= 500]
    return answered


def lines(kind: str) -> int:
    return AuditLine.objects.filter(kind=kind).count()


@pytest.fixture
def screened(full_draft: Entry, people: People) -> Entry:
    """Sent and eligible, before anybody was asked to score it."""
    entries.submit(entry=full_draft, by=people.entrant, token="t")
    close(full_draft.call)
    full_draft.refresh_from_db()
    assessment.screen(entry=full_draft, by=people.manager, eligible=True)
    return full_draft


@pytest.fixture
def eligible(full_draft: Entry, people: People) -> Entry:
    """Sent and screened, with the board."""
    entries.submit(entry=full_draft, by=people.entrant, token="t")
    close(full_draft.call)
    full_draft.refresh_from_db()
    assessment.screen(entry=full_draft, by=people.manager, eligible=True)
    calls.hand_to_board(call=full_draft.call, by=people.manager)
    return Entry.objects.select_related("call").get(pk=full_draft.pk)


@pytest.fixture
def funded(eligible: Entry, people: People, pot: Pot) -> Entry:
    decisions.decide(
        entry=eligible, by=people.board, outcome=decisions.Outcome.FUND, amount=100_000, pot=pot,
        reason="Good.",
    )  # fmt: skip
    return eligible


def test_starting_an_entry_starts_one(open_call: Call, people: People) -> None:
    fields = {"organisation": people.repair_cafe.key, "token": uuid.uuid4().hex}

    send_at_once(people.entrant, f"/calls/{open_call.key}/enter/", fields)

    assert Entry.objects.count() == 1
    assert lines("fund.entry_started") == 1


def test_sending_an_entry_sends_one_version(full_draft: Entry, people: People) -> None:
    send_at_once(people.entrant, f"/entries/{full_draft.key}/check/", {"token": uuid.uuid4().hex})

    assert Submission.objects.count() == 1
    assert lines("fund.entry_submitted") == 1
    assert OutboxLine.objects.filter(kind="fund.entry_submitted").count() == 1


def test_two_pages_of_the_same_draft_send_one_version(full_draft: Entry, people: People) -> None:
    """Each page has a token of its own, but nothing has changed between them."""
    barrier, numbers = Barrier(SENDERS), []

    def send(_n: int) -> None:
        barrier.wait()
        try:
            sent = entries.submit(entry=full_draft, by=people.entrant, token=uuid.uuid4().hex)
            numbers.append(sent.number)
        finally:
            connection.close()

    assert people.entrant
    threads = [Thread(target=send, args=(n,)) for n in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert numbers == [1] * SENDERS


def test_the_same_words_saved_at_once_are_one_version(
    open_call: Call, full_draft: Entry, people: People
) -> None:
    section = open_call.sections.order_by("position")[0]
    typed = answer_everything(open_call)
    question = open_call.questions.filter(section=section, kind__in=["short_text", "long_text"])[0]
    before = full_draft.draft.get(question=question.key).version
    fields = {
        question.key: f"{typed[question.key]} And more.",
        f"version-{question.key}": str(before),
    }

    send_at_once(people.entrant, f"/entries/{full_draft.key}/save/{section.key}/", fields)

    row = full_draft.draft.get(question=question.key)
    assert row.version == before + 1


def test_assigning_makes_one_assignment(screened: Entry, people: People) -> None:
    fields = {"assessor": str(people.assessor.pk)}

    send_at_once(people.manager, f"/received/{screened.key}/assign/", fields)

    assert Assignment.objects.filter(entry=screened, assessor=people.assessor).count() == 1
    assert lines("fund.assessor_assigned") == 1


def test_deciding_commits_the_money_once(eligible: Entry, people: People, pot: Pot) -> None:
    fields = {
        "outcome": "fund",
        "amount": "1000",
        "pot": str(pot.pk),
        "reason": "Good.",
        "seen": "0",
    }

    send_at_once(people.board, f"/received/{eligible.key}/decide/", fields)

    assert Decision.objects.count() == 1
    pot.refresh_from_db()
    assert pot.committed == 100_000
    assert lines("fund.decision_made") == 1


def test_letters_go_out_once(funded: Entry, people: People) -> None:
    page = Client()
    page.force_login(people.manager)
    address = f"/manage/{funded.call.key}/letters/"
    fields = next(
        f for a, f in forms_of(page.get(address).content.decode()) if not a or a == address
    )

    send_at_once(people.manager, address, fields)

    assert Letter.objects.count() == 1
    assert Award.objects.count() == 1
    assert lines("fund.letters_sent") == 1
    assert Message.objects.filter(kind="fund.letter", person=people.entrant).count() == 1


def test_a_large_batch_of_letters_is_one_job(open_call: Call, people: People) -> None:
    declined(people, open_call, 60)
    fields = {"seal": letters.waiting(open_call).seal}

    send_at_once(people.manager, f"/manage/{open_call.key}/letters/", fields)

    job = Job.objects.get(kind=letters.JOB)
    jobs.run(job.key)
    assert Letter.objects.count() == 60
    assert lines("fund.letters_sent") == 1
    assert Message.objects.filter(kind="fund.letter", person=people.entrant).count() == 60


@pytest.mark.parametrize(("answer", "kind"), [("accept", "fund.award_accepted"),
                                              ("turn_down", "fund.award_turned_down")])  # fmt: skip
def test_an_offer_is_answered_once(
    funded: Entry, people: People, pot: Pot, answer: str, kind: str
) -> None:
    letters.send_letters(call=funded.call, by=people.manager)
    award = Award.objects.get()

    send_at_once(people.entrant, f"/entries/{funded.key}/offer/{award.key}/", {"answer": answer})

    assert lines(kind) == 1
    pot.refresh_from_db()
    assert pot.committed == (100_000 if answer == "accept" else 0)
    assert pot.available == 1_000_000 - pot.committed


def test_accepting_and_turning_down_at_once_does_one_of_them(
    funded: Entry, people: People, pot: Pot
) -> None:
    letters.send_letters(call=funded.call, by=people.manager)
    award = Award.objects.get()
    barrier, clients = Barrier(2), {}
    for answer in ("accept", "turn_down"):
        clients[answer] = Client(raise_request_exception=False)
        clients[answer].force_login(people.entrant)

    def send(answer: str) -> None:
        barrier.wait()
        try:
            clients[answer].post(f"/entries/{funded.key}/offer/{award.key}/", {"answer": answer})
        finally:
            connection.close()

    threads = [Thread(target=send, args=(answer,)) for answer in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    award.refresh_from_db()
    pot.refresh_from_db()
    assert lines("fund.award_accepted") + lines("fund.award_turned_down") == 1
    assert pot.committed == (100_000 if award.state == "accepted" else 0)


def test_a_replayed_form_has_no_second_effect(
    funded: Entry, people: People, as_person: Callable[[Any], Client]
) -> None:
    manager, address = as_person(people.manager), f"/manage/{funded.call.key}/letters/"
    manager.post(address)
    letters.send_letters(call=funded.call, by=people.manager)
    sent, heads = Letter.objects.count(), audit.heads()

    for _again in range(3):
        manager.post(address)

    assert (Letter.objects.count(), audit.heads()) == (sent, heads)
    assert audit.verify_all()[1] == []


def test_deciding_and_sending_letters_do_not_wait_for_each_other_for_ever(
    funded: Entry, people: People, pot: Pot
) -> None:
    barrier, broken = Barrier(2), []
    call, board, manager = funded.call, people.board, people.manager

    def decide(turn: int) -> None:
        decisions.decide(
            entry=funded, by=board, outcome=decisions.Outcome.FUND, amount=100_000, pot=pot,
            reason=f"Good, for the {turn}th time.",
        )  # fmt: skip

    def send(_turn: int) -> None:
        letters.send_letters(call=call, by=manager)

    def often(act: Callable[[int], None]) -> None:
        try:
            for turn in range(25):
                barrier.wait(timeout=HANGS)
                act(turn)
        except Exception as error:
            broken.append(error)
            barrier.abort()
        finally:
            connection.close()

    threads = [Thread(target=often, args=(act,)) for act in (decide, send)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert broken == []
    assert Decision.objects.count() == 26
    pot.refresh_from_db()
    assert pot.committed == 100_000
