"""Ids of another organisation's, sent in a form of one's own: refused, and nothing moves."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from allotment.fund.models import Assignment, Award, Call, Decision, DraftAnswer, Entry
from allotment.kernel.files.models import StoredFile
from allotment.kernel.files.services import keep
from allotment.money.models import Pot
from allotment.money.services import ledger, pots
from tests.house.kept import in_world, people, world
from tests.house.world import World
from tests.people import People
from tests.withstand.conftest import Clients

__all__ = ["in_world", "people", "world"]


@pytest.fixture
def their_pot(people: People) -> Pot:
    pot = pots.open_pot(
        funder=people.otterbourne, name="Theirs", source="Reserve", financial_year=2026, by=None
    )
    ledger.put_in(pot=pot, pence=10_000_000, once="first", by=None)
    return pot


@pytest.fixture
def working(world: World) -> Entry:
    """The entry that is being written."""
    return Entry.objects.get(key=world.parts["fund:entry"]["key"])


@pytest.fixture
def decided(world: World) -> Entry:
    return Award.objects.get().entry


def test_money_of_another_funder_is_not_given_away(
    decided: Entry, their_pot: Pot, clients: Clients
) -> None:
    for pot in (their_pot.key, str(their_pot.pk)):
        clients("board").post(
            f"/received/{decided.key}/decide/",
            {"outcome": "fund", "amount": "10", "pot": pot, "reason": "Why not", "seen": "1"},
        )

    assert Decision.objects.filter(entry=decided).count() == 1
    their_pot.refresh_from_db()
    assert their_pot.committed == 0


def test_nobody_from_elsewhere_is_made_an_assessor(
    decided: Entry, people: People, clients: Clients
) -> None:
    before = Assignment.objects.count()

    for someone in (people.outsider, people.newcomer, people.entrant):
        clients("manager").post(f"/received/{decided.key}/assign/", {"assessor": str(someone.pk)})

    assert Assignment.objects.count() == before


def test_nobody_enters_in_another_s_name(world: World, people: People, clients: Clients) -> None:
    call = Call.objects.get(key=world.parts["fund:enter"]["key"])
    before = Entry.objects.count()

    clients("entrant").post(
        f"/calls/{call.key}/enter/", {"organisation": people.otterbourne.key, "token": "x" * 32}
    )

    assert not Entry.objects.filter(organisation=people.otterbourne).exists()
    assert Entry.objects.count() == before


def test_a_file_of_another_person_cannot_be_added_to_your_answers(
    working: Entry, people: People, clients: Clients
) -> None:
    theirs = keep(
        upload=SimpleUploadedFile("secret-plan.txt", b"Their plan"), about_kind="fund.entry",
        about_key="somewherels", by=people.outsider,
    )  # fmt: skip
    question = working.call.questions.filter(kind="file").first()
    if question is None:
        pytest.skip("the template asks for no file")

    clients("entrant").post(
        f"/entries/{working.key}/section/{question.section.key}/", {question.key: theirs.key}
    )
    page = clients("entrant").get(f"/entries/{working.key}/check/").content.decode()

    assert "secret-plan" not in page
    assert clients("entrant").get(f"/files/{theirs.key}/").status_code == 404


def test_another_s_file_is_not_removed(working: Entry, people: People, clients: Clients) -> None:
    stored = StoredFile.objects.get(about_key=working.key)
    question = working.call.questions.filter(kind="file").first()
    name = question.key if question else "photo"

    for role in ("outsider", "manager", "assessor"):
        clients(role).post(f"/entries/{working.key}/files/{name}/{stored.key}/remove/")

    assert StoredFile.objects.filter(pk=stored.pk).exists()


#: (role, address, fields): what somebody tries who knows every key.
ATTEMPTS: dict[str, Callable[[World, Entry, Entry], tuple[str, str, dict[str, Any]]]] = {
    "write another's entry": lambda w, e, d: (
        "outsider", f"/entries/{e.key}/save/idea/", {"title": "Mine now"}),
    "send another's entry": lambda w, e, d: ("outsider", f"/entries/{e.key}/check/", {"token": "x"}),
    "withdraw another's entry": lambda w, e, d: (
        "outsider", f"/entries/{e.key}/withdraw/", {"why": "x"}),
    "accept another's award": lambda w, e, d: (
        "outsider",
        f"/entries/{d.key}/offer/{Award.objects.get().key}/", {"answer": "accept"}),
    "accept as the funder": lambda w, e, d: (
        "manager", f"/entries/{d.key}/offer/{Award.objects.get().key}/", {"answer": "accept"}),
    "decide as another funder": lambda w, e, d: (
        "outsider", f"/received/{d.key}/decide/", {"outcome": "decline", "reason": "x"}),
    "decide as an assessor": lambda w, e, d: (
        "assessor", f"/received/{d.key}/decide/", {"outcome": "decline", "reason": "x"}),
    "score another's assignment": lambda w, e, d: (
        "second_assessor", f"/assess/{Assignment.objects.get().key}/save/", {"comment": "x"}),
    "send another funder's letters": lambda w, e, d: (
        "outsider", f"/manage/{d.call.key}/letters/", {}),
    "close another funder's decisions": lambda w, e, d: (
        "outsider", f"/manage/{d.call.key}/close-decisions/", {}),
    "take money out of another's pot": lambda w, e, d: (
        "outsider", f"/pots/{Pot.objects.get(name='Small ideas').key}/take-out/", {"amount": "1"}),
    "end another's role": lambda w, e, d: (
        "outsider", "/organisations/{key}/roles/{membership}/end/".format(
            **w.parts["organisations:"]), {}),
    "use another's invitation": lambda w, e, d: (
        "outsider", "/organisations/invitation/{secret}/".format(**w.parts["organisations:"]), {}),
    "stop another's work": lambda w, e, d: (
        "outsider", "/jobs/{key}/cancel/".format(**w.parts["jobs:"]), {}),
}  # fmt: skip


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_who_knows_every_key_still_may_not(
    world: World, working: Entry, decided: Entry, clients: Clients, attempt: str
) -> None:
    role, address, fields = ATTEMPTS[attempt](world, working, decided)
    client = clients(role)
    before = _state()

    answer = client.post(address, fields)

    assert answer.status_code in {200, 302, 403, 404}
    assert answer.status_code != 302 or answer.headers["Location"].startswith("/account/")
    assert _state() == before


def _state() -> dict[str, Any]:
    from allotment.kernel.jobs.models import Job
    from allotment.kernel.organisations.models import Invitation, Membership

    return {
        "entries": list(Entry.objects.order_by("pk").values_list("pk", "state")),
        "answers": list(DraftAnswer.objects.order_by("pk").values_list("pk", "version")),
        "awards": list(Award.objects.order_by("pk").values_list("pk", "state")),
        "decisions": Decision.objects.count(),
        "calls": list(Call.objects.order_by("pk").values_list("pk", "state")),
        "pots": list(Pot.objects.order_by("pk").values_list("pk", "available", "committed")),
        "roles": Membership.objects.filter(ended_at=None).count(),
        "invitations": Invitation.objects.filter(accepted_at=None).count(),
        "jobs": list(
            Job.objects.filter(once=None).order_by("pk").values_list("pk", "cancel_asked")
        ),
        "scores": list(Assignment.objects.order_by("pk").values_list("pk", "comment", "state")),
    }
