"""Nothing is kept for longer than was said; carrying it out twice does nothing more."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from allotment.fund.models import Award, Call, Conflict, Decision, Entry, Letter, Score, Submission
from allotment.fund.privacy import _months_before
from allotment.fund.services import calls
from allotment.fund.services.assessment import AssessmentError, declare_conflict
from allotment.kernel.audit import queries as audit
from allotment.kernel.audit.models import AuditLine
from allotment.kernel.domain import privacy as domain
from allotment.kernel.files.services import keep
from allotment.kernel.guards.rows import writing
from allotment.kernel.jobs.models import Job, OutboxLine
from allotment.kernel.jobs.services import enqueue, run
from allotment.kernel.notify.models import Mail, Message
from allotment.kernel.organisations.domain.roles import MEMBER
from allotment.kernel.organisations.models import Invitation, Organisation
from allotment.kernel.organisations.services import invite
from allotment.kernel.people.models import User
from allotment.kernel.privacy import queries, services
from allotment.kernel.privacy.models import RetentionRule
from tests.house.world import World, make_world
from tests.people import People
from tests.privacy.conftest import MARKS, places_of

AsPerson = Callable[[object | None], Client]
Later = Callable[[int], None]


@pytest.fixture
def world(people: People) -> World:
    return make_world(people)


@pytest.fixture
def decided(world: World, people: People) -> Entry:
    """An entry with everything that an entry can have, in a call that was just decided."""
    entry = Award.objects.get().entry
    calls.close_decisions(call=entry.call, by=people.manager)
    Entry.objects.filter(pk=entry.pk).update(
        paper_name="Ottoline Paper", paper_contact="Her lane 1"
    )
    keep(
        upload=SimpleUploadedFile("plan.txt", b"Our plan"), about_kind="fund.entry",
        about_key=entry.key, by=people.entrant,
    )  # fmt: skip
    entry.refresh_from_db()
    return entry


def bytes_kept(settings: Any) -> int:
    return len([p for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file()])


@pytest.mark.django_db(transaction=True)
def test_entries_of_a_decided_call_are_emptied_when_its_time_is_over(
    decided: Entry, later: Later, settings: Any
) -> None:
    kept = audit.heads()
    files = bytes_kept(settings)
    digest = Submission.objects.get(entry=decided).digest

    later(6 * 365 - 5)
    assert "fund.entries" not in services.carry_out()
    later(10)
    assert services.carry_out()["fund.entries"] == 1

    sent = Submission.objects.get(entry=decided)
    assert (sent.document["answers"], sent.document["reference"]) == ([], decided.reference)
    assert (sent.digest, sent.sent_by_id) == (digest, None)
    decided.refresh_from_db()
    assert (decided.owner_id, decided.paper_name, decided.paper_contact) == (None, "", "")
    assert set(Score.objects.values_list("reason", flat=True)) == {""}
    assert Letter.objects.get().body == ""
    assert Decision.objects.get().reason == "Removed, because its retention period was over"
    assert (Decision.objects.get().amount, Award.objects.get().amount) == (100_000, 100_000)
    assert bytes_kept(settings) < files
    assert not AuditLine.objects.filter(on=f"fund.entry:{decided.key}").exclude(why="").exists()
    assert audit.verify_all(kept)[1] == []


def test_a_letter_of_not_being_eligible_is_emptied_like_one_with_a_decision(
    decided: Entry, people: People, later: Later
) -> None:
    with writing("fund"):
        letter = Letter.objects.create(entry=decided, subject="Your entry", body="Dear Erin")

    later(7 * 365)
    services.carry_out()

    letter.refresh_from_db()
    assert letter.body == ""


def test_carrying_it_out_again_does_nothing_more(decided: Entry, later: Later) -> None:
    later(7 * 365)
    assert services.carry_out()
    heads = audit.heads()

    assert services.carry_out() == {}
    assert audit.heads() == heads


def test_each_batch_is_one_line_in_the_funder_s_chain(
    decided: Entry, people: People, later: Later
) -> None:
    later(7 * 365)

    services.carry_out()

    lines = AuditLine.objects.filter(kind="privacy.emptied", on="privacy.period:fund.entries")
    assert [(line.chain, line.facts) for line in lines] == [
        (f"funder:{people.wexcombe.pk}", {"count": 1})
    ]


def test_pages_of_an_emptied_entry_still_stand(
    decided: Entry, people: People, later: Later, as_person: AsPerson
) -> None:
    later(7 * 365)
    services.carry_out()
    manager = as_person(people.manager)

    for address in (
        f"/received/{decided.key}/", f"/manage/{decided.call.key}/entries/",
        f"/manage/{decided.call.key}/ranking/", f"/manage/{decided.call.key}/letters/",
        f"/manage/{decided.call.key}/board-pack.pdf", f"/calls/{decided.call.key}/",
    ):  # fmt: skip
        assert manager.get(address).status_code == 200, address
    for address in (f"/entries/{decided.key}/", f"/entries/{decided.key}/receipt/"):
        assert as_person(people.entrant).get(address).status_code == 200, address


def test_no_words_are_added_to_an_emptied_entry(
    decided: Entry, people: People, later: Later
) -> None:
    later(7 * 365)
    services.carry_out()

    with pytest.raises(AssessmentError, match="retention period"):
        declare_conflict(entry=decided, by=people.board, what="My sister runs it.")

    assert not Conflict.objects.filter(entry=decided, what__contains="sister").exists()


def test_a_call_may_promise_a_shorter_time(decided: Entry, later: Later) -> None:
    Call.objects.filter(pk=decided.call_id).update(retention_months=1)

    later(32)

    assert services.carry_out()["fund.entries"] == 1


def test_entries_of_a_call_that_nobody_ever_decides_go_three_years_after_it_closed(
    world: World, people: People, later: Later, as_person: AsPerson
) -> None:
    waiting = Entry.objects.filter(call__state="deciding").exclude(state="draft")
    keys = list(waiting.values_list("key", flat=True))
    assert keys

    later(3 * 365 - 5)
    assert "fund.undecided" not in services.carry_out()
    later(20)
    done = services.carry_out()["fund.undecided"]

    assert done >= len(keys)
    assert set(waiting.values_list("owner_id", flat=True)) == {None}
    documents = Submission.objects.filter(entry__key__in=keys).values_list("document", flat=True)
    assert documents
    assert all(document["answers"] == [] for document in documents)
    assert "fund.undecided" not in services.carry_out()
    for key in keys:
        assert as_person(people.manager).get(f"/received/{key}/").status_code == 200


def test_a_call_that_was_decided_late_keeps_what_it_promised(decided: Entry, later: Later) -> None:
    later(4 * 365)

    services.carry_out()

    decided.refresh_from_db()
    assert decided.owner_id is not None


def test_a_call_s_page_says_for_how_long_what_one_sends_is_kept(
    world: World, decided: Entry, client: Client
) -> None:
    page = client.get(f"/calls/{decided.call.key}/").content.decode()

    assert "What you send is removed 72 months after the decision" in page
    assert 'href="/privacy/how-long/"' in page


def test_a_draft_that_was_never_sent_goes_half_a_year_after_its_call_closed(
    quillon: User, later: Later
) -> None:
    later(150)
    services.carry_out()
    assert "fund.DraftAnswer.typed" in places_of("marmoset")["marmoset"]

    later(60)
    assert services.carry_out()["fund.drafts"] == 1

    assert [place for place in places_of("marmoset")["marmoset"] if "Message" not in place] == []
    assert Entry.objects.get(owner=None).state == "withdrawn"


def test_messages_mail_and_invitations_go_in_their_time(
    quillon: User, people: People, later: Later
) -> None:
    later(31)
    services.carry_out()
    assert not Mail.objects.exists()
    assert Message.objects.exists()
    assert Invitation.objects.exists()

    later(730)
    services.carry_out()

    assert not Message.objects.exists()
    assert not Invitation.objects.exists()
    assert set(places_of(*MARKS)) == {"quillon", "zebedee", "960999", "zither"}, "the account stays"


def test_finished_work_goes_and_unfinished_stays(db: None, later: Later) -> None:
    ended = timezone.now()
    for once, status in (("schedule:x:1", "done"), ("a", "done"), ("b", "failed"), ("c", "queued")):
        Job.objects.create(
            kind="tests.x", once=once, status=status, ended_at=None if status == "queued" else ended
        )
    OutboxLine.objects.create(kind="tests.x", delivered_at=ended)
    OutboxLine.objects.create(kind="tests.x")

    later(8)
    services.carry_out()
    assert set(Job.objects.values_list("once", flat=True)) == {"a", "b", "c"}
    later(90)
    services.carry_out()

    assert set(Job.objects.values_list("once", flat=True)) == {"c"}
    assert OutboxLine.objects.filter(delivered_at=None).count() == OutboxLine.objects.count() == 1


def test_sessions_that_ran_out_go(people: People, as_person: AsPerson, later: Later) -> None:
    from django.contrib.sessions.models import Session

    as_person(people.entrant)
    late = SessionStore()
    late.set_expiry(-3600)
    late.save()

    services.carry_out()

    assert Session.objects.count() == 1


def test_an_account_that_nobody_ever_confirmed_goes_and_others_stay(
    people: People, later: Later
) -> None:
    from allauth.account.models import EmailAddress

    never = User.objects.create(email="never@example.org")
    EmailAddress.objects.create(user=never, email=never.email, verified=False, primary=True)
    confirmed = User.objects.create(email="there@example.org")
    EmailAddress.objects.create(user=confirmed, email=confirmed.email, verified=True, primary=True)
    assert people.entrant

    later(31)
    services.carry_out()

    assert set(User.objects.values_list("email", flat=True)) == {
        "there@example.org", people.entrant.email,
    }  # fmt: skip


def test_it_is_done_by_a_job_that_the_clock_starts(db: None) -> None:
    from allotment.kernel.jobs import registry, services as jobs

    assert any(schedule.kind == "privacy.retain" for schedule in registry.schedules())
    job = enqueue("privacy.retain")

    jobs.run(job.key)

    job.refresh_from_db()
    assert job.status == "done"


def test_a_period_that_cannot_be_carried_out_is_named_and_stops_none_after_it(
    people: People, later: Later, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_before: dt.datetime, _most: int) -> dict[Organisation | None, int]:
        invite(
            organisation=people.wexcombe, email="half@example.org", role=MEMBER, by=people.keeper
        )
        raise LookupError("a row that nobody foresaw")

    first = domain.Period("tests.broken", "Teapots", 1, "A test", broken)
    monkeypatch.setattr(
        domain, "_periods", {first.kind: first} | {each.kind: each for each in domain.periods()}
    )
    invite(organisation=people.wexcombe, email="a@example.org", role=MEMBER, by=people.keeper)
    later(3 * 365)

    job = enqueue("privacy.retain")
    run(job.key)

    job.refresh_from_db()
    assert job.status == "failed"
    assert "This failed: Teapots. Everything else was done" in job.error
    assert "a row that nobody foresaw" in caplog.text
    assert not Invitation.objects.exists()


def test_everybody_reads_for_how_long_things_are_kept(client: Client, db: None) -> None:
    page = client.get("/privacy/how-long/").content.decode()

    assert "730 days" in page
    assert "As each call says" in page
    assert "Change" not in page


def test_the_keeper_changes_a_period_and_it_is_written_down(
    people: People, as_person: AsPerson, quillon: User, later: Later
) -> None:
    client = as_person(people.keeper)

    client.post("/privacy/how-long/notify.messages/", {"days": "10"})
    later(11)
    services.carry_out()

    assert not Message.objects.exists()
    assert "10 days" in client.get("/privacy/how-long/").content.decode()
    line = AuditLine.objects.get(kind="privacy.period_changed")
    assert line.facts == {"days": 10, "before": 730}


@pytest.mark.parametrize("days", ["0", "-1", "", "x", "999999999999", "1.5", "\0"])
def test_no_period_is_nothing_or_for_ever(people: People, as_person: AsPerson, days: str) -> None:
    response = as_person(people.keeper).post("/privacy/how-long/notify.mail/", {"days": days})

    assert response.status_code in {200, 400}
    assert not RetentionRule.objects.exists()


def test_only_the_keeper_changes_periods_and_only_those_that_have_days(
    people: People, as_person: AsPerson
) -> None:
    assert as_person(people.manager).get("/privacy/how-long/notify.mail/").status_code == 403
    assert as_person(people.keeper).get("/privacy/how-long/fund.entries/").status_code == 404
    assert as_person(people.keeper).get("/privacy/how-long/nothing/").status_code == 404


def test_choosing_what_the_site_comes_with_is_choosing_nothing(people: People) -> None:
    kept = queries.one(people.keeper, "notify.mail")
    services.change_period(kept=kept, days=5, by=people.keeper)

    services.change_period(
        kept=queries.one(people.keeper, "notify.mail"), days=30, by=people.keeper
    )

    assert not RetentionRule.objects.exists()


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        ("2026-03-31", 1, "2026-02-28"),
        ("2024-03-31", 1, "2024-02-29"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-12-31", 72, "2020-12-31"),
        ("2026-12-01", 12, "2025-12-01"),
        ("2026-05-31", 0, "2026-05-31"),
    ],
)
def test_months_are_counted_as_people_do(day: str, months: int, before: str) -> None:
    moment = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)

    assert _months_before(moment, months).date().isoformat() == before
