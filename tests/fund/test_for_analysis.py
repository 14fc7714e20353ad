"""What the entries of a call tell: by meaning, of those that were sent and may be read."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from allotment.fund.models import Award, Call, Decision, Entry, Submission
from allotment.fund.queries.assessment import ranked_list
from allotment.fund.queries.for_analysis import EntryForAnalysis, entries_for_analysis
from allotment.fund.services import assessment, calls
from allotment.fund.services.assessment import Given
from allotment.kernel.guards.rows import writing
from allotment.money.models import Pot
from allotment.register.models import Award as Published
from allotment.register.services.awards import publish_award, withdraw_award
from tests.evidence.made import sent_entries
from tests.fund.conftest import close
from tests.people import People
from tests.register.test_own_awards import AWARD

pytestmark = pytest.mark.django_db

EVERYTHING = {
    "title": "A mending table",
    "summary": "Neighbours mend what is broken.",
    "duration": "7",
    "team_size": "12",
    "partners": "The library and a school",
    "place": {"text": "Wexcombe", "code": ""},
}


@pytest.fixture
def closed(open_call: Call) -> Call:
    close(open_call)
    return open_call


def only(call: Call) -> EntryForAnalysis:
    (entry,) = entries_for_analysis(call).entries
    return entry


def statements(call: Call) -> int:
    entries_for_analysis(call)
    with CaptureQueriesContext(connection) as found:
        entries_for_analysis(call)
    return len(found)


def judge(people: People, entry: Entry, score: int) -> None:
    sheet = assessment.assign(entry=entry, assessor=people.assessor, by=people.manager)
    assessment.declare(assignment=sheet, by=people.assessor, conflict="")
    given = {c.key: Given(score, False, "Because.") for c in entry.call.criteria.all()}
    assessment.save_scores(assignment=sheet, by=people.assessor, given=given, comment="Read.")
    assessment.submit_scores(assignment=sheet, by=people.assessor)


def test_answers_are_exported_by_the_meaning_of_their_questions(
    people: People, closed: Call
) -> None:
    sent_entries(people, closed, [EVERYTHING])

    entry = only(closed)

    assert entry.words["summary"] == "Neighbours mend what is broken."
    assert entry.words["partners"] == "The library and a school"
    assert (entry.values["duration"], entry.values["team_size"]) == (7, 12)
    assert entry.values["place"] == {"text": "Wexcombe", "code": ""}
    assert entry.words["place"] == "Wexcombe"
    assert (entry.title, entry.organisation) == ("A mending table", people.repair_cafe.name)
    assert entry.organisation_kind == "community_group"


def test_what_is_not_answered_has_no_value_and_no_words(people: People, closed: Call) -> None:
    sent_entries(people, closed, [{"title": "Little", "team_size": "many"}])

    entry = only(closed)

    assert "team_size" not in entry.values
    assert "duration" not in entry.values
    assert entry.words["duration"] == ""
    assert entry.asked == 100_000


def test_only_the_meanings_that_the_questions_have_are_carried(
    people: People, draft_call: Call
) -> None:
    draft_call.questions.filter(meaning="barrier").update(meaning="")
    draft_call.questions.filter(meaning="team_size").update(meaning="")
    now = timezone.now()
    calls.change_draft(
        call=draft_call, by=people.manager,
        values={"opens_at": now - dt.timedelta(days=1), "closes_at": now + dt.timedelta(days=7)},
    )  # fmt: skip
    calls.open_call(call=draft_call, by=people.manager)
    close(draft_call)
    sent_entries(people, draft_call, [EVERYTHING])

    found = entries_for_analysis(draft_call)

    assert {"summary", "duration", "place", "partners"} <= found.meanings
    assert not {"barrier", "team_size"} & found.meanings
    assert not {"barrier", "team_size"} & set(found.entries[0].words)


def test_the_version_that_was_sent_last_is_exported(people: People, closed: Call) -> None:
    (entry,) = sent_entries(people, closed, [EVERYTHING])
    later = {"answers": [{"key": "summary", "answer": "We mend clocks now."}]}
    with writing("fund"):
        Submission.objects.create(
            entry=entry,
            number=2,
            token="u",
            document=later,
            digest="1" * 64,
            sent_at=closed.opens_at,
        )

    assert only(closed).words["summary"] == "We mend clocks now."


def test_withdrawn_and_ineligible_entries_are_counted_and_left_out(
    people: People, closed: Call
) -> None:
    made = sent_entries(people, closed, [{"title": f"Idea {n}"} for n in range(4)])
    Entry.objects.filter(pk=made[0].pk).update(state="withdrawn")
    Entry.objects.filter(pk__in=[made[1].pk, made[2].pk]).update(
        state="ineligible", screening_reason="It is a sale."
    )

    found = entries_for_analysis(closed)

    assert [each.title for each in found.entries] == ["Idea 3"]
    assert (found.withdrawn, found.ineligible) == (1, 2)


def test_while_one_entry_can_still_be_sent_all_stay_sealed(people: People, closed: Call) -> None:
    extended, _other = sent_entries(people, closed, [{"title": "Extended"}, {"title": "Other"}])
    Entry.objects.filter(pk=extended.pk).update(state="submitted")
    now = timezone.now()
    Entry.objects.filter(pk=extended.pk).update(own_deadline=now + dt.timedelta(days=2))
    while_it_can = entries_for_analysis(closed).entries
    Entry.objects.filter(pk=extended.pk).update(own_deadline=now - dt.timedelta(seconds=1))

    assert while_it_can == ()
    assert len(entries_for_analysis(closed).entries) == 2


def test_a_sealed_entry_that_was_withdrawn_is_not_even_counted(
    people: People, closed: Call
) -> None:
    sent_entries(people, closed, [{"title": "Gone"}], state="withdrawn", withdrawn_sealed=True)

    assert entries_for_analysis(closed).withdrawn == 0


def test_a_draft_is_not_exported(people: People, closed: Call) -> None:
    Entry.objects.create(
        call=closed, owner=people.entrant, title="Draft", reference="D-1", start_token="d"
    )

    assert entries_for_analysis(closed).entries == ()


def test_only_what_is_funded_has_an_amount_and_the_last_decision_holds(
    people: People, closed: Call, pot: Pot
) -> None:
    titles = ("Funded", "Declined", "Reserve", "Changed", "Waiting")
    made = dict(zip(titles, sent_entries(people, closed, [{"title": t} for t in titles]),
                    strict=True))  # fmt: skip
    decided = [("Funded", 1, "fund", 90_000), ("Declined", 1, "decline", 0),
               ("Reserve", 1, "reserve", 0), ("Changed", 1, "fund", 50_000),
               ("Changed", 2, "decline", 0)]  # fmt: skip
    with writing("fund"):
        Decision.objects.bulk_create(
            Decision(entry=made[title], number=n, outcome=outcome, amount=pence, reason="So it is.",
                     pot=pot if pence else None)
            for title, n, outcome, pence in decided
        )  # fmt: skip

    assert {each.title: each.awarded for each in entries_for_analysis(closed).entries} == {
        "Funded": 90_000, "Declined": None, "Reserve": None, "Changed": None, "Waiting": None,
    }  # fmt: skip


def test_scores_are_those_of_the_ranked_list(people: People, closed: Call) -> None:
    made = sent_entries(people, closed, [{"title": f"Idea {n}"} for n in range(3)])
    judge(people, made[0], 5)
    judge(people, made[1], 2)

    found = entries_for_analysis(closed)

    ranked = {e.reference: e.ranked.standing.points for e in ranked_list(closed).entries}
    assert {each.reference: each.score for each in found.entries} == ranked
    assert ranked[made[0].reference] > ranked[made[1].reference]
    assert ranked[made[2].reference] is None
    assert found.is_judged


def test_a_call_that_nobody_has_judged_has_no_scores(people: People, closed: Call) -> None:
    sent_entries(people, closed, [EVERYTHING])

    found = entries_for_analysis(closed)

    assert not found.is_judged
    assert found.entries[0].score is None


def test_an_entry_of_a_person_names_no_organisation(people: People, closed: Call) -> None:
    made = sent_entries(people, closed, [EVERYTHING])
    Entry.objects.filter(pk=made[0].pk).update(organisation=None)

    entry = only(closed)

    assert (entry.organisation, entry.organisation_ref, entry.gss_code) == ("", "", "")
    assert entry.organisation_kind == ""


def test_entries_come_in_the_order_of_their_references(people: People, closed: Call) -> None:
    sent_entries(people, closed, [{"title": f"Idea {n}"} for n in range(12)])

    references = [each.reference for each in entries_for_analysis(closed).entries]

    assert len(references) == 12
    assert references == sorted(references)


def test_fifty_entries_take_as_many_statements_as_one(people: People, closed: Call) -> None:
    judge(people, sent_entries(people, closed, [EVERYTHING])[0], 4)
    one = statements(closed)

    more: list[dict[str, Any]] = [EVERYTHING] * 50
    Entry.objects.filter(call=closed).update(reference="FIRST", start_token="first")
    made = sent_entries(people, closed, more)
    for entry in made[:5]:
        judge(people, entry, 3)

    assert len(entries_for_analysis(closed).entries) == 51
    assert statements(closed) == one


def test_an_award_is_exported_with_its_key_in_the_register_while_it_is_there(
    people: People, closed: Call, pot: Pot
) -> None:
    made = sent_entries(people, closed, [EVERYTHING])
    with writing("fund"):
        decision = Decision.objects.create(
            entry=made[0], number=1, outcome="fund", amount=90_000, pot=pot, reason="Good."
        )
    award = Award.objects.create(
        entry=made[0], decision=decision, amount=90_000, state="accepted",
        answered_at=timezone.now(),
    )  # fmt: skip
    before = only(closed).published

    publish_award(award=replace(AWARD, key=award.key), funder=people.wexcombe, by=people.manager)
    published = only(closed).published
    withdraw_award(own_key=award.key, funder=people.wexcombe, by=people.manager, why="A slip")

    assert before == ""
    assert published == Published.objects.get(own_key=award.key).key
    assert only(closed).published == ""
