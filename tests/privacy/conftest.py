"""A person with marked details in every corner of the site, and a look through the whole database."""

import datetime as dt
import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from allotment.fund.models import Call, DraftAnswer, Entry
from allotment.fund.services import clarifications, drafts, entries
from allotment.kernel.files.services import keep
from allotment.kernel.notify.services import send_message
from allotment.kernel.organisations.models import Invitation
from allotment.kernel.people.models import User
from allotment.kernel.people.services import change_profile
from tests.fund.conftest import (
    answer_everything,
    draft_call,
    full_draft,
    open_call,
    pot,
    start_entry,
)
from tests.people import People

__all__ = ["draft_call", "full_draft", "open_call", "pot", "start_entry"]

#: Words that stand in no other place than in this person's details.
NAME, PHONE, NEEDS, WORDS = "Quillon Zebedee", "01632 960999", "A zither nearby", "My marmoset idea"
MARKS = ("quillon", "zebedee", "960999", "zither", "marmoset")


@pytest.fixture
def quillon(people: People, open_call: Call) -> User:
    """Entered alone, has a draft with a file, was told things, asked something, was invited."""
    person = User.objects.create(email="quillon.zebedee@example.org", name=NAME)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    change_profile(by=person, name=NAME, phone=PHONE, access_needs=NEEDS)
    person.refresh_from_db()
    entry = entries.start(call=open_call, by=person, token=uuid.uuid4().hex)
    key = open_call.questions.filter(kind="short_text")[0].key
    drafts.save(entry=entry, by=person, answers={key: WORDS}, versions={})
    keep(
        upload=SimpleUploadedFile("marmoset.txt", b"About marmosets"),
        about_kind="fund.entry", about_key=entry.key, by=person,
    )  # fmt: skip
    send_message(person, kind="tests.told", subject="About your marmoset", body=f"Dear {NAME}")
    clarifications.ask(call=open_call, by=person, question="May a choir enter?")
    Invitation.objects.create(
        organisation=people.wexcombe, email=person.email.upper(), role="fund.board"
    )
    return person


@pytest.fixture
def sent(quillon: User, open_call: Call) -> Entry:
    """Another entry of Quillon's, sent, with a change that was not."""
    entry = entries.start(call=open_call, by=quillon, token=uuid.uuid4().hex)
    drafts.save(entry=entry, by=quillon, answers=answer_everything(open_call), versions={})
    entries.submit(entry=entry, by=quillon, token="t")
    row = DraftAnswer.objects.filter(entry=entry, question=open_call.title_question).get()
    drafts.save(
        entry=entry, by=quillon, answers={row.question: WORDS}, versions={row.question: row.version}
    )
    return entry


def places_of(*marks: str) -> dict[str, list[str]]:
    """Where in the database these words stand: by mark, "table.pk: column"."""
    found: dict[str, list[str]] = {}
    for model in apps.get_models():
        for row in model._base_manager.values():
            for column, value in row.items():
                text = str(value).lower()
                for mark in marks:
                    if mark.lower() in text:
                        found.setdefault(mark, []).append(f"{model._meta.label}.{column}")
    return found


@pytest.fixture
def later(time_machine: Any) -> Callable[[int], None]:
    """`later(days)`: let so many days have passed."""

    def travel(days: int) -> None:
        time_machine.move_to(timezone.now() + dt.timedelta(days=days), tick=True)

    return travel


@pytest.fixture
def as_person(as_person: Callable[[object], Client]) -> Callable[[object], Client]:
    """Signed in a moment ago, and asked again since; what happens otherwise is in its own tests."""

    def make(user: object | None) -> Client:
        client = as_person(user)
        if isinstance(user, User):
            session = client.session
            session["account_authentication_methods_user"] = str(user.pk)
            session["account_authentication_methods"] = [
                {"method": "code", "at": time.time(), "reauthenticated": True}
            ]
            session.save()
        return client

    return make
