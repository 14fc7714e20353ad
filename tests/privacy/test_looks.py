"""A person reads who looked at what about them; whoever judges is not named."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from allotment.fund.models import Assignment, Entry, Submission
from allotment.kernel.files.services import keep
from allotment.kernel.guards.rows import writing
from allotment.kernel.privacy import queries, services
from allotment.kernel.privacy.models import Look
from tests.house.world import World, make_world
from tests.people import People
from tests.racing import at_once

pytestmark = pytest.mark.django_db

AsPerson = Callable[[object | None], Client]


@pytest.fixture
def world(people: People) -> World:
    return make_world(people)


@pytest.fixture
def entry(world: World) -> Entry:
    found = Entry.objects.get(pk=Assignment.objects.get().entry_id)
    assert found.owner == world.people.entrant
    Look.objects.all().delete()
    return found


def test_each_look_stands_in_the_list_once_a_day(
    people: People, entry: Entry, as_person: AsPerson
) -> None:
    stored = keep(
        upload=SimpleUploadedFile("plan.txt", b"Our plan"),
        about_kind="fund.entry", about_key=entry.key, by=people.entrant,
    )  # fmt: skip
    sent = entry.submissions.get()
    answers = [{"key": "plan", "question": "Plan?", "kind": "file", "answer": [stored.key]}]
    with writing("fund"):
        Submission.objects.update(document={**sent.document, "answers": answers})
    sheet = f"/assess/{Assignment.objects.get().key}/"
    file = reverse("files:download", args=[stored.key])
    for _again in range(2):
        assert as_person(people.finance).get(f"/received/{entry.key}/").status_code == 200
    for address in (sheet, file):
        assert as_person(people.assessor).get(address).status_code == 200
    assert as_person(people.auditor).get(file).status_code == 200
    assert as_person(people.entrant).get(file).status_code == 200
    assert as_person(people.colleague).get(file).status_code == 200
    assert as_person(people.outsider).get(file).status_code == 404

    page = as_person(people.entrant).get("/account/data/looks/").content.decode()

    assert sorted(Look.objects.values_list("kind", "viewer")) == sorted(
        [("fund.entry", people.finance.pk), ("fund.sheet", people.assessor.pk),
         ("fund.file", people.auditor.pk)]
    )  # fmt: skip
    assert set(Look.objects.values_list("person", flat=True)) == {people.entrant.pk}
    for told in (people.finance.name, people.auditor.name, people.wexcombe.name, entry.reference):
        assert told in page
    assert people.assessor.name not in page
    narrowed = as_person(people.entrant).get("/account/data/looks/?what=fund.file&format=csv")
    assert b"".join(narrowed.streaming_content).decode().count(entry.reference) == 1  # type: ignore[attr-defined]
    assert (
        "Nobody has viewed"
        in as_person(people.colleague).get("/account/data/looks/").content.decode()
    )


def test_the_next_day_is_a_line_of_its_own_and_after_a_year_it_goes(
    people: People, entry: Entry, as_person: AsPerson
) -> None:
    address = f"/received/{entry.key}/"
    as_person(people.finance).get(address)
    with time_machine.travel(timezone.now() + dt.timedelta(days=1), tick=True):
        services.note_look(
            kind="fund.entry", thing=entry.reference, person=people.entrant, by=people.finance,
            working_for=people.wexcombe,
        )  # fmt: skip
    assert Look.objects.count() == 2

    services.carry_out(timezone.now() + dt.timedelta(days=365, hours=1))
    assert Look.objects.count() == 1
    services.carry_out(timezone.now() + dt.timedelta(days=367))
    assert Look.objects.count() == 0


def test_it_is_exported_and_erased_with_the_rest(
    people: People, entry: Entry, as_person: AsPerson
) -> None:
    as_person(people.auditor).get(f"/received/{entry.key}/")

    theirs = queries.export(people.entrant)["parts"]["privacy"]
    own = queries.export(people.auditor)["parts"]["privacy"]
    assert [each["who"] for each in theirs["who looked"]] == [people.auditor.name]
    assert [each["thing"] for each in own["what you looked at"]] == [entry.reference]

    services.erase(by=people.auditor)
    assert Look.objects.get().viewer is None
    services.erase(by=people.entrant)
    assert Look.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_looks_at_one_moment_are_one_line(people: People, entry: Entry) -> None:
    def look(_number: int) -> None:
        services.note_look(
            kind="fund.entry", thing=entry.reference, person=people.entrant, by=people.auditor,
            working_for=people.wexcombe,
        )  # fmt: skip

    assert people.auditor
    assert people.wexcombe
    at_once(look)

    assert Look.objects.count() == 1
