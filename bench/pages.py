"""Any page for a signed-in person, with 1,000 entries in the call: at most 20 SQL statements and
100 ms of server time at the 95th percentile."""

import datetime as dt
import sys
import time
from typing import Any

from bench import world
from bench.ground import own_home, table, verdict

ROUNDS = 30
MOST_STATEMENTS = 20
MOST_MS = 100.0


def measure(when: str, person: Any, address: str, short: list[tuple[str, str]]) -> list[object]:
    """One page: its statements, and its time after a first visit."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.force_login(person)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    statements = len(captured)
    assert response.status_code == 200, (address, response.status_code)
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    p95 = times[int(len(times) * 0.95)]
    for long, brief in short:
        address = address.replace(long, brief)
    return [
        when, person.name, f"`{address}`", statements, f"{times[len(times) // 2]:.0f} ms",
        f"{p95:.0f} ms", len(response.content) // 1000,
        verdict(holds=statements <= MOST_STATEMENTS and p95 <= MOST_MS),
    ]  # fmt: skip


def main() -> int:
    own_home()
    world.set_up()
    from django.conf import settings
    from django.test.utils import setup_test_environment

    from allotment.config import wsgi  # noqa: F401  # the collector as the server has it
    from allotment.fund.models import Assignment, Call, Entry
    from tests.fund.conftest import close
    from tests.people import People

    setup_test_environment()
    settings.ALLOWED_HOSTS = ["*"]
    people = People()
    call = world.make_call(people, closes_in=dt.timedelta(days=7))
    world.add_entries(call, people)
    close(call)
    Call.objects.filter(pk=call.pk).update(state="deciding")
    entry = Entry.objects.order_by("pk")[500]
    sheet = Assignment.objects.order_by("pk")[500]
    from allotment.fund.models import Award, Letter
    from allotment.fund.services import calls, letters

    inside, pot = f"/manage/{call.key}/", call.pots.get()
    judged = [
        (people.manager, "/tasks/"), (people.manager, "/manage/"), (people.manager, inside),
        (people.manager, inside + "entries/"), (people.manager, inside + "entries/?text=number+9"),
        (people.manager, inside + "assignments/"), (people.manager, inside + "extend-one/"),
        (people.manager, f"/received/{entry.key}/"), (people.board, inside + "ranking/"),
        (people.board, "/tasks/"), (people.board, f"/received/{entry.key}/decide/"),
        (sheet.assessor, "/tasks/"), (sheet.assessor, "/assess/"),
        (sheet.assessor, f"/assess/{sheet.key}/"), (people.entrant, "/entries/"),
        (people.entrant, f"/entries/{entry.key}/"), (people.finance, "/pots/"),
        (people.auditor, inside), (people.entrant, f"/calls/{call.key}/"),
        (people.entrant, "/messages/"), (people.entrant, "/search/?q=idea"),
        (people.entrant, "/"), (people.entrant, "/account/data/"),
    ]  # fmt: skip
    decided = [
        (people.manager, "/tasks/"), (people.manager, inside), (people.board, inside + "ranking/"),
        (people.manager, inside + "letters/"), (people.finance, f"/pots/{pot.key}/"),
        (people.finance, f"/pots/{pot.key}/ledger/"),
    ]  # fmt: skip
    told = [
        (people.manager, "/tasks/"), (people.manager, inside), (people.keeper, "/jobs/"),
        (people.manager, inside + "letters/"), (people.manager, inside + "letters/sent/"),
        (people.manager, inside + "awards/"), (people.entrant, "/tasks/"),
        (people.entrant, "/messages/"), (people.entrant, f"/calls/{call.key}/"),
        (people.auditor, f"/organisations/{people.wexcombe.key}/history/"),
    ]  # fmt: skip
    short = [(call.key, "…"), (entry.key, "…"), (sheet.key, "…"), (pot.key, "…")]
    rows = [measure("judged", *page, short) for page in judged]
    world.decide_all(call, people)
    rows += [measure("decided", *page, short) for page in decided]
    letters.send_letters(call=call, by=people.manager)
    calls.close_decisions(call=call, by=people.manager)
    assert (Letter.objects.count(), Award.objects.count()) == (world.ENTRIES, 60)
    rows += [measure("told", *page, short) for page in told]
    table(["when", "who", "page", "SQL", "median", "p95", "kB", ""], rows)
    return 1 if any(row[-1] != verdict(holds=True) for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
