"""Whoever has a role but no two-step verification reads nobody's personal details, on any page."""

from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.utils import timezone

from allotment.fund.models import Entry, Submission
from allotment.kernel.files.services import keep
from allotment.kernel.guards.rows import writing
from tests.house.kept import in_world, part_of, people, shared_out, world
from tests.people import People
from tests.withstand.conftest import Clients

__all__ = ["in_world", "people", "world"]

INSIDE = ("manager", "board", "assessor", "second_assessor", "finance", "auditor", "administrator",
          "keeper")  # fmt: skip


def personal_words() -> set[str]:
    """Who entered and what they wrote. Titles are no secret: they are published with the award."""
    words = {
        word
        for entry in Entry.objects.exclude(owner=None).select_related("owner")
        if entry.owner
        for word in (entry.owner.name, entry.owner.email)
    }
    for sent in Submission.objects.all():
        words |= {
            each["answer"]
            for each in sent.document["answers"]
            if isinstance(each["answer"], str) and len(each["answer"]) > 30
        }
    return words


def text_of(answer: HttpResponse) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return bytes(content).decode(errors="ignore")


@shared_out
def test_no_page_shows_who_entered_or_what_they_wrote(
    every_address: list[tuple[str, str]], people: People, clients: Clients, share: int
) -> None:
    for role in INSIDE:
        clients(role)
    Authenticator.objects.all().delete()
    words, seen = personal_words(), 0

    shown = []
    for role in INSIDE:
        for name, address in part_of(every_address, share):
            answer = clients(role).get(address)
            seen += answer.status_code == 200
            text = text_of(answer) if answer.status_code == 200 else ""
            shown += [(role, name, word) for word in words if word in text]

    assert len(words) >= 3
    assert seen > 20
    assert shown == []


def send_file(entry: Entry, file: str) -> None:
    """A new version of the entry has the file among its answers."""
    last = Submission.objects.filter(entry=entry).order_by("-number")[0]
    answers = [*last.document["answers"], {"key": "picture", "kind": "file", "answer": [file]}]
    with writing("fund"):
        Submission.objects.create(
            entry=entry, number=last.number + 1, token="with a file", digest=last.digest,
            document=last.document | {"answers": answers}, sent_at=last.sent_at,
        )  # fmt: skip


def test_no_file_that_others_sent_is_served(
    every_address: list[tuple[str, str]], people: People, clients: Clients
) -> None:
    sent = Entry.objects.filter(call__closes_at__lt=timezone.now(), owner=people.entrant)[0]
    stored = keep(
        upload=SimpleUploadedFile("plan.txt", b"Our plan"), about_kind="fund.entry",
        about_key=sent.key, by=people.entrant,
    )  # fmt: skip
    roles = ("manager", "board", "finance", "auditor", "entrant")
    in_draft = [clients(role).get(f"/files/{stored.key}/").status_code for role in roles]
    send_file(sent, stored.key)
    before = [clients(role).get(f"/files/{stored.key}/").status_code for role in roles]

    Authenticator.objects.all().delete()
    after = [clients(role).get(f"/files/{stored.key}/").status_code for role in roles]

    assert in_draft == [404] * 4 + [200]
    assert before == [200] * 5
    assert after == [404] * 4 + [200]
