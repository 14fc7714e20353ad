"""Begin, read, edit, review, publish and take back: each through the database."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from allotment.evidence.domain.composing import Judged
from allotment.evidence.models import Analysis, Correction, Edition, Picture, Review, Run, Wording
from allotment.evidence.services import analyses, editing, publishing
from allotment.evidence.services.analyses import AnalysisError
from allotment.fund.models import Call
from allotment.kernel.files.domain import UnsafeFileError
from allotment.kernel.files.models import StoredFile
from allotment.kernel.guards.rows import writing
from allotment.kernel.notify.models import Message
from tests.evidence import made
from tests.evidence.kept import _copy, in_world, of_file, people  # noqa: F401
from tests.people import People


def fresh(analysis: Analysis) -> Analysis:
    return Analysis.objects.select_related("owner").get(pk=analysis.pk)


def accept(analysis: Analysis, people: People) -> Judged:
    """Accept the first sentence as it is computed now."""
    finding = made.now(analysis).findings[0]
    editing.word(
        analysis=analysis, finding=finding.key, choice="accepted", words="", rests_on=finding.figures,
        seen=fresh(analysis).version, by=people.manager,
    )  # fmt: skip
    return finding


def test_the_same_rows_are_found_the_same_to_the_digit(people: People, of_file: Analysis) -> None:
    first = Run.objects.get(analysis=of_file)

    second = made.read(of_file)

    assert second.number == 2
    assert second.data_version == first.data_version
    assert second.result_digest == first.result_digest
    assert bytes(second.summary) == bytes(first.summary)
    assert bytes(second.lines) == bytes(first.lines)


def test_a_run_that_is_there_already_is_not_made_again(people: People, of_file: Analysis) -> None:
    from allotment.evidence.services import running

    again = running.run(analysis=of_file, number=1, by=None, on_progress=made.quiet)

    assert again == Run.objects.get(analysis=of_file)


def test_an_uploaded_file_of_grants_is_opened_for_its_sender_alone(
    people: People, of_file: Analysis
) -> None:
    stored = of_file.file
    assert stored is not None

    answers = []
    for person in (None, people.manager, people.outsider, people.keeper):
        client = Client()
        if person:
            client.force_login(person)
        answers.append(client.get(reverse("files:download", args=[stored.key])).status_code)

    assert answers == [404, 200, 404, 404]


def test_a_sentence_whose_figure_changed_is_to_be_looked_at_again(people: People) -> None:
    grants = made.some_grants(people)
    analysis = made.of_file(people, grants)
    key = accept(analysis, people).key
    before = made.now(analysis).judged(key)

    Analysis.objects.filter(pk=analysis.pk).update(
        file=made.of_file(people, grants[:30], "Fewer").file
    )
    analysis = fresh(analysis)
    made.read(analysis)

    after = made.now(analysis).judged(key)
    assert before is not None
    assert not before.is_stale
    assert after is not None
    assert after.is_stale
    assert made.now(analysis).stale == 1


def test_a_sentence_that_is_dropped_stands_in_no_report(people: People, of_file: Analysis) -> None:
    finding = made.now(of_file).findings[0]

    editing.word(
        analysis=of_file, finding=finding.key, choice="dropped", words="", rests_on=finding.figures,
        seen=fresh(of_file).version, by=people.manager,
    )  # fmt: skip

    assert finding.computed in str(made.now(of_file).findings)
    assert finding.computed not in str(made.now(of_file).report)


def test_what_was_said_of_a_sentence_can_be_taken_back(people: People, of_file: Analysis) -> None:
    key = accept(of_file, people).key

    editing.word(
        analysis=of_file, finding=key, choice="", words="", rests_on=(),
        seen=fresh(of_file).version, by=people.manager,
    )  # fmt: skip

    assert not Wording.objects.exists()


def test_of_two_editors_the_slower_one_is_told_and_nothing_is_lost(
    people: People, of_file: Analysis
) -> None:
    seen = fresh(of_file).version
    analyses.rename(analysis=of_file, title="First", foreword="Mine.", seen=seen, by=people.manager)

    for change in (
        lambda: analyses.rename(
            analysis=of_file, title="Second", foreword="", seen=seen, by=people.manager
        ),
        lambda: editing.choose(analysis=of_file, rows=["x"], seen=seen, by=people.manager),
        lambda: editing.change_themes(
            analysis=of_file, verb="rename", themes=["x"], name="X", seen=seen, by=people.manager
        ),
        lambda: editing.undo_theme_change(analysis=of_file, seen=seen, by=people.manager),
        lambda: editing.word(
            analysis=of_file, finding="how-many", choice="dropped", words="", rests_on=(),
            seen=seen, by=people.manager,
        ),
    ):  # fmt: skip
        with pytest.raises(AnalysisError, match="since you opened it"):
            change()

    found = fresh(of_file)
    assert (found.title, found.foreword, found.version) == ("First", "Mine.", seen + 1)
    assert not found.wordings.exists()
    assert not found.picks.exists()


def test_what_was_read_again_must_be_looked_at_before_it_is_published(
    people: People, of_file: Analysis
) -> None:
    seen, found = fresh(of_file).version, made.now(of_file)
    made.read(of_file)

    with pytest.raises(AnalysisError, match="read again"):
        publishing.publish(
            analysis=of_file, run=found.run, report=found.report, licence=made.LICENCE,
            on=dt.date(2026, 3, 1), changes="", seen=seen, by=people.manager,
        )  # fmt: skip

    assert not Edition.objects.exists()


def change(
    analysis: Analysis, people: People, verb: str, themes: list[str], name: str = ""
) -> None:
    editing.change_themes(
        analysis=analysis, verb=verb, themes=themes, name=name, seen=fresh(analysis).version,
        by=people.manager,
    )  # fmt: skip


def test_themes_are_renamed_and_merged_and_put_back(people: People, of_file: Analysis) -> None:
    one, other, *_rest = made.now(of_file).themes

    change(of_file, people, "rename", [one.key], "Safe at home")
    change(of_file, people, "merge", [one.key, other.key], "Safe and solvent")
    merged = {each.name: each.count for each in made.now(of_file).themes}
    editing.undo_theme_change(analysis=of_file, seen=fresh(of_file).version, by=people.manager)
    undone = {each.name: each.count for each in made.now(of_file).themes}

    assert merged["Safe and solvent"] == one.count + other.count
    assert undone["Safe at home"] == one.count
    assert undone[other.name] == other.count


def test_changes_to_themes_hold_when_the_source_is_read_again(
    people: People, of_file: Analysis
) -> None:
    change(of_file, people, "rename", [made.now(of_file).themes[0].key], "Safe at home")

    made.read(of_file)

    assert "Safe at home" in {each.name for each in made.now(of_file).themes}
    assert made.now(of_file).composition.lost_edits == 0


def test_changes_to_themes_that_are_no_more_are_said_to_be_lost(
    people: People, of_file: Analysis
) -> None:
    change(of_file, people, "rename", [made.now(of_file).themes[0].key], "Safe at home")
    few = made.of_file(people, made.some_grants(people)[:3], "Few")
    Analysis.objects.filter(pk=of_file.pk).update(file=few.file)

    made.read(fresh(of_file))

    assert made.now(of_file).composition.lost_edits == 1


def test_a_correction_stands_and_is_measured_in_the_next_run(
    people: People, of_file: Analysis
) -> None:
    line = next(each for each in made.now(of_file).material.lines if each.labels)
    label = line.labels[0]

    editing.correct(
        analysis=of_file, row=line.row.key,
        verdicts=[(label.scheme, label.code, False, True), ("barrier", "funding", True, False)],
        by=people.manager,
    )  # fmt: skip
    since = made.now(of_file).corrections_since
    made.read(of_file)

    found = made.now(of_file)
    again = next(each for each in found.material.lines if each.row.key == line.row.key)
    codes = {(each.scheme, each.code): each.by for each in again.labels}
    assert since == 2
    assert found.corrections_since == 0
    assert (label.scheme, label.code) not in codes
    assert codes["barrier", "funding"] == "person"
    measured = found.material.render(found.material.summary.precision[0].sentence)
    assert "Nobody has checked" not in measured


def test_corrections_of_another_funder_do_not_count(people: People, of_file: Analysis) -> None:
    line = made.now(of_file).material.lines[0]
    theirs, _job = analyses.begin_with_awards(
        owner=people.otterbourne, query="", title="Theirs", by=people.outsider
    )

    editing.correct(
        analysis=theirs, row=line.row.key, verdicts=[("barrier", "funding", True, False)],
        by=people.outsider,
    )  # fmt: skip

    assert made.now(of_file).corrections_since == 0
    assert Correction.objects.get().owner == people.otterbourne


def test_only_what_is_public_can_be_chosen_to_be_read(people: People, closed_call: Call) -> None:
    entry = made.sent_entries(people, closed_call, [{"title": "Sealed idea"}])[0]
    analysis = made.of_call(people, closed_call)

    editing.choose(
        analysis=analysis, rows=[entry.reference], seen=fresh(analysis).version, by=people.manager
    )

    assert made.now(analysis).readings == ()
    assert "Sealed idea" not in str(made.now(analysis).report)


def test_more_than_ten_to_read_are_refused(people: People, of_file: Analysis) -> None:
    keys = [line.row.key for line in made.now(of_file).material.lines[:11]]

    with pytest.raises(AnalysisError, match="10 at most"):
        editing.choose(analysis=of_file, rows=keys, seen=fresh(of_file).version, by=people.manager)

    assert not of_file.picks.exists()


def add_picture(analysis: Analysis, people: People, file: SimpleUploadedFile) -> None:
    editing.add_picture(
        analysis=analysis, upload=file, alternative="A table", caption="",
        seen=fresh(analysis).version, by=people.manager,
    )  # fmt: skip


def test_only_pictures_are_taken_as_pictures(people: People, of_file: Analysis) -> None:
    text = SimpleUploadedFile("notes.txt", b"No picture at all")

    with pytest.raises(AnalysisError, match="JPEG or PNG"):
        add_picture(of_file, people, text)
    with pytest.raises(UnsafeFileError):
        add_picture(of_file, people, SimpleUploadedFile("table.png", b"No picture at all"))

    assert not Picture.objects.exists()
    assert not StoredFile.objects.filter(about_kind=editing.PICTURE).exists()


def test_an_eleventh_picture_is_refused(people: People, of_file: Analysis) -> None:
    for _each in range(editing.MOST_PICTURES):
        add_picture(of_file, people, made.picture_file())

    with pytest.raises(AnalysisError, match="10 pictures"):
        add_picture(of_file, people, made.picture_file())

    assert Picture.objects.count() == editing.MOST_PICTURES


def test_a_picture_that_an_edition_shows_stays_when_it_is_taken_out(
    people: People, of_file: Analysis
) -> None:
    add_picture(of_file, people, made.picture_file())
    picture = Picture.objects.select_related("analysis", "stored").get()
    edition = made.published(of_file, people.manager)
    address = reverse("evidence:picture", args=[of_file.key, edition.number, picture.stored.key])

    editing.remove_picture(picture=picture, seen=fresh(of_file).version, by=people.manager)

    assert not Picture.objects.exists()
    assert Client().get(address).status_code == 200
    assert "A table" not in str(made.now(of_file).report)


def test_a_picture_of_no_edition_goes_with_its_file(people: People, of_file: Analysis) -> None:
    add_picture(of_file, people, made.picture_file())
    picture = Picture.objects.select_related("analysis", "stored").get()

    editing.remove_picture(picture=picture, seen=fresh(of_file).version, by=people.manager)

    assert not StoredFile.objects.filter(pk=picture.stored.pk).exists()


def test_a_review_is_asked_of_colleagues_alone(people: People, of_file: Analysis) -> None:
    for person in (people.manager, people.outsider, people.entrant, people.assessor):
        with pytest.raises(AnalysisError, match="colleague"):
            publishing.ask_for_review(analysis=of_file, reviewer=person, note="", by=people.manager)

    assert not Review.objects.exists()


def test_a_review_tells_the_colleague_and_then_whoever_asked(
    people: People, of_file: Analysis
) -> None:
    review = publishing.ask_for_review(
        analysis=of_file, reviewer=people.board, note="Is it right?", by=people.manager
    )

    publishing.answer_review(
        review=review, verdict="changes", comment="Not yet.", seen=2, by=people.board
    )

    told = {(each.person, each.kind): each.body for each in Message.objects.all()}
    assert "Is it right?" in told[people.board, "evidence.review_asked"]
    assert "Not yet." in told[people.manager, "evidence.review_given"]


def test_a_review_is_answered_once(people: People, of_file: Analysis) -> None:
    review = publishing.ask_for_review(
        analysis=of_file, reviewer=people.board, note="", by=people.manager
    )
    publishing.answer_review(review=review, verdict="ready", comment="", seen=2, by=people.board)

    with pytest.raises(AnalysisError, match="already"):
        publishing.answer_review(
            review=review, verdict="changes", comment="", seen=2, by=people.board
        )

    review.refresh_from_db()
    assert review.verdict == "ready"


def test_a_colleague_who_is_asked_twice_answers_once(people: People, of_file: Analysis) -> None:
    for note in ("First", "Second"):
        publishing.ask_for_review(
            analysis=of_file, reviewer=people.board, note=note, by=people.manager
        )

    assert Review.objects.get().note == "Second"


def test_a_day_to_come_is_no_day_of_publication(people: People, of_file: Analysis) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)

    with pytest.raises(AnalysisError, match="in the future"):
        made.published(of_file, people.manager, on=tomorrow)

    assert not Edition.objects.exists()


def test_a_second_edition_says_what_has_changed(people: People, of_file: Analysis) -> None:
    made.published(of_file, people.manager)

    with pytest.raises(AnalysisError, match="what has changed"):
        made.published(of_file, people.manager, changes=" ")
    second = made.published(of_file, people.manager, changes="A figure.")

    assert second.number == 2
    page = Client().get(reverse("evidence:report", args=[of_file.key])).content.decode()
    assert "A figure." in page


def test_an_edition_is_taken_back_with_a_reason_once(people: People, of_file: Analysis) -> None:
    edition = made.published(of_file, people.manager)
    publishing.take_back(edition=edition, because="A figure was wrong.", by=people.manager)

    with pytest.raises(AnalysisError, match="already"):
        publishing.take_back(edition=edition, because="Again.", by=people.manager)
    with pytest.raises(IntegrityError), transaction.atomic(), writing("evidence"):
        Edition.objects.filter(pk=edition.pk).update(taken_back_because="")

    edition.refresh_from_db()
    assert edition.taken_back_because == "A figure was wrong."


def test_a_report_that_was_taken_back_is_gone_with_its_files(
    people: People, of_file: Analysis
) -> None:
    add_picture(of_file, people, made.picture_file())
    edition = made.published(of_file, people.manager)
    stored = Picture.objects.get().stored
    visitor = Client()
    parts = [of_file.key, edition.number]
    files = [
        reverse("evidence:pdf", args=parts),
        reverse("evidence:data", args=[*parts, "years"]),
        reverse("evidence:picture", args=[*parts, stored.key]),
    ]
    there = [visitor.get(each).status_code for each in files]

    publishing.take_back(edition=edition, because="A figure was wrong.", by=people.manager)

    page = visitor.get(reverse("evidence:report", args=[of_file.key]))
    assert there == [200] * 3
    assert page.status_code == 410
    assert "A figure was wrong." in page.content.decode()
    assert [visitor.get(each).status_code for each in files] == [404] * 3


def test_the_edition_before_one_taken_back_is_shown_as_the_newest(
    people: People, of_file: Analysis
) -> None:
    made.published(of_file, people.manager)
    second = made.published(of_file, people.manager, changes="A figure.")

    publishing.take_back(edition=second, because="It was right before.", by=people.manager)

    page = Client().get(reverse("evidence:report", args=[of_file.key])).content.decode()
    assert "There is a newer one" not in page
    assert reverse("evidence:pdf", args=[of_file.key, 1]) in page


def test_an_analysis_of_which_something_was_published_stays(
    people: People, of_file: Analysis
) -> None:
    edition = made.published(of_file, people.manager)
    publishing.take_back(edition=edition, because="Wrong.", by=people.manager)

    with pytest.raises(AnalysisError, match="cannot be removed"):
        analyses.remove(analysis=of_file, by=people.manager)

    assert Analysis.objects.filter(pk=of_file.pk).exists()


def test_an_analysis_goes_with_its_runs_its_file_and_its_pictures(
    people: People, of_file: Analysis
) -> None:
    add_picture(of_file, people, made.picture_file())

    analyses.remove(analysis=of_file, by=people.manager)

    assert not Analysis.objects.exists()
    assert not Run.objects.exists()
    assert not StoredFile.objects.exists()
