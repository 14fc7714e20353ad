"""A person takes away what is held on them, and has it erased; what must be kept is kept and said."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from allotment.fund.models import Assignment, Call, Clarification, Entry, Letter, Submission
from allotment.fund.services import amendments, assessment
from allotment.kernel.audit import queries as audit
from allotment.kernel.domain.privacy import holders
from allotment.kernel.files.models import StoredFile
from allotment.kernel.guards.rows import writing
from allotment.kernel.notify.models import Message
from allotment.kernel.notify.services import send_message
from allotment.kernel.organisations.models import Membership
from allotment.kernel.people.models import User
from allotment.kernel.privacy import queries, services
from tests.fund.conftest import close
from tests.people import People
from tests.privacy.conftest import MARKS, NAME, NEEDS, PHONE, WORDS, places_of

AsPerson = Callable[[object | None], Client]


def test_a_person_downloads_everything_that_is_held_on_them(
    quillon: User, sent: Entry, as_person: AsPerson
) -> None:
    response = as_person(quillon).post("/account/data/download/")

    assert response["Content-Disposition"] == 'attachment; filename="your-data.json"'
    parts = json.loads(response.content)["parts"]
    assert set(parts) == {each.name for each in holders()}
    text = response.content.decode()
    for mine in (NAME, PHONE, NEEDS, WORDS, "May a choir enter?", "marmoset.txt", sent.reference):
        assert mine in text


def test_the_letter_that_an_entry_is_not_eligible_is_in_the_download(
    quillon: User, sent: Entry, as_person: AsPerson
) -> None:
    with writing("fund"):
        Letter.objects.create(entry=sent, subject="Not eligible", body="Choirs may not enter")

    text = as_person(quillon).post("/account/data/download/").content.decode()

    assert "Choirs may not enter" in text


def test_nobody_else_s_words_are_in_the_download(
    quillon: User, people: People, as_person: AsPerson
) -> None:
    send_message(people.entrant, kind="tests.told", subject="For Erin alone", body="x")

    text = as_person(quillon).post("/account/data/download/").content.decode()

    assert "For Erin alone" not in text
    assert people.manager.email not in text


def test_looking_takes_nothing_away_and_erases_nothing(quillon: User, as_person: AsPerson) -> None:
    client = as_person(quillon)

    assert client.get("/account/data/download/")["Location"] == "/account/data/"
    assert client.get("/account/data/").status_code == 200
    assert client.get("/account/data/erase/").status_code == 200

    assert places_of(*MARKS).keys() >= {"quillon", "zither", "marmoset"}


def test_the_page_says_what_goes_and_what_stays(
    quillon: User, sent: Entry, as_person: AsPerson
) -> None:
    page = as_person(quillon).get("/account/data/erase/").content.decode()

    assert "Entries that you began and never sent, with their files: 1" in page
    assert "Entries that you sent, and the letters about them: 1" in page
    assert "The funder must be able to show how it decided" in page
    assert "This cannot be undone" in page


@pytest.mark.django_db(transaction=True)
def test_erasing_leaves_no_trace_but_what_was_said_to_stay(
    quillon: User, sent: Entry, as_person: AsPerson, settings: Any
) -> None:
    kept = audit.heads()
    client = as_person(quillon)

    response = client.post("/account/data/erase/")

    assert response["Location"] == "/account/data/erased/"
    assert client.get("/account/data/erased/").status_code == 200
    assert places_of(*MARKS) == {}
    assert [p for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file()] == []
    assert Submission.objects.filter(entry=sent).count() == 1
    assert audit.verify_all(kept)[1] == []
    assert Clarification.objects.get().question == "May a choir enter?"


def test_who_was_erased_is_signed_out_everywhere_and_cannot_come_back(
    quillon: User, as_person: AsPerson
) -> None:
    quillon.set_password("a long enough password")
    quillon.save()
    email = quillon.email
    client, elsewhere = as_person(quillon), as_person(quillon)

    client.post("/account/data/erase/")

    assert elsewhere.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 302
    fresh = Client()
    fresh.post("/account/login/", {"login": email, "password": "a long enough password"})
    assert fresh.get("/account/").status_code == 302
    quillon.refresh_from_db()
    assert (quillon.is_active, quillon.has_usable_password()) == (False, False)


def test_who_was_erased_is_told_nothing_any_more(quillon: User) -> None:
    services.erase(by=quillon)
    quillon.refresh_from_db()

    assert not send_message(quillon, kind="tests.told", subject="x", body="y")
    assert not Message.objects.filter(person=quillon).exists()
    assert quillon.display_name == "Somebody whose details were erased"


def test_erasing_twice_is_erasing_once(quillon: User) -> None:
    services.erase(by=quillon)
    heads = audit.heads()

    assert services.erase(by=quillon).parts == ()
    assert audit.heads() == heads


def test_somebody_else_can_sign_up_with_the_address_afterwards(quillon: User) -> None:
    email = quillon.email
    services.erase(by=quillon)

    assert User.objects.create_user(email, name="Another Quillon").pk != quillon.pk


def test_the_only_administrator_hands_over_first(people: People, as_person: AsPerson) -> None:
    Membership.objects.create(
        organisation=people.wexcombe, person=people.board, role="organisations.member"
    )
    client = as_person(people.administrator)

    page = client.get("/account/data/erase/").content.decode()
    refused = client.post("/account/data/erase/")

    assert "You are the only administrator of Wexcombe Borough Council" in page
    assert "Erase my details" not in page
    assert refused.status_code == 409
    assert User.objects.get(pk=people.administrator.pk).erased_at is None


def test_the_only_keeper_lets_somebody_else_keep_the_site_first(people: People) -> None:
    with pytest.raises(services.NotYetError, match="the only site administrator"):
        services.erase(by=people.keeper)


def test_a_draft_that_colleagues_write_too_stays_theirs(full_draft: Entry, people: People) -> None:
    assert people.colleague
    stays = [kept.what for kept in queries.foresee(people.entrant).stays]

    services.erase(by=people.entrant)

    assert "Drafts that you share with colleagues: 1" in stays
    full_draft.refresh_from_db()
    assert full_draft.state == "draft"
    assert full_draft.draft.exists()


def test_an_assessor_s_scores_stay_and_what_was_not_begun_goes_to_others(
    sent: Entry, open_call: Call, people: People
) -> None:
    close(open_call)
    sent.refresh_from_db()
    assessment.screen(entry=sent, by=people.manager, eligible=True)
    begun = assessment.assign(entry=sent, assessor=people.assessor, by=people.manager)
    assessment.declare(assignment=begun, by=people.assessor, conflict="My sister runs it.")
    assessment.assign(entry=sent, assessor=people.second_assessor, by=people.manager)

    services.erase(by=people.assessor)
    services.erase(by=people.second_assessor)

    left = Assignment.objects.get()
    assert (left.pk, left.conflict) == (begun.pk, "My sister runs it.")
    assert left.assessor.display_name == "Somebody whose details were erased"


def test_everything_personal_is_answered_for_by_some_module() -> None:
    answering = {each.name for each in holders()}
    personal = {
        model._meta.app_label
        for model in apps.get_models()
        if hasattr(model, "personal_data")
        or set(getattr(model, "privacy", {}).values()) & {"personal", "special"}
    }

    assert personal == answering


def test_what_a_person_uploaded_to_a_sent_entry_stays_with_it(
    quillon: User, sent: Entry, open_call: Call
) -> None:
    assert StoredFile.objects.exclude(about_key=sent.key).count() == 1

    services.erase(by=quillon)

    assert StoredFile.objects.count() == 0


def test_a_manager_s_address_goes_from_the_calls_that_name_it(
    open_call: Call, people: People
) -> None:
    assert open_call.contact == people.manager.email
    email = people.manager.email

    services.erase(by=people.manager)

    open_call.refresh_from_db()
    assert open_call.contact == "Wexcombe Borough Council"
    assert places_of(email) == {}


def test_a_colleague_whose_address_ends_with_the_same_letters_stays_the_contact(
    open_call: Call, people: People
) -> None:
    contact = f"Questions: jo{people.manager.email}"
    Call.objects.filter(pk=open_call.pk).update(contact=contact)

    services.erase(by=people.manager)

    open_call.refresh_from_db()
    assert open_call.contact == contact


def test_a_manager_s_address_goes_from_the_amendments_that_named_it(
    open_call: Call, people: People
) -> None:
    amendments.amend(
        call=open_call, by=people.manager, what="Who to ask.", why="A new desk",
        values={"contact": "fund@example.org"},
    )  # fmt: skip
    email = people.manager.email

    services.erase(by=people.manager)

    assert places_of(email) == {}
    assert open_call.amendments.get().changes == {
        "contact": ["Wexcombe Borough Council", "fund@example.org"]
    }
