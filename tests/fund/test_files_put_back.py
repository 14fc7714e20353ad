"""A file that was taken out of a draft can be put back, until the entry is sent without it."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from allotment.fund.domain.questions import Kind
from allotment.fund.models import DraftAnswer, Entry, RemovedFile
from allotment.fund.privacy import empty_removed_files, erase
from allotment.fund.queries import entries as queries
from allotment.fund.services import drafts, entries, entry_files
from allotment.fund.services.entries import TooLateError
from allotment.fund.services.entry_files import FileIsGoneError
from allotment.kernel.files.models import StoredFile
from allotment.kernel.files.services import keep
from tests.fund.conftest import close
from tests.people import People

pytestmark = pytest.mark.django_db(transaction=True)
AsPerson = Callable[[object | None], Client]


def where(entry: Entry) -> tuple[str, str]:
    """The section and the question that ask for files."""
    return next(
        (each.section.key, question.key)
        for each in queries.asked(entry.call)
        for question in each.questions
        if question.kind is Kind.FILE
    )


def page_of(entry: Entry) -> str:
    return f"/entries/{entry.key}/section/{where(entry)[0]}/"


def address(entry: Entry, stored: StoredFile, what: str) -> str:
    return f"/entries/{entry.key}/files/{where(entry)[1]}/{stored.key}/{what}/"


def chosen(entry: Entry) -> list[str]:
    """The keys of the files that are in the draft."""
    found = DraftAnswer.objects.get(entry=entry, question=where(entry)[1]).typed
    assert isinstance(found, list)
    return found


def remove(entry: Entry, stored: StoredFile, people: People) -> None:
    drafts.remove_file(entry=entry, by=people.entrant, question=where(entry)[1], key=stored.key)


def put_back(entry: Entry, stored: StoredFile, people: People) -> None:
    entry_files.put_back(entry=entry, by=people.entrant, question=where(entry)[1], key=stored.key)


@pytest.fixture
def files(people: People, full_draft: Entry) -> list[StoredFile]:
    """Two files in the draft, in the order of their letters."""
    found = []
    for letter in "ab":
        stored = keep(
            upload=SimpleUploadedFile(f"{letter}.txt", f"File {letter}".encode()),
            about_kind="fund.entry", about_key=full_draft.key, by=people.entrant,
        )  # fmt: skip
        question = where(full_draft)[1]
        drafts.add_file(entry=full_draft, by=people.entrant, question=question, stored=stored)
        found.append(stored)
    return found


@pytest.fixture
def is_kept(settings: Any) -> Callable[[StoredFile], bool]:
    """Whether the bytes of a file are still there."""
    return lambda stored: (Path(settings.MEDIA_ROOT) / stored.path).exists()


@pytest.mark.parametrize("nth", [0, 1])
def test_it_comes_back_to_its_place(
    people: People, full_draft: Entry, files: list[StoredFile], nth: int
) -> None:
    before = chosen(full_draft)
    remove(full_draft, files[nth], people)
    assert files[nth].key not in chosen(full_draft)

    put_back(full_draft, files[nth], people)

    assert chosen(full_draft) == before == [f.key for f in files]
    assert not RemovedFile.objects.exists()


def test_all_that_was_removed_comes_back(
    people: People, full_draft: Entry, files: list[StoredFile]
) -> None:
    for stored in files:
        remove(full_draft, stored, people)
    assert chosen(full_draft) == []

    for stored in reversed(files):
        put_back(full_draft, stored, people)

    assert chosen(full_draft) == [f.key for f in files]


def test_the_page_offers_it_beside_the_question(
    people: People, full_draft: Entry, files: list[StoredFile], as_person: AsPerson
) -> None:
    client, page = as_person(people.entrant), page_of(full_draft)
    assert "Put it back" not in client.get(page).content.decode()

    removed = client.post(address(full_draft, files[1], "remove"), follow=True).content.decode()
    assert "b.txt has been removed. You can put it back below." in removed
    assert f'formaction="{address(full_draft, files[1], "put-back")}"' in removed
    back = client.post(address(full_draft, files[1], "put-back"), follow=True).content.decode()

    assert "b.txt is back." in back
    assert "Put it back" not in back
    assert back.index("a.txt</a>") < back.index("b.txt</a>")


def test_what_was_typed_on_the_page_is_kept(
    people: People, full_draft: Entry, files: list[StoredFile], as_person: AsPerson
) -> None:
    section, _question = where(full_draft)
    other = next(
        q.key
        for each in queries.asked(full_draft.call)
        for q in each.questions
        if each.section.key == section and q.kind in {Kind.LONG_TEXT, Kind.SHORT_TEXT}
    )
    remove(full_draft, files[0], people)
    row = DraftAnswer.objects.get(entry=full_draft, question=other)
    typed = {other: "Typed meanwhile.", f"version-{other}": str(row.version)}

    as_person(people.entrant).post(address(full_draft, files[0], "put-back"), typed)

    row.refresh_from_db()
    assert row.typed == "Typed meanwhile."
    assert chosen(full_draft)[0] == files[0].key


def test_put_back_nothing_is_left_to_send(
    people: People, full_draft: Entry, files: list[StoredFile], as_person: AsPerson
) -> None:
    entries.submit(entry=full_draft, by=people.entrant, token="one")
    remove(full_draft, files[0], people)

    put_back(full_draft, files[0], people)

    again = entries.submit(entry=full_draft, by=people.entrant, token="two")
    assert again.number == 1


def test_a_colleague_puts_back_what_another_removed(
    people: People, full_draft: Entry, files: list[StoredFile], as_person: AsPerson
) -> None:
    first, second = as_person(people.entrant), as_person(people.colleague)
    first.post(address(full_draft, files[0], "remove"))

    shown = second.get(page_of(full_draft)).content.decode()
    answers = [
        client.post(address(full_draft, files[0], "put-back"), follow=True).content.decode()
        for client in (second, first)
    ]

    assert address(full_draft, files[0], "put-back") in shown
    assert all("a.txt is back." in answer for answer in answers)
    assert chosen(full_draft) == [f.key for f in files]


def test_removed_twice_it_comes_back_once(
    people: People, full_draft: Entry, files: list[StoredFile]
) -> None:
    for _again in range(2):
        remove(full_draft, files[1], people)

    for _again in range(2):
        put_back(full_draft, files[1], people)

    assert chosen(full_draft) == [f.key for f in files]


def test_once_sent_without_it_it_is_out(
    people: People, full_draft: Entry, files: list[StoredFile], as_person: AsPerson
) -> None:
    remove(full_draft, files[0], people)
    entries.submit(entry=full_draft, by=people.entrant, token="one")
    client = as_person(people.entrant)

    page = client.get(page_of(full_draft)).content.decode()
    answer = client.post(address(full_draft, files[0], "put-back"), follow=True).content.decode()

    assert "Put it back" not in page
    assert "Choose it again and add it" in answer
    assert files[0].key not in chosen(full_draft)


def test_what_was_sent_and_then_removed_comes_back(
    people: People, full_draft: Entry, files: list[StoredFile]
) -> None:
    entries.submit(entry=full_draft, by=people.entrant, token="one")
    remove(full_draft, files[0], people)

    put_back(full_draft, files[0], people)

    assert chosen(full_draft) == [f.key for f in files]


def test_after_the_deadline_it_is_too_late(
    people: People, full_draft: Entry, files: list[StoredFile], as_person: AsPerson
) -> None:
    remove(full_draft, files[0], people)
    close(full_draft.call)

    answer = as_person(people.entrant).post(address(full_draft, files[0], "put-back"))

    assert answer.status_code == 409
    assert "deadline has passed" in answer.content.decode()
    with pytest.raises(TooLateError):
        put_back(full_draft, files[0], people)
    assert files[0].key not in chosen(full_draft)


@pytest.mark.parametrize("who", ["outsider", "manager", "assessor", "newcomer"])
def test_others_do_not_find_it(
    people: People, full_draft: Entry, files: list[StoredFile], as_person: AsPerson, who: str
) -> None:
    remove(full_draft, files[0], people)

    answer = as_person(getattr(people, who)).post(address(full_draft, files[0], "put-back"))

    assert answer.status_code == 404
    assert files[0].key not in chosen(full_draft)


def test_a_file_of_another_entry_is_not_put_in(
    people: People,
    full_draft: Entry,
    files: list[StoredFile],
    start_entry: Callable[..., Entry],
    as_person: AsPerson,
) -> None:
    other = start_entry()
    remove(full_draft, files[0], people)

    with pytest.raises(FileIsGoneError):
        put_back(other, files[0], people)

    assert not DraftAnswer.objects.filter(entry=other).exists()
    assert RemovedFile.objects.get().stored == files[0]


def test_looking_at_the_address_changes_nothing(
    people: People, full_draft: Entry, files: list[StoredFile], as_person: AsPerson
) -> None:
    remove(full_draft, files[0], people)

    answer = as_person(people.entrant).get(address(full_draft, files[0], "put-back"))

    assert answer["Location"] == page_of(full_draft)
    assert files[0].key not in chosen(full_draft)


def test_removed_files_go_after_their_time(
    people: People,
    full_draft: Entry,
    files: list[StoredFile],
    is_kept: Callable[[StoredFile], bool],
    as_person: AsPerson,
) -> None:
    remove(full_draft, files[0], people)
    soon = timezone.now() + dt.timedelta(minutes=1)
    assert empty_removed_files(soon - dt.timedelta(hours=1), 100) == {}
    assert is_kept(files[0])

    counted = empty_removed_files(soon, 100)

    assert counted == {people.wexcombe: 1}
    assert [is_kept(f) for f in files] == [False, True]
    assert not StoredFile.objects.filter(pk=files[0].pk).exists()
    with pytest.raises(FileIsGoneError):
        put_back(full_draft, files[0], people)
    assert "Put it back" not in as_person(people.entrant).get(page_of(full_draft)).content.decode()


def test_what_went_with_a_version_stays_with_it(
    people: People,
    full_draft: Entry,
    files: list[StoredFile],
    is_kept: Callable[[StoredFile], bool],
) -> None:
    entries.submit(entry=full_draft, by=people.entrant, token="one")
    remove(full_draft, files[0], people)

    empty_removed_files(timezone.now() + dt.timedelta(minutes=1), 100)

    assert is_kept(files[0])
    assert not RemovedFile.objects.exists()


def test_what_was_put_back_in_time_stays(
    people: People,
    full_draft: Entry,
    files: list[StoredFile],
    is_kept: Callable[[StoredFile], bool],
) -> None:
    remove(full_draft, files[0], people)
    put_back(full_draft, files[0], people)

    assert empty_removed_files(timezone.now() + dt.timedelta(minutes=1), 100) == {}

    assert is_kept(files[0])


def test_who_is_erased_leaves_no_removed_file(
    people: People,
    full_draft: Entry,
    files: list[StoredFile],
    is_kept: Callable[[StoredFile], bool],
) -> None:
    remove(full_draft, files[0], people)

    with transaction.atomic():
        erase(people.entrant)

    assert not any(map(is_kept, files))
    assert not RemovedFile.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("plan.exe", b"MZ\x90\x00", "This kind of file is not accepted"),
        ("plan.txt", b"", "The file is empty."),
        ("", b"", "Choose a file first"),
    ],
)
def test_a_file_that_is_not_taken_is_refused_where_it_was_chosen(
    people: People, full_draft: Entry, files: list[StoredFile], as_person: AsPerson,
    name: str, content: bytes, sentence: str,
) -> None:  # fmt: skip
    question = where(full_draft)[1]
    upload = {f"file-{question}": SimpleUploadedFile(name, content)} if name else {}

    page = as_person(people.entrant).post(
        f"/entries/{full_draft.key}/files/{question}/", upload, follow=True
    )

    assert page.redirect_chain == [(page_of(full_draft), 302)]
    assert sentence in page.content.decode()
    assert chosen(full_draft) == [each.key for each in files]
