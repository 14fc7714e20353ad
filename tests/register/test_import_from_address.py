"""Importing from an address, over a real server: the command, the page and the job."""

import gzip
import json
from ipaddress import ip_network
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from allotment import cli
from allotment.kernel.jobs import services as jobs
from allotment.kernel.jobs.models import Job
from allotment.kernel.jobs.services import Cancelled, Progress
from allotment.register.jobs import import_address
from allotment.register.models import Award, ImportRun
from tests.fetching.servers import sending, serving
from tests.people import People
from tests.register.grants import full_package, small_grant

pytestmark = pytest.mark.django_db

FILE = json.dumps(full_package(small_grant(), small_grant(id="b"))).encode()


@pytest.fixture(autouse=True)
def _allowed(settings: Any) -> None:
    settings.FETCH_ALSO_FROM = [ip_network("127.0.0.2/32")]


def ask(person: Any, address: str) -> Any:
    client = Client()
    client.force_login(person)
    return client.post(reverse("register:import"), {"address": address})


def done(response: Any) -> Job:
    """The job that the page started, after it was run."""
    key = response["Location"].rstrip("/").rpartition("/")[2]
    jobs.run(key)
    return Job.objects.get(key=key)


def test_the_command_imports_from_an_address(capsys: pytest.CaptureFixture[str]) -> None:
    packed = sending(gzip.compress(FILE), "Content-Encoding: gzip")
    with serving(packed) as server, pytest.raises(SystemExit) as caught:
        cli.main(["import", f"{server.url}/grants.json?token=secret", "--json"])

    assert caught.value.code == 0
    assert json.loads(capsys.readouterr().out)["imported"] == 2
    run = ImportRun.objects.get()
    assert (run.file_name, run.status) == (f"{server.url}/grants.json", "finished")


@pytest.mark.parametrize(
    ("address", "said"),
    [("http://127.0.0.1:8000/x.json", "not lead to a public server"), ("https://0x7f.1/", "web address")],
)  # fmt: skip
def test_the_command_says_why_an_address_is_refused(
    address: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["import", address])

    assert caught.value.code == 2
    assert said in capsys.readouterr().err
    assert not ImportRun.objects.exists()


def test_the_keeper_has_a_file_fetched_and_sees_the_result(people: People) -> None:
    with serving(sending(FILE)) as server:
        job = done(ask(people.keeper, f"{server.url}/grants.json"))

    assert (job.status, Award.objects.count()) == ("done", 2)
    assert ImportRun.objects.get().by == people.keeper
    client = Client()
    client.force_login(people.keeper)
    page = client.get(reverse("jobs:job", args=[job.key])).content.decode()
    assert "2 grants read: 2 new, 0 updated, 0 unchanged, 0 rejected." in page


@pytest.mark.parametrize(
    ("content", "said"),
    [(sending(b"", status="404 x"), "answered 404"), (sending(b"<html>"), "web page"),
     (sending(b"x", "Location: http://127.0.0.1/", status="302 x"), "public server"),
     (sending(b'{"grants": []}'), "The file holds no grants")],
)  # fmt: skip
def test_the_job_says_why_nothing_came_in(content: Any, said: str, people: People) -> None:
    with serving(content) as server:
        job = done(ask(people.keeper, server.url))

    assert job.status == "failed"
    assert said in job.error
    assert not Award.objects.exists()


@pytest.mark.parametrize("address", ["ftp://example.org/x", "http://a:b@example.org/"])
def test_what_is_no_address_is_said_at_the_field_and_nothing_starts(
    address: str, people: People
) -> None:
    response = ask(people.keeper, address)

    assert response.status_code == 200
    assert 'id="id_address-error"' in response.content.decode()
    assert not Job.objects.exists()


def test_twice_at_once_is_one_job_and_another_person_may_not(people: People) -> None:
    first, second = (ask(people.keeper, "https://example.org/x.json") for _ in range(2))

    assert first["Location"] == second["Location"]
    assert ask(people.manager, "https://example.org/x.json").status_code == 403
    assert Job.objects.count() == 1


def test_an_import_that_is_stopped_while_it_fetches_takes_nothing_in(people: People) -> None:
    with serving(sending(FILE)) as server:
        response = ask(people.keeper, server.url)
        Job.objects.update(cancel_asked=True, status="running", heartbeat_at=None)
        key = response["Location"].rstrip("/").rpartition("/")[2]
        with pytest.raises(Cancelled):
            import_address(Progress(key, 0), **Job.objects.get(key=key).payload)

    assert not Award.objects.exists()
