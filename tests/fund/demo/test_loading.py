import datetime as dt
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from allotment.fund.demo.content import content
from allotment.fund.demo.loading import Loaded, load
from allotment.fund.domain.moves import AssessmentState, CallState, EntryState, Outcome
from allotment.fund.domain.receipt import digest, read_reference
from allotment.fund.models import (
    Assignment,
    Award,
    Call,
    Decision,
    Entry,
    Letter,
    Submission,
)
from allotment.kernel.organisations.models import Membership, Organisation
from allotment.kernel.people.models import User
from allotment.money.models import Pot

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 23)


#: What it was made of when it was loaded for the first time.
FIRST: dict[str, list[str]] = {}


def addresses_and_documents() -> dict[str, list[str]]:
    """What the demonstration's addresses are made of, and what was sent."""
    return {
        "people": [str(pk) for pk in User.objects.order_by("pk").values_list("pk", flat=True)],
        **{
            model._meta.label: list(
                model._default_manager.order_by("key").values_list("key", flat=True)
            )
            for model in (Call, Entry, Award, Assignment, Organisation, Pot)
        },
        "digests": list(Submission.objects.order_by("digest").values_list("digest", flat=True)),
    }


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Loaded]:
    """Loaded for all tests of this file, for the second time, and taken back after the last."""
    with django_db_blocker.unblock(), override_settings(DEMO=True), transaction.atomic():
        with transaction.atomic():
            load(TODAY)
            FIRST.update(addresses_and_documents())
            transaction.set_rollback(True)
        yield load(TODAY)
        transaction.set_rollback(True)


def test_it_is_all_there_once_loaded(loaded: Loaded) -> None:
    assert loaded == Loaded(calls=5, entries=60)
    assert Counter(Call.objects.values_list("state", flat=True)) == Counter(
        state.value for state in CallState
    )
    assert Entry.objects.count() == 60


def test_every_entry_is_in_the_state_that_was_written(loaded: Loaded) -> None:
    states = {
        key.removeprefix("demonstration-"): state
        for key, state in Entry.objects.values_list("start_token", "state")
    }

    assert states == {entry.key: entry.state.value for entry in content().entries}


def test_every_receipt_holds_and_every_reference_reads(loaded: Loaded) -> None:
    sent = Submission.objects.select_related("entry")

    assert len(sent) == 57
    for one in sent:
        assert digest(one.document) == one.digest
        assert one.document["reference"] == one.entry.reference
        assert read_reference(one.entry.reference) == one.entry.reference
        assert one.entry.title
        assert one.entry.asked > 0


def test_entries_came_while_their_call_was_open(loaded: Loaded) -> None:
    for one in Submission.objects.select_related("entry__call"):
        entry, call = one.entry, one.entry.call
        deadline = entry.own_deadline or call.closes_at
        assert call.opens_at is not None
        assert deadline is not None
        assert call.opens_at < entry.made_at < one.sent_at < deadline
        assert one.document["sent_at"] == one.sent_at.isoformat(timespec="seconds")


def test_scores_are_in_and_in_time(loaded: Loaded) -> None:
    states = Counter(Assignment.objects.values_list("state", flat=True))

    assert states[AssessmentState.SUBMITTED] > 110
    assert set(states) == {state.value for state in AssessmentState}
    for one in Assignment.objects.filter(state=AssessmentState.SUBMITTED):
        assert one.declared_at is not None
        assert one.submitted_at is not None
        assert one.assigned_at < one.declared_at < one.submitted_at
        assert one.scores.exclude(reason="").count() in {4, 5}


def test_decisions_were_sent_in_letters_of_their_day(loaded: Loaded) -> None:
    letters = Letter.objects.exclude(decision=None).select_related("decision")

    assert Decision.objects.count() == len(letters) == 19
    for one in letters:
        assert one.decision.made_at < one.sent_at
        assert one.decision.reason in one.body
        assert "23 November 2026" not in one.body
    offer = letters.filter(decision__outcome=Outcome.FUND).order_by("sent_at").first()
    assert offer is not None
    assert "2 November 2026" in offer.body
    assert "30 November 2026" in offer.body


def test_awards_were_answered_and_one_waits(loaded: Loaded) -> None:
    states = Counter(Award.objects.values_list("state", flat=True))

    assert states == {"accepted": 9, "turned_down": 1, "offered": 1}
    assert Entry.objects.filter(state=EntryState.OFFERED).get().title == "Drivers who notice"


def test_the_pot_has_committed_what_was_awarded_and_no_more(loaded: Loaded) -> None:
    pot = Pot.objects.get(name="Small ideas")
    standing = Award.objects.exclude(state="turned_down").values_list("amount", flat=True)

    assert pot.committed == sum(standing)
    assert pot.available == 6_500_000 - pot.committed


def test_somebody_can_be_each_role_and_nobody_can_sign_in_with_a_password(loaded: Loaded) -> None:
    shown = User.objects.filter(is_demonstration=True)
    roles = set(
        Membership.objects.filter(person__in=shown, ended_at=None).values_list("role", flat=True)
    )

    assert roles == {
        "fund.manager",
        "fund.assessor",
        "fund.board",
        "money.finance",
        "site.auditor",
        "organisations.administrator",
    }
    assert shown.filter(is_site_keeper=True).count() == 1
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_each_organisation_is_there_once(loaded: Loaded) -> None:
    names = list(Organisation.objects.values_list("name", flat=True))

    assert len(set(names)) == len(names)
    assert set(Organisation.objects.filter(is_funder=True).values_list("name", flat=True)) == {
        "Wexcombe Borough Council",
        "Harrowmere District Council",
        "Tidewell City Council",
        "Saltmarsh Bay Borough Council",
    }


def test_only_the_open_call_takes_entries(loaded: Loaded) -> None:
    now = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)

    open_now = Call.objects.filter(opens_at__lt=now, closes_at__gt=now)

    assert [call.title for call in open_now] == ["Small ideas competition, third round"]


def test_the_same_seed_gives_the_same_references(loaded: Loaded) -> None:
    references = set(Entry.objects.values_list("reference", flat=True))

    assert len(references) == 60
    assert {one[:2] for one in references} == {"SI", "GN", "IS"}
    assert Entry.objects.get(start_token="demonstration-two-chairs").reference == "GN-333MK7-K"


def test_loaded_again_on_the_same_day_everything_has_the_same_address(loaded: Loaded) -> None:
    assert addresses_and_documents() == FIRST
    assert len(FIRST["digests"]) == 57
    assert len(FIRST["people"]) > 60
