"""What evidence holds on a person: given to them, erased; and what goes when entries are emptied."""

import datetime as dt

from django.utils import timezone

from allotment.evidence import privacy
from allotment.evidence.models import Analysis, Correction, Edition, Review, Run
from allotment.evidence.services import editing, publishing
from allotment.fund.models import Call
from allotment.kernel.domain.privacy import Plan
from allotment.kernel.files.models import StoredFile
from allotment.kernel.privacy.services import mark_emptied
from tests.evidence import made
from tests.people import People
from tests.privacy import parts


def worked_on(people: People, analysis: Analysis) -> Edition:
    review = publishing.ask_for_review(
        analysis=analysis, reviewer=people.board, note="Look, please.", by=people.manager
    )
    publishing.answer_review(
        review=review, verdict="ready", comment="I like it.", seen=2, by=people.board
    )
    row = made.now(analysis).material.lines[0].row
    editing.correct(
        analysis=analysis, row=row.key, verdicts=[("barrier", "funding", True, False)],
        by=people.manager,
    )  # fmt: skip
    return made.published(analysis, people.manager)


def forget() -> int:
    return sum(privacy.forget_emptied(timezone.now(), 100).values())


def test_a_person_is_given_what_they_did(people: People, of_file: Analysis) -> None:
    worked_on(people, of_file)

    given = parts.export("evidence", people.manager)
    by_board = parts.export("evidence", people.board)

    assert [each["title"] for each in given["analyses"]] == [of_file.title]
    assert len(given["labels"]) == len(given["published"]) == len(given["reviews"]) == 1
    assert by_board["reviews"][0]["comment"] == "I like it."
    assert by_board["analyses"] == []


def test_a_person_is_told_what_goes_and_what_stays(people: People, of_file: Analysis) -> None:
    worked_on(people, of_file)
    of_file.refresh_from_db()
    editing.word(
        analysis=of_file, finding="awards", choice="dropped", words="", rests_on=[],
        seen=of_file.version, by=people.manager,
    )  # fmt: skip

    by_manager = parts.plan("evidence", people.manager)
    by_board = parts.plan("evidence", people.board)

    assert by_manager.goes == ["What you wrote in reviews of reports: 1"]
    assert [each.what for each in by_manager.stays] == [
        "Sentences and labels of reports that you chose, without your name: 2"
    ]
    assert by_board.goes == ["What you wrote in reviews of reports: 1"]
    assert by_board.stays == []
    assert parts.plan("evidence", people.assessor) == Plan(goes=[], stays=[])


def test_whoever_is_erased_leaves_their_work_without_their_name(
    people: People, of_file: Analysis
) -> None:
    edition = worked_on(people, of_file)

    for person in (people.manager, people.board):
        parts.erase("evidence", person)

    review = Review.objects.get()
    edition.refresh_from_db()
    assert (review.note, review.comment, review.reviewer, review.asked_by) == ("", "", None, None)
    assert edition.published_by is None
    assert Correction.objects.get().by is None
    assert not any(any(found) for found in parts.export("evidence", people.manager).values())


def test_what_was_found_in_entries_goes_when_they_are_emptied_and_the_edition_stays(
    people: People, closed_call: Call
) -> None:
    entry = made.sent_entries(people, closed_call, [{"title": f"Idea {n}"} for n in range(6)])[0]
    analysis = made.of_call(people, closed_call)
    edition = worked_on(people, analysis)
    before = forget()

    mark_emptied(privacy.ENTRIES, [entry.key])
    gone = forget()

    edition.refresh_from_db()
    assert (before, gone) == (0, 1)
    assert not Run.objects.exists()
    assert edition.run is None
    assert bytes(edition.document)


def test_what_is_read_after_entries_were_emptied_stays(people: People, closed_call: Call) -> None:
    entry = made.sent_entries(people, closed_call, [{"title": f"Idea {n}"} for n in range(6)])[0]
    analysis = made.of_call(people, closed_call)
    mark_emptied(privacy.ENTRIES, [entry.key])
    forget()

    made.read(analysis)

    assert forget() == 0
    assert Run.objects.get().made_at > timezone.now() - dt.timedelta(minutes=5)


def test_analyses_of_other_calls_and_of_files_keep_what_they_found(
    people: People, closed_call: Call, of_file: Analysis
) -> None:
    entry = made.sent_entries(people, closed_call, [{"title": "Idea"}])[0]

    mark_emptied(privacy.ENTRIES, [entry.key])

    assert forget() == 0
    assert Run.objects.filter(analysis=of_file).exists()


def test_names_of_files_are_forgotten_after_three_years_and_the_files_stay(
    people: People, of_file: Analysis
) -> None:
    seen = Analysis.objects.get(pk=of_file.pk).version
    editing.add_picture(
        analysis=of_file, upload=made.picture_file("mara-and-the-choir.png"), alternative="A choir",
        caption="", seen=seen, by=people.manager,
    )  # fmt: skip
    now = timezone.now()

    early = privacy.forget_names(now - dt.timedelta(days=1096), 100)
    late = privacy.forget_names(now + dt.timedelta(days=1), 100)

    names = StoredFile.objects.values_list("name", flat=True)
    assert (early, late) == ({}, {None: 2})
    assert set(names) == {"file"}
    assert made.read(of_file).rows > 0
