"""What happened below is heard above: at least once, by each who reacts, whatever dies between."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction

from allotment.kernel.jobs import registry, services
from allotment.kernel.jobs.models import Job, OutboxLine
from allotment.kernel.jobs.services import announce, deliver
from tests.jobs import kinds
from tests.racing import at_once

Work = Callable[[], list[tuple[Any, ...]]]
BOTH = {("reacted", "tea"), ("reacted otherwise", "tea")}


@contextmanager
def the_process_dies_after_the_commit(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setattr(services, "deliver", lambda: None)
        yield


def test_a_kind_that_nobody_declared_is_refused(db: None) -> None:
    with pytest.raises(registry.UnknownJobError):
        announce("tests.unheard_of")


@pytest.mark.django_db(transaction=True)
def test_everybody_who_reacts_hears_of_it_once(work: Work) -> None:
    with transaction.atomic():
        announce("tests.something", what="tea")

    assert set(work()) == BOTH
    assert len(kinds.done) == 2
    assert OutboxLine.objects.get().delivered_at is not None


@pytest.mark.django_db(transaction=True)
def test_nobody_hears_of_what_was_rolled_back(work: Work) -> None:
    with transaction.atomic():
        announce("tests.something", what="tea")
        transaction.set_rollback(True)

    assert work() == []


@pytest.mark.django_db(transaction=True)
def test_a_line_is_not_lost_when_the_process_dies_before_delivery(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    with the_process_dies_after_the_commit(monkeypatch), transaction.atomic():
        announce("tests.something", what="tea")
    assert not Job.objects.exists()

    assert set(work()) == BOTH


@pytest.mark.django_db(transaction=True)
def test_a_line_delivered_again_is_reacted_to_once(work: Work) -> None:
    with transaction.atomic():
        announce("tests.something", what="tea")
    OutboxLine.objects.update(delivered_at=None)

    assert set(work()) == BOTH
    assert len(kinds.done) == 2


@pytest.mark.django_db(transaction=True)
def test_a_line_that_eight_deliver_at_once_is_reacted_to_once(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    with the_process_dies_after_the_commit(monkeypatch), transaction.atomic():
        for n in range(5):
            announce("tests.something", what=str(n))

    at_once(lambda _n: deliver())

    assert len(work()) == 10
    assert len(set(kinds.done)) == 10


@pytest.mark.django_db(transaction=True)
def test_a_line_that_cannot_be_delivered_holds_up_no_other_and_no_action(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    enqueue = services.enqueue

    def fails_for_tea(kind: str, **given: Any) -> Job:
        if given.get("what") == "tea":
            raise ValueError("a line that nobody can deliver")
        return enqueue(kind, **given)

    monkeypatch.setattr(services, "enqueue", fails_for_tea)

    with transaction.atomic():
        announce("tests.something", what="tea")
        announce("tests.something", what="cake")

    assert set(work()) == {("reacted", "cake"), ("reacted otherwise", "cake")}
    assert OutboxLine.objects.filter(delivered_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_line_that_nobody_reacts_to_is_done_with(work: Work) -> None:
    with transaction.atomic():
        announce("tests.unheard")

    assert work() == []
    assert OutboxLine.objects.filter(delivered_at=None).count() == 0


def test_the_names_of_reactions_fit_their_column() -> None:
    longest = Job._meta.get_field("kind").max_length or 0

    assert all(len(kind) <= longest for kind in registry._handlers)
