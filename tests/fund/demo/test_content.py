import re
from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest

from allotment.fund.demo.content import FOLDER, DemoEntry, content
from allotment.fund.domain.letters import LETTERS, sample_values, write_letter
from allotment.fund.domain.money_line import Side, draw_line
from allotment.fund.domain.moves import AssessmentState, CallState, EntryState, Outcome
from allotment.fund.domain.parsing import parse_answer
from allotment.fund.domain.questions import Question
from allotment.fund.domain.ranking import Criterion, Ranked, Sheet, rank
from allotment.fund.domain.templates import CallTemplate, template
from allotment.fund.domain.words import word_count
from allotment.kernel.domain.money import parse_pounds

DEMO = content()
CALLS = {call.key: call for call in DEMO.calls}
ENTRIES = {entry.key: entry for entry in DEMO.entries}
SENT = [one for one in DEMO.entries if one.state is not EntryState.DRAFT]


def form(call: str) -> CallTemplate:
    found = template(CALLS[call].template)
    assert found is not None
    return found


def asked_of(entry: DemoEntry) -> dict[str, Question]:
    return {question.key: question for question in form(entry.call).questions}


def sentences(text: str) -> Iterator[str]:
    """Sentences of five words and more, in lower case and without punctuation."""
    for sentence in re.split(r"(?<=[.?!:;])\s+", text):
        words = re.findall(r"\w+", sentence.lower())
        if len(words) >= 5:
            yield " ".join(words)


def ranking(call: str) -> tuple[Ranked, ...]:
    criteria = [
        Criterion(each.key, each.weight, each.lowest, each.highest) for each in form(call).criteria
    ]
    submitted = {
        entry.key: [
            Sheet(sheet.assessor, sheet.scores)
            for sheet in entry.sheets
            if sheet.state is AssessmentState.SUBMITTED
        ]
        for entry in DEMO.entries_of(call)
        if entry.sheets
    }
    return rank(criteria, submitted)


def test_there_are_about_sixty_entries_and_one_call_in_each_state() -> None:
    assert len(DEMO.entries) == 60
    assert Counter(call.state for call in DEMO.calls) == Counter(CallState)


def test_no_two_entries_share_a_sentence() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for entry in DEMO.entries:
        for text in entry.answers.values():
            for sentence in sentences(text):
                found[sentence].add(entry.key)

    assert {sentence: keys for sentence, keys in found.items() if len(keys) > 1} == {}
    assert len(found) > 1000


def test_every_entry_that_was_sent_could_be_sent() -> None:
    problems = {
        (entry.key, key): str(problem.sentence)
        for entry in SENT
        for key, question in asked_of(entry).items()
        for problem in parse_answer(question, entry.answers.get(key)).problems
    }

    assert problems == {}


def test_answers_belong_to_questions() -> None:
    for entry in DEMO.entries:
        assert entry.answers.keys() <= asked_of(entry).keys()


def test_drafts_have_gaps_and_one_has_an_answer_to_correct() -> None:
    drafts = [one for one in DEMO.entries if one.state is EntryState.DRAFT]
    to_mend = [
        entry.key
        for entry in drafts
        for key, question in asked_of(entry).items()
        if parse_answer(question, entry.answers.get(key)).draft_problems
    ]

    assert all(entry.answers.keys() < asked_of(entry).keys() for entry in drafts)
    assert to_mend == ["half-past-nine", "museum-postcards"]


def test_each_person_has_one_name() -> None:
    everybody = [
        *(one.by for one in DEMO.entries),
        *(person for body in (DEMO.funder, *DEMO.neighbours) for person in body.officers),
    ]
    names_by_email = defaultdict(set)
    for person in everybody:
        names_by_email[person.email].add(person.name)

    assert all(len(names) == 1 for names in names_by_email.values())
    assert all(email.endswith("@example.org") for email in names_by_email)
    assert len({one.key for one in DEMO.entries}) == 60


def test_entries_are_where_their_call_is() -> None:
    may_be = {
        CallState.DRAFT: set(),
        CallState.OPEN: {EntryState.DRAFT, EntryState.SUBMITTED, EntryState.WITHDRAWN},
        CallState.CLOSED: {EntryState.SUBMITTED, EntryState.ELIGIBLE},
        CallState.DECIDING: {EntryState.ELIGIBLE},
        CallState.DECIDED: set(EntryState) - {EntryState.DRAFT, EntryState.SUBMITTED},
    }

    for entry in DEMO.entries:
        assert entry.state in may_be[CALLS[entry.call].state], entry.key


def test_every_score_is_on_its_scale_and_has_a_reason() -> None:
    for entry in DEMO.entries:
        criteria = {c.key: c for c in form(entry.call).criteria}
        for sheet in entry.sheets:
            complete = sheet.state is AssessmentState.SUBMITTED
            assert sheet.scores.keys() <= criteria.keys()
            assert not complete or sheet.scores.keys() == criteria.keys()
            assert sheet.reasons.keys() == sheet.scores.keys()
            assert all(sheet.reasons.values())
            for key, score in sheet.scores.items():
                assert score is None or criteria[key].lowest <= score <= criteria[key].highest


