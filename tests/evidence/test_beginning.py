"""An analysis is begun: of a call, a list of awards, a file; and what is not read."""

import pytest
from django.test import Client
from django.urls import reverse

from allotment.evidence.models import Analysis, Run
from allotment.evidence.services import analyses
from allotment.evidence.services.analyses import AnalysisError
from allotment.fund.models import Call
from allotment.kernel.jobs.models import Job
from tests.evidence import made
from tests.people import People


@pytest.fixture
def manager(people: People) -> Client:
    client = Client()
    client.force_login(people.manager)
    return client


def test_one_button_on_a_call_has_its_entries_read(
    manager: Client, people: People, closed_call: Call
) -> None:
    inside = manager.get(reverse("fund:inside", args=[closed_call.key])).content.decode()

    answer = manager.post(reverse("evidence:of_call", args=[closed_call.key]))

    job = Job.objects.get(kind="evidence.run")
    assert reverse("evidence:of_call", args=[closed_call.key]) in inside
    assert answer["Location"] == reverse("jobs:job", args=[job.key])
    assert list(Analysis.objects.get().calls.all()) == [closed_call]


def test_a_filtered_list_of_awards_is_read_as_it_is_filtered(
    manager: Client, people: People
) -> None:
    address = reverse("evidence:new_awards") + "?text=refuge"

    manager.post(address, {"funder": people.wexcombe.key, "title": "Refuges"})

    assert Analysis.objects.get().query == "text=refuge"


def test_a_file_is_sent_and_read(manager: Client, people: People) -> None:
    upload = made.grants_file(made.some_grants(people))

    answer = manager.post(
        reverse("evidence:new_file"),
        {"funder": people.wexcombe.key, "title": "Grants", "file": upload},
    )

    assert answer.status_code == 302
    assert Analysis.objects.get().source == "file"


def test_nobody_begins_for_a_funder_of_others(manager: Client, people: People) -> None:
    for name in ("new_awards", "new_file"):
        manager.post(
            reverse(f"evidence:{name}"),
            {"funder": people.otterbourne.key, "title": "Theirs",
             "file": made.grants_file(made.some_grants(people))},
        )  # fmt: skip

    assert not Analysis.objects.exists()


def test_a_call_of_another_funder_is_not_read(people: People, closed_call: Call) -> None:
    with pytest.raises(AnalysisError, match="one funder"):
        analyses.begin_with_calls(
            owner=people.otterbourne, calls=[closed_call], title="Theirs", by=people.outsider
        )

    assert not Analysis.objects.exists()


def test_a_call_before_its_deadline_is_not_read(people: People, open_call: Call) -> None:
    with pytest.raises(AnalysisError, match="sealed"):
        analyses.begin_with_calls(
            owner=people.wexcombe, calls=[open_call], title="Too early", by=people.manager
        )

    assert not Analysis.objects.exists()


def test_an_analysis_of_no_call_is_none(people: People) -> None:
    with pytest.raises(AnalysisError):
        analyses.begin_with_calls(owner=people.wexcombe, calls=[], title="None", by=people.manager)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_call_with_next_to_no_entries_still_makes_a_report(
    people: People, closed_call: Call, count: int
) -> None:
    made.sent_entries(people, closed_call, [{"title": f"Idea {n}"} for n in range(count)])

    analysis = made.of_call(people, closed_call)

    edition = made.published(analysis, people.manager)
    assert Run.objects.get(analysis=analysis).rows == count
    assert Client().get(reverse("evidence:report", args=[analysis.key])).status_code == 200
    pdf = Client().get(reverse("evidence:pdf", args=[analysis.key, edition.number]))
    assert pdf.content.startswith(b"%PDF")
