"""A person watches their own work; the page renews itself and asks nothing of who has no script."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from allotment.kernel.jobs import services
from allotment.kernel.jobs.models import Job
from allotment.kernel.jobs.services import enqueue
from allotment.kernel.permissions import may
from tests.people import People

AsPerson = Callable[[object | None], Client]


@pytest.fixture
def job(people: People) -> Job:
    return enqueue("tests.counting", owner=people.manager, steps=40)


def test_a_page_under_way_asks_for_its_own_part_and_never_reloads_itself(
    job: Job, people: People, as_person: AsPerson
) -> None:
    Job.objects.update(status="running", step=10, steps=40, note="step 10")

    page = as_person(people.manager).get(f"/jobs/{job.key}/").content.decode()

    assert "http-equiv" not in page
    assert 'hx-trigger="every 2s"' in page
    assert 'hx-select="#job-progress"' in page
    assert "10 of 40" in page
    assert "Check again" in page
    assert "<title>\n  In progress: Count" in page or "In progress: Count" in page


@pytest.mark.parametrize(
    ("status", "words"),
    [("done", "Finished on"), ("cancelled", "Stopped on"), ("failed", "It failed. No tea.")],
)
def test_a_page_of_ended_work_says_so_and_asks_no_more(
    job: Job, people: People, as_person: AsPerson, status: str, words: str
) -> None:
    Job.objects.update(status=status, ended_at=timezone.now(), error="No tea.")
    client = as_person(people.manager)

    page = client.get(f"/jobs/{job.key}/").content.decode()
    asked = client.get(f"/jobs/{job.key}/", headers={"HX-Request": "true"})

    assert words in page
    assert "hx-get" not in page
    assert (asked.status_code, asked["HX-Redirect"]) == (204, f"/jobs/{job.key}/")


def test_a_page_shows_the_result_of_the_work_and_where_to_go_on(
    people: People, as_person: AsPerson
) -> None:
    job, client = enqueue("tests.leading", owner=people.manager), as_person(people.manager)

    under_way = client.get(f"/jobs/{job.key}/").content.decode()
    services.run(job.key)
    ended = client.get(f"/jobs/{job.key}/").content.decode()

    assert "Three cups were poured." not in under_way
    assert "Three cups were poured." in ended
    for page in (under_way, ended):
        assert '<a class="govuk-link" href="/tasks/">Back to the kitchen</a>' in page


def test_colleagues_watch_and_stop_work_that_its_kind_says_is_theirs(
    people: People, as_person: AsPerson
) -> None:
    job = enqueue("tests.leading", owner=people.manager)

    assert as_person(people.board).get(f"/jobs/{job.key}/").status_code == 200
    assert as_person(people.outsider).get(f"/jobs/{job.key}/").status_code == 404
    as_person(people.board).post(f"/jobs/{job.key}/cancel/")

    job.refresh_from_db()
    assert job.status == "cancelled"


def test_a_person_stops_their_own_work(job: Job, people: People, as_person: AsPerson) -> None:
    as_person(people.manager).post(f"/jobs/{job.key}/cancel/")

    job.refresh_from_db()
    assert job.status == "cancelled"


def test_others_find_no_such_work(job: Job, people: People, as_person: AsPerson) -> None:
    assert as_person(people.outsider).get(f"/jobs/{job.key}/").status_code == 404
    assert as_person(people.outsider).post(f"/jobs/{job.key}/cancel/").status_code == 404
    assert as_person(people.keeper).get(f"/jobs/{job.key}/").status_code == 200


def test_work_of_the_system_s_own_is_nobody_s_but_the_keeper_s(people: People) -> None:
    from django.contrib.auth.models import AnonymousUser

    job = enqueue("tests.note", what="tea")

    assert not may(AnonymousUser(), "jobs.watch", job)
    assert not may(people.manager, "jobs.watch", job)
    assert may(people.keeper, "jobs.watch", job)


def test_work_of_a_kind_that_is_no_more_is_still_shown(people: People, as_person: AsPerson) -> None:
    job = Job.objects.create(kind="tests.gone", owner=people.manager)

    assert as_person(people.manager).get(f"/jobs/{job.key}/").status_code == 200


def test_the_page_of_all_work_says_when_nobody_works(people: People, as_person: AsPerson) -> None:
    client = as_person(people.keeper)

    nobody = client.get("/jobs/").content.decode()
    services.beat("one")
    somebody = client.get("/jobs/").content.decode()

    assert "No worker is running" in nobody
    assert "allotment worker" in nobody
    assert "No worker is running" not in somebody
    assert "1 worker is running" in somebody


def test_who_waits_for_work_is_told_when_nobody_works(
    job: Job, people: People, as_person: AsPerson
) -> None:
    client = as_person(people.manager)

    nobody = client.get(f"/jobs/{job.key}/").content.decode()
    services.beat("one")
    somebody = client.get(f"/jobs/{job.key}/").content.decode()

    assert "Background work is not running at the moment" in nobody
    assert "Background work is not running" not in somebody


def test_the_page_of_work_that_failed_once_says_that_it_is_tried_again(
    people: People, as_person: AsPerson
) -> None:
    job = enqueue("tests.wobble", owner=people.manager, times=99)

    services.run(job.key)
    page = as_person(people.manager).get(f"/jobs/{job.key}/").content.decode()

    assert "It failed, and will be tried again (Wobble)." in page
