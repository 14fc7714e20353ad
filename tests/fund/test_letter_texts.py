"""A funder's own words for a call's letters."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from allotment.fund.domain.letters import LetterError, LetterKind, LetterText
from allotment.fund.domain.moves import Outcome
from allotment.fund.models import Call, Entry, Letter, LetterWording
from allotment.fund.queries.decisions import waiting_letters
from allotment.fund.queries.letter_texts import texts
from allotment.fund.services import (
    assessment,
    calls,
    decisions,
    entries,
    letter_texts as services,
    letters,
)
from allotment.kernel.audit.models import AuditLine
from allotment.kernel.notify.models import Message
from allotment.money.models import Pot
from tests.fund.conftest import close
from tests.people import People

pytestmark = pytest.mark.django_db
AsPerson = Callable[[object | None], Client]
OWN = LetterText("{funder}: about {reference}", "Hello {applicant},\n\nhere are {amount}.\n\nBye")


@pytest.fixture
def decided(people: People, full_draft: Entry, pot: Pot) -> Entry:
    """An entry with the board, funded with £1,000; no letter has gone out."""
    entry = full_draft
    entries.submit(entry=entry, by=people.entrant, token=uuid.uuid4().hex)
    close(entry.call)
    entry.refresh_from_db()
    assessment.screen(entry=entry, by=people.manager, eligible=True)
    calls.hand_to_board(call=entry.call, by=people.manager)
    entry.refresh_from_db()
    decisions.decide(
        entry=entry, by=people.board, outcome=Outcome.FUND, amount=100_000, pot=pot, reason="Good."
    )
    entry.refresh_from_db()
    return entry


def test_a_call_begins_with_the_usual_words(draft_call: Call) -> None:
    found = texts(draft_call)

    assert set(found) == set(LetterKind)
    assert not any(each.is_own for each in found.values())
    assert "we are glad to offer you {amount}" in found[LetterKind.FUND].text.body


def test_own_words_are_what_goes_out(people: People, decided: Entry) -> None:
    services.write_own(call=decided.call, kind=LetterKind.FUND, text=OWN, by=people.manager)

    letters.send_letters(call=decided.call, by=people.manager)

    sent = Letter.objects.get()
    assert sent.subject == f"Wexcombe Borough Council: about {decided.reference}"
    assert sent.body == "Hello Erin Entrant,\n\nhere are £1,000.\n\nBye"
    assert Message.objects.get(kind="fund.letter", person=people.entrant).body == sent.body
    assert AuditLine.objects.get(kind="fund.letter_text_changed").facts == {"letter": "fund"}


def test_what_was_sent_stays_as_it_was_sent(
    people: People, decided: Entry, as_person: AsPerson
) -> None:
    services.write_own(call=decided.call, kind=LetterKind.FUND, text=OWN, by=people.manager)
    letters.send_letters(call=decided.call, by=people.manager)
    sent = Letter.objects.get()

    later = LetterText("Later", "Now {amount} and other words")
    services.write_own(call=decided.call, kind=LetterKind.FUND, text=later, by=people.manager)

    address = f"/manage/{decided.call.key}/letters/sent/{sent.key}/"
    page = as_person(people.auditor).get(address).content.decode()
    assert "here are £1,000" in page
    assert "other words" not in page


def test_the_usual_words_can_be_had_again(people: People, decided: Entry) -> None:
    services.write_own(call=decided.call, kind=LetterKind.FUND, text=OWN, by=people.manager)

    services.use_usual(call=decided.call, kind=LetterKind.FUND, by=people.manager)
    services.use_usual(call=decided.call, kind=LetterKind.FUND, by=people.manager)

    assert not LetterWording.objects.exists()
    waiting = waiting_letters(decided.call)
    assert "glad to offer you £1,000" in letters.preview(call=decided.call, marks=waiting)[0].body
    assert AuditLine.objects.filter(kind="fund.letter_text_changed").count() == 2


@pytest.mark.parametrize(
    ("kind", "subject", "body", "said"),
    [
        (LetterKind.FUND, "Yes", "Dear {nobody}, {amount}", "There is no field {nobody}"),
        (LetterKind.FUND, "Yes", "Dear you", "write {amount}"),
        (LetterKind.FUND, "Yes", "{amount} {", "A curly bracket has no partner"),
        (LetterKind.FUND, "Yes {applicant}", "{amount}", "There is no field {applicant}"),
        (LetterKind.DECLINE, "No", "You do not get {amount}", "There is no field {amount}"),
        (LetterKind.RESERVE, "Wait", "Answer by {reply_by}", "There is no field {reply_by}"),
        (LetterKind.INELIGIBLE, "Rules", "{feedback}", "There is no field {feedback}"),
        (LetterKind.DECLINE, "No", "  ", "Write the letter"),
    ],
)
def test_words_that_cannot_become_a_letter_are_refused_with_a_sentence(
    people: People, draft_call: Call, kind: LetterKind, subject: str, body: str, said: str
) -> None:
    with pytest.raises(LetterError) as refused:
        services.write_own(
            call=draft_call, kind=kind, text=LetterText(subject, body), by=people.manager
        )

    assert said in str(refused.value)
    assert not LetterWording.objects.exists()


def post(client: Client, call: Call, kind: str = "fund", **given: Any) -> Any:
    typed = {"subject": OWN.subject, "body": OWN.body, "entry": "", **given}
    return client.post(f"/manage/{call.key}/letters/texts/{kind}/", typed)


def test_a_manager_writes_tries_and_keeps_by_page(
    people: People, decided: Entry, as_person: AsPerson
) -> None:
    client = as_person(people.manager)

    tried = post(client, decided.call, **{"try": "yes"}).content.decode()
    kept_by_trying = LetterWording.objects.count()
    kept = post(client, decided.call)
    shown = client.get(f"/manage/{decided.call.key}/letters/texts/").content.decode()
    back = client.post(f"/manage/{decided.call.key}/letters/texts/fund/usual/")

    assert "Hello Erin Entrant," in tried
    assert "here are £1,000." in tried
    assert decided.reference in tried
    assert kept_by_trying == 0
    assert kept.status_code == back.status_code == 302
    assert "Hello {applicant}," in shown
    assert not LetterWording.objects.exists()


def test_a_mistake_is_said_at_the_field_and_the_words_stay(
    people: People, draft_call: Call, as_person: AsPerson
) -> None:
    page = post(as_person(people.manager), draft_call, body="Dear {nobody}").content.decode()

    assert "There is no field {nobody}" in page
    assert "Dear {nobody}</textarea>" in page
    assert not LetterWording.objects.exists()


def test_a_sealed_entry_is_never_an_example(
    people: People, full_draft: Entry, as_person: AsPerson
) -> None:
    entries.submit(entry=full_draft, by=people.entrant, token=uuid.uuid4().hex)
    client = as_person(people.manager)
    body = "{applicant} {entry} {amount}"

    page = post(client, full_draft.call, body=body, **{"try": "yes"}).content.decode()
    named = post(
        client, full_draft.call, entry=full_draft.reference, **{"try": "yes"}
    ).content.decode()

    assert "made-up entry" in page
    assert "Robin Fairweather" in page
    assert "Erin" not in page
    assert "has received no entry with that reference" in named


def test_trying_a_letter_that_was_not_decided_so_makes_up_what_is_missing(
    people: People, decided: Entry, as_person: AsPerson
) -> None:
    body = "{applicant}: {reason}"

    page = post(
        as_person(people.manager), decided.call, "decline", body=body, **{"try": "yes"}
    ).content.decode()

    assert "Erin Entrant: Clear, cheap and easy to copy." in page


@pytest.mark.parametrize("name", ["board", "auditor", "finance"])
def test_only_a_manager_writes_letters(
    people: People, draft_call: Call, as_person: AsPerson, name: str
) -> None:
    assert post(as_person(getattr(people, name)), draft_call).status_code == 403
    assert not LetterWording.objects.exists()


def test_there_are_letters_of_four_kinds_and_no_more(
    people: People, draft_call: Call, as_person: AsPerson
) -> None:
    client = as_person(people.manager)

    found = [client.get(f"/manage/{draft_call.key}/letters/texts/{kind}/").status_code
             for kind in (*LetterKind, "praise")]  # fmt: skip

    assert found == [200, 200, 200, 200, 404]


def test_a_copy_says_the_same(people: People, draft_call: Call) -> None:
    services.write_own(call=draft_call, kind=LetterKind.FUND, text=OWN, by=people.manager)

    fresh = calls.copy_call(call=draft_call, by=people.outsider)

    assert texts(fresh)[LetterKind.FUND].text == OWN
    assert fresh.letter_wordings.get().changed_by == people.outsider
    assert texts(draft_call)[LetterKind.FUND].is_own


@pytest.mark.parametrize("count", [2, 4])
def test_looking_at_the_letters_costs_the_same_however_many_there_are(
    people: People,
    decided: Entry,
    pot: Pot,
    as_person: AsPerson,
    django_assert_num_queries: Any,
    count: int,
) -> None:
    for _number in range(count - 1):
        Entry.objects.create(
            call=decided.call, owner=people.entrant, state="ineligible", title="Another",
            reference=uuid.uuid4().hex[:10], start_token=uuid.uuid4().hex,
            screening_reason="Too late.", submitted_at=decided.submitted_at,
        )  # fmt: skip
    client = as_person(people.manager)
    address = f"/manage/{decided.call.key}/letters/"

    with django_assert_num_queries(14):
        client.get(address)
