"""Make the answer to a request for information."""

from collections import Counter
from collections.abc import Iterator
from typing import IO

from django.db import transaction

from allotment.fund.models import Call
from allotment.fund.queries.disclosure import Asked, Row, disclosed, to_disclose
from allotment.fund.services.entries import must_be_unsealed
from allotment.fund.services.looking import ANSWER, many_looked_at
from allotment.fund.writers.disclosure import write_disclosure
from allotment.kernel.audit import services as audit
from allotment.kernel.people.models import User


def disclose(*, call: Call, asked: Asked, reference: str, by: User) -> IO[bytes]:
    """Write the file that answers a request (a ZIP of tables), and put down that it was made, and for
    those who wrote the entries that they were read. Raises SealedError."""
    must_be_unsealed(call)
    with transaction.atomic():
        counted: Counter[str] = Counter()

        def counting() -> Iterator[Row]:
            for row in disclosed(call, asked):
                counted[row.table] += 1
                counted["taken out"] += len(row.taken)
                yield row

        file = write_disclosure(call.title, reference, counting())
        many_looked_at(call=call, entries=to_disclose(call), by=by, kind=ANSWER)
        audit.record(
            kind="fund.disclosed", by=by, on=call, chain=call.funder, why=reference,
            facts=dict(counted),
        )  # fmt: skip
    return file
