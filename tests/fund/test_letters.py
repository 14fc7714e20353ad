"""Letters as one batch: looked at some at a time, sent together, refused where they have changed."""

from collections.abc import Callable

import pytest
from django.test import Client

from allotment.fund.domain.letters import LetterKind, LetterText
from allotment.fund.models import Call, Entry, Letter
from allotment.fund.queries import decisions as queries
from allotment.fund.services import decisions, letter_texts, letters
from allotment.kernel.audit.models import AuditLine
from allotment.kernel.jobs import services as jobs
from allotment.kernel.jobs.models import Job
from allotment.kernel.notify.models import Message
from tests.fund.batches import declined
from tests.people import People
from tests.withstand.forms_of import forms_of

pytestmark = pytest.mark.django_db

AsPerson = Callable[[object | None], Client]


@pytest.fixture
def few(people: People, open_call: Call) -> Call:
    """A call with the board: three entries declined."""
    return declined(people, open_call, 3)


@pytest.fixture
def many(people: People, open_call: Call) -> Call:
    """A call with the board: 118 entries declined, two more not eligible."""
    return declined(people, open_call, 118, ineligible=2)


def press(call: Call, manager: Client) -> str:
    """Look at the letters and press the button; gives where that leads."""
    address = f"/manage/{call.key}/letters/"
    page = manager.get(address).content.decode()
    return manager.post(address, next(f for _a, f in forms_of(page) if "seal" in f))["Location"]


def decide_anew(title: str, people: People) -> None:
    entry = Entry.objects.get(title=title)
    decisions.decide(
        entry=entry, by=people.board, outcome=decisions.Outcome.RESERVE, reason="Perhaps."
    )


def lines(kind: str) -> list[dict[str, int]]:
    return list(AuditLine.objects.filter(kind=kind).order_by("pk").values_list("facts", flat=True))


class Interruption(Exception):
    """Something that ends the sending in the middle."""


def broken_off(done: int, _of: int) -> None:
    if done:
        raise Interruption


def test_a_few_letters_are_sent_while_the_person_waits(
    few: Call, people: People, as_person: AsPerson
) -> None:
    manager = as_person(people.manager)

    where = press(few, manager)

    assert where == f"/manage/{few.key}/"
    assert Letter.objects.count() == 3
    assert not Job.objects.filter(kind=letters.JOB).exists()
    assert "3 letters were sent." in manager.get(where).content.decode()


def test_every_letter_is_looked_at_some_to_a_page(
    many: Call, people: People, as_person: AsPerson
) -> None:
    address, marks = f"/manage/{many.key}/letters/", queries.waiting_letters(many)
    manager = as_person(people.manager)

    first = manager.get(address).content.decode()
    second = manager.get(f"{address}?after={marks[24]}").content.decode()
    last = manager.get(f"{address}?after={marks[99]}").content.decode()

    assert "Idea 24" in first
    assert "Idea 25" not in first
    assert "Idea 25" in second
    assert "It is a sale." in last
    assert "Send 120 letters" in first


def test_many_letters_are_sent_by_a_job_that_says_how_far_it_is(
    many: Call, people: People, as_person: AsPerson
) -> None:
    manager = as_person(people.manager)

    where = press(many, manager)
    waiting = Letter.objects.count()
    jobs.run(Job.objects.get(kind=letters.JOB).key)
    page = manager.get(where).content.decode()

    assert waiting == 0
    assert Letter.objects.count() == 120
    assert queries.waiting_letters(many) == []
    assert Job.objects.get(kind=letters.JOB).step == 120
    assert "120 letters were sent." in page
    assert f'href="/manage/{many.key}/letters/sent/"' in page
    assert f'href="/manage/{many.key}/"' in page
    assert lines("fund.letters_sent") == [{"count": 120}]
    assert Message.objects.filter(kind="fund.letter").count() == 120


def test_while_letters_are_sent_colleagues_are_led_to_the_same_job(
    many: Call, people: People, as_person: AsPerson
) -> None:
    colleague = people._with("Cal Colleague", people.wexcombe, "fund.manager")
    address = f"/manage/{many.key}/letters/"
    looked_at = letters.waiting(many).seal

    job = press(many, as_person(people.manager))
    page = as_person(colleague).get(address).content.decode()
    pressed = as_person(colleague).post(address, {"seal": looked_at})["Location"]
    other = as_person(colleague).post(address, {"seal": "another"}, follow=True)

    assert "Letters of this call are being sent." in page
    assert "Send 120 letters" not in page
    assert job in page
    assert pressed == job
    assert "Other letters of this call are being sent." in other.content.decode()
    assert Job.objects.filter(kind=letters.JOB).count() == 1
    assert as_person(colleague).get(job).status_code == 200
    for stranger in (people.board, people.entrant, people.outsider):
        assert as_person(stranger).get(job).status_code == 404


