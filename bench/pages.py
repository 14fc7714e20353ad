"""Any page for a signed-in person, with 1,000 entries in the call: at most 20 SQL statements and
100 ms of server time at the 95th percentile."""

import datetime as dt
import sys
import time

from bench import world
from bench.ground import own_home, table, verdict

ROUNDS = 30
MOST_STATEMENTS = 20
MOST_MS = 100.0


def main() -> int:
    own_home()
    world.set_up()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, setup_test_environment

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
    pages = [
        (people.manager, "/tasks/"), (people.manager, "/manage/"),
        (people.manager, f"/manage/{call.key}/"), (people.manager, f"/manage/{call.key}/entries/"),
        (people.manager, f"/manage/{call.key}/entries/?text=number+9"),
        (people.manager, f"/received/{entry.key}/"), (people.board, f"/manage/{call.key}/ranking/"),
        (people.board, f"/received/{entry.key}/decide/"), (sheet.assessor, "/assess/"),
        (sheet.assessor, f"/assess/{sheet.key}/"), (people.entrant, "/entries/"),
        (people.entrant, f"/entries/{entry.key}/"), (people.finance, "/pots/"),
        (people.auditor, f"/manage/{call.key}/"), (people.entrant, f"/calls/{call.key}/"),
        (people.entrant, "/messages/"), (people.entrant, "/search/?q=idea"),
        (people.entrant, "/"),
    ]  # fmt: skip
    rows, good = [], True
    for person, address in pages:
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
        holds = statements <= MOST_STATEMENTS and p95 <= MOST_MS
        good = good and holds
        shown = address.replace(call.key, "…").replace(entry.key, "…").replace(sheet.key, "…")
        rows.append([person.name, f"`{shown}`", statements, f"{times[len(times) // 2]:.0f} ms",
                     f"{p95:.0f} ms", len(response.content) // 1000, verdict(holds)])  # fmt: skip
    table(["who", "page", "SQL", "median", "p95", "kB", ""], rows)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
