"""What is removed from a draft's form can be put back, without a script."""

from collections.abc import Callable

import pytest
from django.test import Client

from allotment.fund.models import Call, Criterion, Question, RemovedPart, Section
from allotment.fund.services import calls, form as services
from allotment.kernel.domain.sentences import RuleBrokenError
from tests.people import People

pytestmark = pytest.mark.django_db
AsPerson = Callable[[object | None], Client]


def shape(call: Call) -> list[object]:
    """Everything about the form but the rows' own numbers."""
    own = {"id", "call_id", "section_id", "position"}
    rows = [
        *call.sections.order_by("position"),
        *call.questions.order_by("section__position", "position"),
        *call.criteria.order_by("position"),
    ]
    return [
        {name: value for name, value in vars(row).items() if name not in own and name[0] != "_"}
        for row in rows
    ]


def last_removed(call: Call) -> RemovedPart:
    return RemovedPart.objects.filter(call=call).latest("pk")


def a_question(call: Call) -> Question:
    needed = {call.title_question, call.amount_question}
    return call.questions.exclude(key__in=needed).order_by("section__position", "position")[1]


def a_section(call: Call) -> Section:
    needed = {call.title_question, call.amount_question}
    return call.sections.exclude(questions__key__in=needed)[0]


@pytest.mark.parametrize("kind", ["section", "question", "criterion"])
def test_what_was_removed_comes_back_as_it_was(people: People, draft_call: Call, kind: str) -> None:
    before = shape(draft_call)
    if kind == "section":
        services.remove_section(section=a_section(draft_call), by=people.manager)
    elif kind == "question":
        services.remove_question(row=a_question(draft_call), by=people.manager)
    else:
        row = draft_call.criteria.all()[1]
        services.remove_criterion(row=row, by=people.manager)
    assert shape(draft_call) != before

    services.put_back(part=last_removed(draft_call), by=people.manager)

    assert shape(draft_call) == before
    assert not RemovedPart.objects.exists()


def test_a_question_waits_for_its_section(people: People, draft_call: Call) -> None:
    before = shape(draft_call)
    section = a_section(draft_call)
    services.remove_question(row=section.questions.all()[0], by=people.manager)
    question = last_removed(draft_call)
    services.remove_section(section=section, by=people.manager)

    with pytest.raises(RuleBrokenError, match="Put that back first"):
        services.put_back(part=question, by=people.manager)
    services.put_back(part=last_removed(draft_call), by=people.manager)
    services.put_back(part=question, by=people.manager)

    assert shape(draft_call) == before


def test_a_part_whose_place_was_taken_comes_back_beside_it(
    people: People, draft_call: Call
) -> None:
    criterion = draft_call.criteria.all()[0]
    services.remove_criterion(row=criterion, by=people.manager)
    Criterion.objects.create(
        call=draft_call, key=criterion.key, name="Another", weight=1, position=0
    )

    made = services.put_back(part=last_removed(draft_call), by=people.manager)

    assert made.key == f"{criterion.key}-2"
    assert [each.key for each in draft_call.criteria.order_by("position")][:2] == [
        made.key, criterion.key,
    ]  # fmt: skip


def test_a_meaning_that_another_question_has_by_now_stays_with_it(
    people: People, draft_call: Call
) -> None:
    needed = {draft_call.title_question, draft_call.amount_question}
    row = draft_call.questions.exclude(key__in=needed).exclude(meaning="")[0]
    services.remove_question(row=row, by=people.manager)
    other = draft_call.questions.filter(meaning="").first()
    assert other is not None
    Question.objects.filter(pk=other.pk).update(meaning=row.meaning)

    made = services.put_back(part=last_removed(draft_call), by=people.manager)

    assert isinstance(made, Question)
    assert made.meaning == ""


def test_nothing_is_put_back_twice(people: People, draft_call: Call) -> None:
    services.remove_criterion(row=draft_call.criteria.all()[0], by=people.manager)
    part = last_removed(draft_call)
    services.put_back(part=part, by=people.manager)

    with pytest.raises(RuleBrokenError, match="already"):
        services.put_back(part=part, by=people.manager)


def test_nothing_is_put_back_once_the_call_is_published(people: People, open_call: Call) -> None:
    part = RemovedPart.objects.create(
        call=open_call, kind="criterion", text="Late", content={"name": "Late"}
    )

    with pytest.raises(RuleBrokenError, match="fixed"):
        services.put_back(part=part, by=people.manager)


def test_the_form_says_what_was_removed_and_a_button_puts_it_back(
    people: People, draft_call: Call, as_person: AsPerson
) -> None:
    client, before = as_person(people.manager), shape(draft_call)
    question = a_question(draft_call)
    base = f"/manage/{draft_call.key}/form/"

    client.post(f"{base}questions/{question.key}/remove/")
    page = client.get(base).content.decode()
    part = last_removed(draft_call)
    answer = client.post(f"{base}removed/{part.key}/")

    assert question.text in page.split('id="removed"')[1].split("</section>")[0]
    assert f'action="{base}removed/{part.key}/"' in page
    assert answer["Location"] == f"{base}#question-{question.key}"
    assert shape(draft_call) == before
    assert 'id="removed"' not in client.get(base).content.decode()


def test_another_funder_s_manager_puts_nothing_back(
    people: People, draft_call: Call, as_person: AsPerson
) -> None:
    services.remove_criterion(row=draft_call.criteria.all()[0], by=people.manager)
    part = last_removed(draft_call)

    answer = as_person(people.outsider).post(f"/manage/{draft_call.key}/form/removed/{part.key}/")

    assert answer.status_code == 404
    assert RemovedPart.objects.filter(pk=part.pk).exists()


def test_a_copy_begins_without_what_was_removed(people: People, draft_call: Call) -> None:
    services.remove_criterion(row=draft_call.criteria.all()[0], by=people.manager)

    fresh = calls.copy_call(call=draft_call, by=people.manager)

    assert not fresh.removed_parts.exists()
