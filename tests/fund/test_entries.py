"""Entering: begun once, saved without overwriting, sent in versions, judged by the clock."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from allotment.fund.domain.receipt import digest
from allotment.fund.models import Call, DraftAnswer, Entry, Submission
from allotment.fund.queries import entries as queries
from allotment.fund.services import amendments, calls, drafts, entries
from allotment.kernel.guards.rows import GuardedError, writing
from allotment.kernel.notify.models import Message
from tests.fund.conftest import answer_everything, close
from tests.people import People


def test_the_same_start_form_sent_twice_gives_one_entry(people: People, open_call: Call) -> None:
    first = entries.start(call=open_call, by=people.entrant, token="one-form")

    second = entries.start(call=open_call, by=people.entrant, token="one-form")

    assert first.pk == second.pk
    assert Entry.objects.count() == 1


def test_an_entry_cannot_be_started_before_the_call_opens(people: People, open_call: Call) -> None:
    Call.objects.filter(pk=open_call.pk).update(opens_at=timezone.now() + dt.timedelta(seconds=30))

    with pytest.raises(entries.TooLateError, match="not open"):
        entries.start(call=open_call, by=people.entrant, token="early")


def test_a_colleague_s_newer_answer_is_not_overwritten(
    people: People, full_draft: Entry, open_call: Call
) -> None:
    key = open_call.title_question
    drafts.save(entry=full_draft, by=people.entrant, answers={key: "Mine"}, versions={key: 1})

    saved = drafts.save(
        entry=full_draft, by=people.colleague, answers={key: "Theirs"}, versions={key: 1}
    )

    assert [(c.theirs, c.yours, c.by) for c in saved.clashes] == [
        ("Mine", "Theirs", "Erin Entrant")
    ]
    assert DraftAnswer.objects.get(entry=full_draft, question=key).typed == "Mine"


def test_two_people_who_type_the_same_do_not_clash(
    people: People, full_draft: Entry, open_call: Call
) -> None:
    key = open_call.title_question
    drafts.save(entry=full_draft, by=people.entrant, answers={key: "Same"}, versions={key: 1})

    saved = drafts.save(
        entry=full_draft, by=people.colleague, answers={key: "Same"}, versions={key: 1}
    )

    assert saved.clashes == ()
    assert saved.versions[key] == 2


def test_sending_makes_a_version_whose_digest_is_of_exactly_what_was_sent(
    people: People, full_draft: Entry
) -> None:
    submission = entries.submit(entry=full_draft, by=people.entrant, token="t1")

    full_draft.refresh_from_db()
    assert full_draft.state == "submitted"
    assert full_draft.title == "A mending table on Saturdays"
    assert full_draft.asked == 124_000
    assert submission.digest == digest(submission.document)


def test_the_receipt_is_sent_once_however_often_the_job_runs(
    people: People, full_draft: Entry
) -> None:
    submission = entries.submit(entry=full_draft, by=people.entrant, token="t1")

    for _ in range(2):
        entries.send_receipt(key=full_draft.key, version=submission.number)

    received = Message.objects.filter(kind="fund.received")
    assert {m.person for m in received} == {people.entrant}
    assert submission.digest in received.get().body


def test_the_same_form_sent_twice_makes_one_version(people: People, full_draft: Entry) -> None:
    first = entries.submit(entry=full_draft, by=people.entrant, token="t1")

    again = entries.submit(entry=full_draft, by=people.entrant, token="t1")
    unchanged = entries.submit(entry=full_draft, by=people.entrant, token="another form")

    assert first.pk == again.pk == unchanged.pk
    assert Submission.objects.count() == 1


def test_editing_after_sending_leaves_the_sent_version_until_sent_again(
    people: People, full_draft: Entry, open_call: Call
) -> None:
    first = entries.submit(entry=full_draft, by=people.entrant, token="t1")
    key = open_call.title_question
    drafts.save(entry=full_draft, by=people.entrant, answers={key: "Newer"}, versions={key: 1})

    full_draft.refresh_from_db()
    standing = queries.latest(full_draft)
    assert standing is not None
    assert standing.pk == first.pk
    assert full_draft.title == "A mending table on Saturdays"

    entries.submit(entry=full_draft, by=people.entrant, token="t2")

    full_draft.refresh_from_db()
    assert full_draft.title == "Newer"
    assert list(full_draft.submissions.values_list("number", flat=True)) == [1, 2]


def test_a_sent_version_can_be_neither_changed_nor_deleted(
    people: People, full_draft: Entry
) -> None:
    submission = entries.submit(entry=full_draft, by=people.entrant, token="t1")

    with writing("fund"), pytest.raises(GuardedError):
        submission.save()
    with writing("fund"), pytest.raises(GuardedError):
        submission.delete()


def test_an_incomplete_entry_is_not_sent_and_each_gap_is_named(
    people: People, start_entry, open_call: Call
) -> None:
    entry = start_entry()

    with pytest.raises(entries.NotReadyError) as caught:
        entries.submit(entry=entry, by=people.entrant, token="t1")

    named = {key for key, _sentence in caught.value.problems}
    required = set(open_call.questions.filter(required=True).values_list("key", flat=True))
    assert named == required
    assert not Submission.objects.exists()


def test_after_the_deadline_nothing_is_saved_or_sent(
    people: People, full_draft: Entry, open_call: Call
) -> None:
    close(open_call)

    with pytest.raises(entries.TooLateError):
        drafts.save(
            entry=full_draft, by=people.entrant,
            answers={open_call.title_question: "Late"}, versions={},
        )  # fmt: skip
    with pytest.raises(entries.TooLateError):
        entries.submit(entry=full_draft, by=people.entrant, token="late")
    assert not Submission.objects.exists()


def test_a_deadline_extended_for_one_holds_for_that_one_alone(
    people: People, full_draft: Entry, open_call: Call, start_entry
) -> None:
    other = start_entry(by=people.newcomer, organisation=None)
    close(open_call)
    amendments.extend(
        call=open_call,
        by=people.manager,
        closes_at=timezone.now() + dt.timedelta(hours=1),
        why="Their line was down.",
        entry=full_draft,
    )

    entries.submit(entry=full_draft, by=people.entrant, token="t1")

    full_draft.refresh_from_db()
    assert full_draft.state == "submitted"
    with pytest.raises(entries.TooLateError):
        drafts.save(
            entry=other, by=people.newcomer,
            answers={open_call.title_question: "Late"}, versions={},
        )  # fmt: skip


def test_of_two_who_extend_one_deadline_neither_shortens_what_the_other_gave(
    people: People, full_draft: Entry, open_call: Call
) -> None:
    close(open_call)
    stale = Entry.objects.get(pk=full_draft.pk)
    later, sooner = (timezone.now() + dt.timedelta(hours=hours) for hours in (9, 1))
    amendments.extend(
        call=open_call, by=people.manager, closes_at=later, why="No line.", entry=full_draft
    )

    with pytest.raises(calls.CallError):
        amendments.extend(
            call=open_call, by=people.manager, closes_at=sooner, why="No line.", entry=stale
        )

    full_draft.refresh_from_db()
    assert full_draft.own_deadline == later


def test_the_funder_sees_an_entry_only_after_the_deadline(
    people: People, full_draft: Entry, open_call: Call
) -> None:
    entries.submit(entry=full_draft, by=people.entrant, token="t1")

    with pytest.raises(Entry.DoesNotExist):
        queries.received(people.manager, full_draft.key)

    close(open_call)

    assert queries.received(people.manager, full_draft.key).pk == full_draft.pk
    with pytest.raises(Entry.DoesNotExist):
        queries.received(people.outsider, full_draft.key)


def test_a_draft_that_was_never_sent_is_never_seen_by_the_funder(
    people: People, full_draft: Entry, open_call: Call
) -> None:
    close(open_call)

    with pytest.raises(Entry.DoesNotExist):
        queries.received(people.manager, full_draft.key)


def test_hostile_text_is_kept_as_text(people: People, full_draft: Entry, open_call: Call) -> None:
    key = open_call.title_question

    drafts.save(
        entry=full_draft, by=people.entrant,
        answers={key: "<script>alert(1)</script>\u202egnp\x00.exe"}, versions={key: 1},
    )  # fmt: skip

    kept = DraftAnswer.objects.get(entry=full_draft, question=key).typed
    assert kept == "<script>alert(1)</script>gnp.exe"


def test_a_megabyte_in_one_field_is_refused_and_the_old_answer_stays(
    people: People, full_draft: Entry, open_call: Call
) -> None:
    key = open_call.title_question

    saved = drafts.save(
        entry=full_draft, by=people.entrant, answers={key: "x" * 1_000_000}, versions={key: 1}
    )

    assert key in saved.refused
    kept = DraftAnswer.objects.get(entry=full_draft, question=key).typed
    assert kept == "A mending table on Saturdays"


def test_an_entrant_walks_from_the_call_to_the_receipt(
    people: People, open_call: Call, as_person
) -> None:
    client = as_person(people.entrant)
    client.get(f"/calls/{open_call.key}/")
    page = client.get(f"/calls/{open_call.key}/enter/")
    assert page.status_code == 200

    begun = client.post(
        f"/calls/{open_call.key}/enter/",
        {"organisation": people.repair_cafe.key, "token": uuid.uuid4().hex},
    )
    entry = Entry.objects.get()
    assert begun.headers["Location"] == f"/entries/{entry.key}/"

    typed = answer_everything(open_call)
    for section in open_call.sections.all():
        address = f"/entries/{entry.key}/section/{section.key}/"
        assert client.get(address).status_code == 200
        data: dict[str, object] = {}
        for question in section.questions.all():
            data[f"version-{question.key}"] = "0"
            value = typed[question.key]
            if isinstance(value, dict):
                data |= {f"{question.key}-{part}": text for part, text in value.items()}
            else:
                data[question.key] = value
        answered = client.post(address, data)
        assert answered.status_code == 302, answered.content.decode()

    checked = client.get(f"/entries/{entry.key}/check/")
    assert "A mending table on Saturdays" in checked.content.decode()
    sent = client.post(f"/entries/{entry.key}/check/", {"token": uuid.uuid4().hex})
    assert sent.headers["Location"] == f"/entries/{entry.key}/receipt/"
    receipt = client.get(f"/entries/{entry.key}/receipt/")
    assert entry.reference in receipt.content.decode()
    document = client.get(f"/entries/{entry.key}/receipt/document/")
    assert digest(document.json()) == Submission.objects.get().digest


def test_another_organisation_s_entry_is_not_found(
    people: People, full_draft: Entry, as_person
) -> None:
    for person in (people.newcomer, people.outsider, people.manager):
        assert as_person(person).get(f"/entries/{full_draft.key}/").status_code == 404
    assert as_person(people.colleague).get(f"/entries/{full_draft.key}/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Rochford", "E07000075"), ("rochford ", "E07000075"), ("The old mill", ""), ("", "")],
)
def test_a_council_s_name_gets_its_code_and_a_sent_code_is_not_believed(
    people: People, full_draft: Entry, open_call: Call, typed: str, code: str
) -> None:
    key = open_call.questions.get(kind="place").key

    drafts.save(
        entry=full_draft, by=people.entrant,
        answers={key: {"text": typed, "code": "E99999999"}}, versions={key: 1},
    )  # fmt: skip

    kept = DraftAnswer.objects.get(entry=full_draft, question=key).typed
    assert kept == {"text": typed, "code": code}
