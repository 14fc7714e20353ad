"""Scores are handed in as they stand on the page, whatever was on its way before."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from allotment.fund.models import Assignment, Call, Entry, Score
from allotment.fund.services import assessment, entries
from allotment.fund.services.assessment import Given, SheetNotReadyError
from tests.fund.conftest import close
from tests.people import People

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sheet(people: People, full_draft: Entry) -> Assignment:
    entries.submit(entry=full_draft, by=people.entrant, token="t")
    close(full_draft.call)
    full_draft.refresh_from_db()
    assessment.screen(entry=full_draft, by=people.manager, eligible=True)
    full_draft.refresh_from_db()
    given = assessment.assign(entry=full_draft, assessor=people.assessor, by=people.manager)
    assessment.declare(assignment=given, by=people.assessor, conflict="")
    return given


def typed(call: Call, reason: str) -> dict[str, Given]:
    return {c.key: Given(score=3, unable=False, reason=reason) for c in call.criteria.all()}


def test_what_is_not_ready_is_kept(people: People, sheet: Assignment) -> None:
    given = typed(sheet.entry.call, "So.")
    last = list(given)[-1]
    given[last] = Given(score=3, unable=False, reason="")

    with pytest.raises(SheetNotReadyError):
        assessment.save_and_submit(assignment=sheet, by=people.assessor, given=given)

    assert Score.objects.filter(assignment=sheet, reason="So.").count() == len(given) - 1
    sheet.refresh_from_db()
    assert sheet.state == "reading"


def test_a_save_that_set_out_earlier_does_not_come_between(
    people: People, sheet: Assignment
) -> None:
    call, person = sheet.entry.call, people.assessor
    earlier, now = typed(call, ""), typed(call, "Clear.")
    barrier, broken = Barrier(2), []

    def save() -> None:
        barrier.wait()
        try:
            for _again in range(5):
                assessment.save_scores(assignment=sheet, by=person, given=earlier)
        except assessment.AssessmentError:
            pass  # handed in meanwhile
        finally:
            connection.close()

    def save_and_submit() -> None:
        barrier.wait()
        try:
            assessment.save_and_submit(assignment=sheet, by=person, given=now)
        except Exception as error:
            broken.append(error)
        finally:
            connection.close()

    threads = [Thread(target=save), Thread(target=save_and_submit)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert broken == []
    assert set(Score.objects.values_list("reason", flat=True)) == {"Clear."}
