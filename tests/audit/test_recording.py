"""One function writes the audit, in the transaction of what it records, and nothing else does."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, models, transaction
from django.db.models import F

from allotment.kernel.audit import queries
from allotment.kernel.audit.domain import BadFactsError
from allotment.kernel.audit.kinds import UnknownKindError
from allotment.kernel.audit.models import AuditLine, ChainHead
from allotment.kernel.audit.services import (
    NotInTransactionError,
    chain_of,
    erase_reasons,
    record,
    subject,
)
from allotment.kernel.guards.rows import GuardedError
from tests.people import People

WRITERS, EACH = 8, 10


def test_a_kind_that_nobody_declared_is_refused(people: People) -> None:
    with pytest.raises(UnknownKindError):
        record(kind="tests.unheard_of", by=None, on="tests.thing:1")


@pytest.mark.django_db(transaction=True)
def test_a_line_outside_a_transaction_is_refused(people: People) -> None:
    with pytest.raises(NotInTransactionError):
        record(kind="tests.happened", by=None, on="tests.thing:1")

    assert not AuditLine.objects.exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"share": 0.1},
        {"n": 2**60},
        {"text": "a\0b"},
        {1: "a"},
        {"at": object()},
        {"a": [{"b": 1.0}]},
    ],
)
def test_facts_that_would_not_come_back_alike_are_refused(people: People, facts: Any) -> None:
    with pytest.raises(BadFactsError):
        record(kind="tests.happened", by=None, on="tests.thing:1", facts=facts)


def test_a_line_goes_with_the_change_that_is_rolled_back(people: People, chain: str) -> None:
    before = queries.heads()

    with transaction.atomic():
        record(kind="tests.happened", by=None, on="tests.thing:6", chain=people.wexcombe)
        transaction.set_rollback(True)

    assert queries.heads() == before
    assert queries.verify_all(before) == (1, [])


ATTEMPTS: dict[str, Callable[[AuditLine], Any]] = {
    "save a copy": lambda line: AuditLine(chain="x", number=1, at=line.at).save(),
    "save a change": lambda line: line.save(),
    "save some fields": lambda line: line.save(update_fields=["kind"]),
    "save past the model": lambda line: models.Model.save(line),
    "save past the model anew": lambda line: line.save_base(force_insert=True),
    "create": lambda line: AuditLine.objects.create(chain="x", number=1, at=line.at),
    "get or create": lambda line: AuditLine.objects.get_or_create(chain="x", number=1),
    "update or create": lambda line: AuditLine.objects.update_or_create(chain="x", number=1),
    "create in bulk": lambda line: AuditLine.objects.bulk_create(
        [AuditLine(chain="x", at=line.at)]
    ),
    "update in bulk": lambda line: AuditLine.objects.bulk_update([line], ["kind"]),
    "update": lambda line: AuditLine.objects.filter(pk=line.pk).update(kind="x"),
    "erase without the service": lambda line: AuditLine.objects.update(why="", why_salt=""),
    "update by the base manager": lambda line: AuditLine._base_manager.update(kind="x"),
    "update by the default manager": lambda line: AuditLine._default_manager.update(kind="x"),
    "delete": lambda line: line.delete(),
    "delete many": lambda line: AuditLine.objects.all().delete(),
    "delete raw": lambda line: AuditLine.objects.all()._raw_delete("default"),
    "set the head": lambda line: ChainHead.objects.update(number=F("number") + 1),
    "save the head": lambda line: ChainHead.objects.get().save(),
    "make a head": lambda line: ChainHead.objects.create(chain="x", digest="x"),
    "delete the head": lambda line: ChainHead.objects.get().delete(),
    "delete the heads": lambda line: ChainHead.objects.all().delete(),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_nobody_else_writes_the_audit(chain: str, attempt: str) -> None:
    before = list(AuditLine.objects.values())

    with pytest.raises(GuardedError), transaction.atomic():
        ATTEMPTS[attempt](AuditLine.objects.order_by("number").first())

    assert list(AuditLine.objects.values()) == before
    assert queries.verify_all()[1] == []


def test_the_words_of_a_reason_can_be_erased_and_the_chain_stands(
    people: People, chain: str
) -> None:
    kept = queries.heads()

    erased = erase_reasons(on=["tests.thing:2"])

    assert erased == 1
    assert "Reason 2" not in set(AuditLine.objects.values_list("why", flat=True))
    assert queries.verify_all(kept) == (1, [])


def test_a_person_s_reasons_can_be_erased(people: People, chain: str) -> None:
    assert erase_reasons(by=people.manager) == 5
    assert erase_reasons(by=people.manager) == 0
    assert queries.verify_all()[1] == []


def test_a_history_says_what_happened_newest_first_with_names(people: People) -> None:
    for by, why in ((people.manager, ""), (None, "By the clock")):
        with transaction.atomic():
            record(kind="tests.happened", by=by, on=people.wexcombe, chain=people.wexcombe, why=why)

    history = queries.history(subject(people.wexcombe))

    assert [(line.what, line.who, line.why) for line in history] == [
        ("Something happened", "The system", "By the clock"),
        ("Something happened", "Mara Manager", ""),
    ]


def test_no_line_holds_a_name_or_an_address(people: People, chain: str) -> None:
    text = " ".join(str(row) for row in AuditLine.objects.values("by", "on", "facts", "chain"))

    assert "@" not in text
    assert people.manager.name not in text


@pytest.mark.django_db(transaction=True)
def test_writers_on_separate_connections_make_one_unbroken_chain(people: People) -> None:
    funder, by = people.wexcombe, people.manager
    barrier, broken = Barrier(WRITERS), []

    def write(writer: int) -> None:
        try:
            barrier.wait()
            for n in range(EACH):
                with transaction.atomic():
                    record(
                        kind="tests.happened", by=by, on=f"tests.thing:{writer}-{n}", chain=funder
                    )
        except Exception as error:
            broken.append(error)
        finally:
            connection.close()

    threads = [Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert broken == []
    assert queries.heads()[chain_of(funder)][0] == WRITERS * EACH
    assert queries.verify_all()[1] == []
