"""What shows only once it is committed: search, and publishers at the same moment."""

import datetime as dt
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from allotment.evidence.models import Analysis, Edition
from allotment.evidence.services import publishing
from allotment.evidence.services.analyses import AnalysisError
from allotment.kernel.search.services import reindex
from tests.evidence import made
from tests.people import People
from tests.racing import at_once


@pytest.mark.django_db(transaction=True)
def test_search_finds_a_report_until_it_is_taken_back(people: People, of_file: Analysis) -> None:
    edition = made.published(of_file, people.manager)
    reindex()
    address = reverse("evidence:report", args=[of_file.key])
    before = Client().get(reverse("search:find"), {"q": "grants say"}).content.decode()

    publishing.take_back(edition=edition, because="Wrong.", by=people.manager)
    reindex()

    after = Client().get(reverse("search:find"), {"q": "grants say"}).content.decode()
    assert address in before
    assert address not in after


@pytest.mark.django_db(transaction=True)
def test_of_publishers_at_the_same_moment_one_publishes(people: People) -> None:
    analysis = made.of_file(people)
    found, seen = made.now(analysis), Analysis.objects.get().version
    refused = []

    def publish(number: int) -> None:
        report = replace(found.report, title=f"Report {number}")
        try:
            publishing.publish(
                analysis=analysis, run=found.run, report=report, licence=made.LICENCE,
                on=dt.date(2026, 3, 1), changes="It is another one.", seen=seen, by=people.manager,
            )  # fmt: skip
        except AnalysisError as error:
            refused.append(error)

    people.manager  # noqa: B018
    at_once(publish)

    assert len(refused) == 7
    assert Edition.objects.get().number == 1
