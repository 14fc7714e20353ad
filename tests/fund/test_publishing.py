"""An accepted award is published once, by the reaction to the outbox."""

import json
from collections.abc import Callable

import pytest

from allotment.fund.domain.moves import Outcome
from allotment.fund.domain.questions import PUBLISHED_AS, Meaning
from allotment.fund.domain.templates import SMALL_IDEAS
from allotment.fund.models import Award, Call, Entry
from allotment.fund.services import awards, calls, decisions, letters, publishing
from allotment.kernel.jobs import services as jobs
from allotment.kernel.jobs.models import Job
from allotment.money.models import Pot
from allotment.register.models import Award as Published
from allotment.register.queries.fields import hint
from tests.fund.test_judging import sent, with_board  # noqa: F401  # fixtures
from tests.people import People


@pytest.fixture
def accepted(
    people: People,
    with_board: tuple[Entry, Entry],
    pot: Pot,
    open_call: Call,
) -> Award:
    first, _second = with_board
    decisions.decide(
        entry=first, by=people.board, outcome=Outcome.FUND, amount=700_000, pot=pot, reason="Good."
    )
    letters.send_letters(call=open_call, by=people.manager)
    award = Award.objects.get()
    awards.accept(award=award, by=people.entrant)
    return award


def test_an_accepted_award_enters_the_register_through_the_outbox(accepted: Award) -> None:
    jobs.deliver()
    of_awards = Job.objects.filter(kind__startswith="reaction:fund.award_accepted")
    jobs.run(of_awards.get().key)

    published = Published.objects.get()
    assert published.title == "First"
    assert published.amount_pence == 700_000
    assert of_awards.get().status == "done"


def test_publishing_twice_changes_nothing(accepted: Award) -> None:
    first = publishing.publish(accepted.key)

    second = publishing.publish(accepted.key)

    assert first == second
    assert Published.objects.count() == 1


def test_nobody_is_named_in_what_is_published(
    people: People, accepted: Award, as_person: Callable[..., object]
) -> None:
    publishing.publish(accepted.key)

    exported = as_person(None).get("/open-data/360giving.json")  # type: ignore[attr-defined]

    text = b"".join(exported.streaming_content).decode()
    assert "Wexcombe Repair Café" in text
    assert people.entrant.name not in text
    assert people.entrant.email not in text


def test_what_the_form_editor_says_is_published_is_published(
    people: People, accepted: Award, as_person: Callable[..., object]
) -> None:
    """The editor's hints and what is exported come from the one table of the standard."""
    draft = calls.make_call(funder=people.wexcombe, template=SMALL_IDEAS, by=people.manager)
    section = draft.sections.all()[0]
    address = f"/manage/{draft.key}/form/sections/{section.key}/add/"
    client = as_person(people.manager)

    publishing.publish(accepted.key)
    grant = json.loads(Published.objects.get().document)

    assert (grant["description"], grant["plannedDates"][0]["duration"]) != ("", None)
    for kind, meaning in (("long_text", "summary"), ("number", "duration"), ("place", "place")):
        title, meant = hint(PUBLISHED_AS[Meaning(meaning)])
        page = client.get(f"{address}?kind={kind}").content.decode()  # type: ignore[attr-defined]
        assert f"is published with an award, as “{title}”: {meant}" in page
