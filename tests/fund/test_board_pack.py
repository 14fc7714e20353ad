"""The board pack: at once while that takes below a second, by a job and as a file when it is long."""

import datetime as dt
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from allotment.fund.models import Call
from allotment.fund.queries import packs as queries
from allotment.fund.services import packs
from allotment.fund.services.looking import PACK
from allotment.kernel.files.models import StoredFile
from allotment.kernel.jobs import services as jobs
from allotment.kernel.jobs.models import Job
from allotment.kernel.privacy import services as retention
from allotment.kernel.privacy.models import Look
from tests.fund.batches import with_the_board
from tests.people import People

pytestmark = pytest.mark.django_db

AsPerson = Callable[[object | None], Client]


@pytest.fixture
def large(people: People, open_call: Call) -> Call:
    with_the_board(people, open_call, queries.AT_ONCE + 1)
    return open_call


def make(call: Call, board: Client) -> str:
    """Press the button and let the worker work; gives the job's page."""
    where = board.post(f"/manage/{call.key}/board-pack/")["Location"]
    jobs.run(Job.objects.get(kind=packs.JOB, status="queued").key)
    return where


def content_of(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_the_pack_of_a_small_call_is_served_at_once(
    people: People, open_call: Call, as_person: AsPerson
) -> None:
    with_the_board(people, open_call, 3)
    board = as_person(people.board)

    response = board.get(f"/manage/{open_call.key}/board-pack.pdf")
    ranking = board.get(f"/manage/{open_call.key}/ranking/").content.decode()

    assert response.content.startswith(b"%PDF")
    assert f"/manage/{open_call.key}/board-pack.pdf" in ranking
    assert "Make the board pack" not in ranking


def test_the_pack_of_a_large_call_is_made_by_a_job_and_fetched_from_its_page(
    people: People, large: Call, as_person: AsPerson
) -> None:
    board, ranking = as_person(people.board), f"/manage/{large.key}/ranking/"

    offered = board.get(ranking).content.decode()
    where = make(large, board)
    page = board.get(where).content.decode()
    stored = queries.newest(large)
    assert stored is not None
    content = content_of(board.get(f"/files/{stored.key}/"))

    assert "Make the board pack (PDF)" in offered
    assert board.get(f"/manage/{large.key}/board-pack.pdf")["Location"] == ranking
    assert f'href="/files/{stored.key}/"' in page
    assert "Download the board pack" in page
    with pikepdf.open(BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        in_the_list_of_contents = -int(pdf.Root.Outlines.First.Count)
        assert in_the_list_of_contents == queries.AT_ONCE + 1 + 2
        assert b"pdfuaid:part>1<" in pdf.Root.Metadata.read_bytes()


def test_the_ranked_list_says_when_the_pack_was_made_and_whether_one_is_being_made(
    people: People, large: Call, as_person: AsPerson
) -> None:
    board, ranking = as_person(people.board), f"/manage/{large.key}/ranking/"
    make(large, board)

    made = board.get(ranking).content.decode()
    where = board.post(f"/manage/{large.key}/board-pack/")["Location"]
    being_made = board.get(ranking).content.decode()

    stored = queries.newest(large)
    assert stored is not None
    assert f'href="/files/{stored.key}/"' in made
    assert "made on" in made
    assert "Make a new board pack (PDF)" in made
    assert where in being_made
    assert "Make a new board pack (PDF)" not in being_made


def test_two_who_press_have_one_pack_made_and_both_may_watch(
    people: People, large: Call, as_person: AsPerson
) -> None:
    first = as_person(people.board).post(f"/manage/{large.key}/board-pack/")["Location"]
    second = as_person(people.manager).post(f"/manage/{large.key}/board-pack/")["Location"]

    assert first == second
    assert as_person(people.manager).get(first).status_code == 200
    assert as_person(people.entrant).get(first).status_code == 404


def test_only_who_sees_the_ranked_list_reads_the_file(
    people: People, large: Call, as_person: AsPerson
) -> None:
    make(large, as_person(people.board))
    stored = StoredFile.objects.get(about_kind=queries.KIND)

    answers = {
        name: as_person(getattr(people, name)).get(f"/files/{stored.key}/").status_code
        for name in ("board", "manager", "auditor", "entrant", "assessor", "outsider", "keeper")
    }

    readers = {"board", "manager", "auditor"}
    assert answers == {name: 200 if name in readers else 404 for name in answers}
    assert as_person(None).get(f"/files/{stored.key}/").status_code == 404


def test_whoever_leaves_the_funder_reads_the_pack_no_more_even_if_they_had_it_made(
    people: People, large: Call, as_person: AsPerson
) -> None:
    make(large, as_person(people.board))
    stored = StoredFile.objects.get(about_kind=queries.KIND)
    people.board.memberships.update(ended_at=timezone.now())

    assert as_person(people.board).get(f"/files/{stored.key}/").status_code == 404


def test_a_new_pack_takes_the_place_of_the_one_before(
    people: People, large: Call, as_person: AsPerson
) -> None:
    board = as_person(people.board)
    first = make(large, board)
    old = StoredFile.objects.get(about_kind=queries.KIND)

    make(large, board)

    assert StoredFile.objects.get(about_kind=queries.KIND).key != old.key
    page = board.get(first).content.decode()
    assert "a newer one was made since" in page
    assert old.key not in page


def test_a_pack_is_removed_after_a_week(people: People, large: Call, as_person: AsPerson) -> None:
    make(large, as_person(people.board))
    made = StoredFile.objects.filter(about_kind=queries.KIND)
    moment = made.get().made_at

    made.update(made_at=moment - dt.timedelta(days=6))
    kept = retention.carry_out()
    made.update(made_at=moment - dt.timedelta(days=8))
    removed = retention.carry_out()

    assert "fund.packs" not in kept
    assert removed["fund.packs"] == 1
    assert not made.exists()


def test_those_whose_entries_are_in_a_pack_see_who_was_given_it(
    people: People, open_call: Call, as_person: AsPerson
) -> None:
    with_the_board(people, open_call, 3)
    looks = Look.objects.filter(kind=PACK, person=people.entrant, working_for=open_call.funder)

    for _again in range(2):
        as_person(people.board).get(f"/manage/{open_call.key}/board-pack.pdf")

    assert sorted(looks.values_list("viewer", "thing")) == [
        (people.board.pk, f"SI-{n:06}-X") for n in range(3)
    ]
    page = as_person(people.entrant).get("/account/data/looks/").content.decode()
    assert "The board pack with your entry was opened" in page
    assert people.board.name in page


def test_a_large_pack_is_looked_at_when_it_is_fetched_in_few_statements(
    people: People, large: Call, as_person: AsPerson
) -> None:
    make(large, as_person(people.manager))
    stored = queries.newest(large)
    assert stored is not None
    made = Look.objects.count()

    with CaptureQueriesContext(connection) as statements:
        content_of(as_person(people.board).get(f"/files/{stored.key}/"))

    written = [each for each in statements if 'INTO "privacy_look"' in each["sql"]]
    assert made == 0
    assert Look.objects.filter(kind=PACK, viewer=people.board).count() == queries.AT_ONCE + 1
    assert len(written) == 1
    assert not Look.objects.filter(viewer=people.manager).exists()