def test_pressing_again_after_all_are_sent_leads_to_the_same_job(
    many: Call, people: People, as_person: AsPerson
) -> None:
    seal, manager = letters.waiting(many).seal, as_person(people.manager)
    address = f"/manage/{many.key}/letters/"

    first = manager.post(address, {"seal": seal})["Location"]
    jobs.run(Job.objects.get(kind=letters.JOB).key)
    again = manager.post(address, {"seal": seal})["Location"]
    nothing = manager.post(address, {"seal": "another"}, follow=True).content.decode()

    assert again == first
    assert Letter.objects.count() == 120
    assert "There are no letters to send: they have been sent." in nothing


def test_a_batch_that_has_changed_since_is_not_sent(many: Call, people: People) -> None:
    looked_at = letters.waiting(many).seal
    decide_anew("Idea 03", people)

    with pytest.raises(decisions.DecisionError, match="Check the letters again"):
        letters.start_sending(call=many, by=people.manager, seal=looked_at)

    assert not Letter.objects.exists()


def test_letters_whose_words_have_changed_since_are_not_sent(few: Call, people: People) -> None:
    looked_at = letters.waiting(few).seal
    reword(few, people)

    with pytest.raises(decisions.DecisionError, match="Check the letters again"):
        letters.start_sending(call=few, by=people.manager, seal=looked_at)

    assert not Letter.objects.exists()


def reword(call: Call, people: People) -> None:
    letter_texts.write_own(
        call=call, kind=LetterKind.DECLINE, by=people.manager,
        text=LetterText("About {reference}", "{applicant}, we cannot fund {entry}. {reason}"),
    )  # fmt: skip


def test_a_letter_is_sent_only_for_the_decision_that_counts(few: Call, people: People) -> None:
    decide_anew("Idea 02", people)

    waiting = queries.without_letter([few.pk]).filter(entry__title="Idea 02")

    assert [(d.number, d.outcome) for d in waiting] == [(2, "reserve")]


def test_what_was_decided_again_before_its_turn_is_left_and_said(
    many: Call, people: People, as_person: AsPerson
) -> None:
    manager = as_person(people.manager)
    where = press(many, manager)
    for title in ("Idea 03", "Idea 70", "Idea 110"):
        decide_anew(title, people)

    jobs.run(Job.objects.get(kind=letters.JOB).key)
    page = manager.get(where).content.decode()

    assert Letter.objects.count() == 117
    assert (
        "117 letters were sent. 3 decisions have changed since, so their letters were not sent."
        in page
    )
    assert f'href="/manage/{many.key}/letters/"' in page
    assert len(queries.waiting_letters(many)) == 3
    assert lines("fund.letters_sent") == [{"count": 117}]


def test_words_that_change_while_letters_are_sent_stop_the_rest(
    many: Call, people: People, as_person: AsPerson
) -> None:
    manager = as_person(people.manager)
    where = press(many, manager)
    reword(many, people)

    jobs.run(Job.objects.get(kind=letters.JOB).key)
    page = manager.get(where).content.decode()

    assert not Letter.objects.exists()
    assert "Check the letters again." in page
    assert "0 letters were sent. 120 letters were not sent and are waiting." in page


def test_sending_that_was_interrupted_goes_on_where_it_was(many: Call, people: People) -> None:
    batch = letters.waiting(many)
    with pytest.raises(Interruption):
        letters.send_letters(call=many, by=people.manager, batch=batch, on_progress=broken_off)
    before = Letter.objects.count()

    sent = letters.send_letters(call=many, by=people.manager, batch=batch)

    assert (before, sent) == (letters.STEP, 120 - letters.STEP)
    assert len(queries.sent_letters(batch.marks)) == Letter.objects.count() == 120
    assert Message.objects.filter(kind="fund.letter").count() == 120
    assert lines("fund.letters_sent") == [{"count": 120}]


def test_letters_that_were_stopped_stay_sent_and_the_rest_waits(
    many: Call, people: People, as_person: AsPerson
) -> None:
    manager = as_person(people.manager)
    where = press(many, manager)
    job = Job.objects.get(kind=letters.JOB)

    stop_after_the_first_step(job)
    page = manager.get(where).content.decode()
    again = press(many, manager)
    jobs.run(Job.objects.get(once=job.once).key)

    assert "Stopped on" in page
    assert "50 letters were sent. 70 letters were not sent and are waiting." in page
    assert again != where
    assert Letter.objects.count() == 120
    assert lines("fund.letters_stopped") == [{"sent": 50, "left": 70}]
    assert lines("fund.letters_sent") == [{"count": 120}, {"count": 70}]
    assert "50 letters were sent." in manager.get(where).content.decode()


def stop_after_the_first_step(job: Job) -> None:
    """As when somebody presses "Stop it" while the first letters go out."""
    from django.db.models.signals import post_save

    def stop(**_signal: object) -> None:
        jobs.ask_to_cancel(job=job)

    post_save.connect(stop, sender=Letter)
    try:
        jobs.run(job.key)
    finally:
        post_save.disconnect(stop, sender=Letter)
