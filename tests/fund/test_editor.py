"""Building a call's form: sections, questions, criteria, order, trying out."""

import pytest

from allotment.fund.domain.questions import Kind, Meaning, Question
from allotment.fund.models import Call
from allotment.fund.services import form as services
from tests.people import People


def test_a_question_is_added_changed_moved_and_removed_by_page(
    people: People, draft_call: Call, as_person
) -> None:
    client = as_person(people.manager)
    section = draft_call.sections.order_by("position")[0]
    base = f"/manage/{draft_call.key}/form"

    assert client.get(f"{base}/sections/{section.key}/add/").status_code == 200
    added = client.post(
        f"{base}/sections/{section.key}/add/?kind=choice",
        {"text": "Which day?", "short": "Day", "guidance": "", "required": "on",
         "choices": "Monday\nTuesday"},
    )  # fmt: skip
    assert added.status_code == 302
    row = draft_call.questions.get(key="day")
    assert [c["label"] for c in row.options["choices"]] == ["Monday", "Tuesday"]

    client.post(
        f"{base}/questions/day/",
        {
            "text": "Which day of the week?",
            "short": "Day",
            "guidance": "",
            "choices": "Sunday\nMonday",
        },
    )
    row.refresh_from_db()
    assert row.text == "Which day of the week?"
    assert not row.required

    before = row.position
    client.post(f"{base}/questions/day/move/", {"way": "up"})
    row.refresh_from_db()
    assert row.position == before - 1

    client.post(f"{base}/questions/day/remove/")
    assert not draft_call.questions.filter(key="day").exists()
    assert client.get(f"{base}/").status_code == 200


def test_the_title_question_cannot_be_removed(people: People, draft_call: Call) -> None:
    row = draft_call.questions.get(key=draft_call.title_question)

    with pytest.raises(services.FormError, match="must stay"):
        services.remove_question(row=row, by=people.manager)


def test_two_questions_cannot_carry_the_same_meaning(people: People, draft_call: Call) -> None:
    section = draft_call.sections.order_by("position")[0]
    again = Question("x", Kind.NUMBER, "How many people?", meaning=Meaning.TEAM_SIZE)

    with pytest.raises(services.FormError, match="already"):
        services.add_question(section=section, by=people.manager, question=again)


def test_the_form_of_an_open_call_is_fixed(people: People, open_call: Call, as_person) -> None:
    section = open_call.sections.order_by("position")[0]

    with pytest.raises(services.FormError, match="fixed"):
        services.change_section(section=section, by=people.manager, title="New", intro="")
    assert as_person(people.manager).get(f"/manage/{open_call.key}/form/").status_code == 403


def test_trying_out_says_what_an_entrant_would_be_told_and_keeps_nothing(
    people: People, draft_call: Call, as_person
) -> None:
    section = draft_call.sections.order_by("position")[0]
    client = as_person(people.manager)
    address = f"/manage/{draft_call.key}/form/sections/{section.key}/try/"
    shown = {f"version-{q.key}": "0" for q in section.questions.all()}

    response = client.post(address, shown)

    assert "An entrant would see" in response.content.decode()
    assert not draft_call.entries.exists()


def test_a_criterion_needs_a_word_for_at_least_two_scores(
    people: People, draft_call: Call, as_person
) -> None:
    client = as_person(people.manager)

    response = client.post(
        f"/manage/{draft_call.key}/form/criteria/add/",
        {"name": "Courage", "asks": "", "weight": "1", "descriptors": "only one"},
    )

    assert response.status_code == 200
    assert "at least two scores" in response.content.decode()
    assert not draft_call.criteria.filter(name="Courage").exists()