def test_assessors_of_one_entry_give_different_reasons() -> None:
    for entry in DEMO.entries:
        for criterion in form(entry.call).criteria:
            same_score = defaultdict(list)
            for sheet in entry.sheets:
                if criterion.key in sheet.scores:
                    same_score[sheet.scores[criterion.key]].append(sheet.reasons[criterion.key])
            for reasons in same_score.values():
                assert len(set(reasons)) == len(reasons), entry.key


def test_each_remark_is_made_once() -> None:
    remarks = [
        line
        for path in FOLDER.glob("*_entries.toml")
        for line in re.findall(r'remark = "([^"]+)"', path.read_text(encoding="utf-8"))
    ]

    assert len(remarks) > 100
    assert len(set(remarks)) == len(remarks)


@pytest.mark.parametrize("call", ["good_neighbours", "second_round"])
def test_three_assessors_score_each_entry_before_the_board_sits(call: str) -> None:
    for entry in DEMO.entries_of(call):
        if entry.state not in {EntryState.INELIGIBLE, EntryState.WITHDRAWN}:
            states = [sheet.state for sheet in entry.sheets]
            assert states == [AssessmentState.SUBMITTED] * 3
            assert len({sheet.assessor for sheet in entry.sheets}) == 3


def test_the_closed_call_is_half_scored() -> None:
    states = {s.state for entry in DEMO.entries_of("invest") for s in entry.sheets}

    assert states == set(AssessmentState)


def test_work_is_shared_fairly_among_the_assessors() -> None:
    load = Counter(sheet.assessor for entry in DEMO.entries for sheet in entry.sheets)
    assessors = {one.key for one in DEMO.funder.officers if "fund.assessor" in one.roles}

    assert load.keys() == assessors
    assert max(load.values()) - min(load.values()) <= 6


def test_the_money_of_the_deciding_call_ends_part_way_down_the_list() -> None:
    rows = ranking("good_neighbours")
    asked = {
        entry.key: parse_pounds(entry.answers["asked"])
        for entry in DEMO.entries_of("good_neighbours")
    }

    line = draw_line(rows, asked, CALLS["good_neighbours"].total)

    assert 8 <= len(line.above) <= 15
    assert any(one.side is Side.BELOW for one in line.placed)


def test_the_board_followed_the_ranks_of_the_decided_call() -> None:
    order = {one.entry: one.standing.points or 0.0 for one in ranking("second_round")}
    first = {key: ENTRIES[key].decisions[0].outcome for key in order}
    worst_funded = min(order[key] for key, what in first.items() if what is Outcome.FUND)
    best_declined = max(order[key] for key, what in first.items() if what is Outcome.DECLINE)
    reserves = [order[key] for key, what in first.items() if what is Outcome.RESERVE]

    assert worst_funded >= max(reserves) >= min(reserves) >= best_declined


def test_the_decided_call_never_offered_more_than_there_was() -> None:
    call = CALLS["second_round"]
    entries = DEMO.entries_of(call.key)
    first = sum(e.decisions[0].amount for e in entries if e.decisions)
    turned_down = sum(e.decisions[-1].amount for e in entries if e.state is EntryState.TURNED_DOWN)
    standing = sum(e.decisions[-1].amount for e in entries if e.decisions) - turned_down

    assert first <= call.total
    assert standing <= call.total


def test_every_decision_can_be_told_in_a_letter() -> None:
    for entry in DEMO.entries:
        for decision in entry.decisions:
            values = {
                **sample_values(),
                "reason": decision.reason,
                "feedback": decision.feedback,
                "conditions": decision.conditions,
            }

            letter = write_letter(LETTERS[decision.outcome].body, values)

            assert decision.reason in letter
            assert (decision.amount > 0) == (decision.outcome is Outcome.FUND)


def test_every_state_of_an_entry_can_be_seen() -> None:
    seen = {entry.state for entry in DEMO.entries}

    assert seen == set(EntryState)
    assert all(
        (entry.ineligible_because != "") == (entry.state is EntryState.INELIGIBLE)
        and (entry.turned_down_because != "") == (entry.state is EntryState.TURNED_DOWN)
        for entry in DEMO.entries
    )
    assert [len(entry.decisions) for entry in DEMO.entries if len(entry.decisions) > 1] == [2]


def test_conflicts_and_extensions_are_of_people_and_entries_that_are_there() -> None:
    officers = {person.key for person in DEMO.funder.officers}

    assert {one.who for one in DEMO.conflicts} <= officers
    assert {one.entry for one in (*DEMO.conflicts, *DEMO.extensions)} <= ENTRIES.keys()
    assert [e.key for e in DEMO.entries for s in e.sheets if s.conflict] == ["reuse-shop"]


def test_questions_asked_about_calls_are_answered_but_for_one() -> None:
    asked = [one for call in DEMO.calls for one in call.clarifications]

    assert len(asked) == 13
    assert len([one for one in asked if not one.answer]) == 1
    assert all(one.answer == "" or word_count(one.answer) >= 5 for one in asked)


def test_calls_open_before_they_close() -> None:
    for call in DEMO.calls:
        assert call.opens < call.closes
        assert (call.closes < 0) == (
            call.state in {CallState.CLOSED, CallState.DECIDING, CallState.DECIDED}
        )
        assert (call.opens < 0) == (call.state is not CallState.DRAFT)


def test_pots_hold_enough_for_their_calls() -> None:
    for pot in DEMO.pots:
        assert sum(call.total for call in DEMO.calls if call.pots == (pot.key,)) <= pot.amount
