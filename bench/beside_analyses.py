"""Ten analyses at once do not slow the site's pages: pages asked for one after the other, first while the
site has nothing else to do, then while ten analyses of the 4,116 real grants wait and run.

Bar: the median of a page at most 1.5 times, its 95th percentile at most 2 times that of the quiet site
(a floor of 20 ms beneath both).
"""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.ground import own_home, table, verdict

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
GRANTS = DATA / "360giving" / "lloyds-bank-foundation-2010-2015.json"
PAGES = ("/", "/calls/", "/register/", "/reports/", "/search/?q=garden")
ROUNDS = 400
FLOOR = 0.020


def ask(port: int, rounds: int) -> dict[str, list[float]]:
    """Seconds of each page, asked one after the other."""
    found: dict[str, list[float]] = {page: [] for page in PAGES}
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for _round in range(rounds):
        for page in PAGES:
            began = time.perf_counter()
            line.request("GET", page)
            answer = line.getresponse()
            answer.read()
            assert answer.status == 200, (page, answer.status)
            found[page].append(time.perf_counter() - began)
    return found


def begin(count: int) -> None:
    """Queue so many analyses of the grants, from outside the server."""
    import django

    django.setup()
    from django.core.files.uploadedfile import SimpleUploadedFile

    from allotment.evidence.queries.analyses import funders_of
    from allotment.evidence.services.analyses import begin_with_file
    from allotment.kernel.people.models import User

    managers = User.objects.filter(memberships__role="fund.manager")
    manager = managers.order_by("pk")[0]
    owner = funders_of(manager)[0]
    content = GRANTS.read_bytes()
    for number in range(count):
        upload = SimpleUploadedFile(f"grants-{number}.json", content)
        begin_with_file(owner=owner, upload=upload, title=f"Analysis {number}", by=manager)


def under_way() -> int:
    """How many of them have not ended."""
    from allotment.evidence.queries.analyses import JOB
    from allotment.kernel.jobs.models import Job

    return Job.objects.filter(kind=JOB, status__in=["queued", "running"]).count()


def slowed(quiet: Sequence[float], busy: Sequence[float]) -> tuple[float, float]:
    """How many times as long the median and the 95th percentile of a page took."""

    def high(values: Sequence[float]) -> float:
        return statistics.quantiles(values, n=20)[-1]

    middle, top = (max(at(busy), FLOOR) / max(at(quiet), FLOOR) for at in (statistics.median, high))
    return middle, top


def main() -> int:
    if not GRANTS.exists():
        print("The folder of real data is not here, so nothing was measured.")
        return 0
    own_home()
    os.environ["ALLOTMENT_DEMO"] = "1"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    os.environ["PORT"] = str(port)
    command = [sys.executable, "-m", "allotment.cli"]
    for verb in ("init", "demo"):
        subprocess.run([*command, verb], check=True, stdout=subprocess.DEVNULL)
    server = subprocess.Popen([*command, "run"], stdout=subprocess.DEVNULL)
    try:
        for _try in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        ask(port, 5)
        quiet = ask(port, ROUNDS)
        begin(10)
        time.sleep(3)
        busy = ask(port, ROUNDS)
        left = under_way()
    finally:
        server.terminate()
        server.wait(timeout=20)
    rows, holds = [], left > 0
    for page in PAGES:
        middle, high = slowed(quiet[page], busy[page])
        good = middle <= 1.5 and high <= 2
        holds = holds and good
        rows.append(
            [page, f"{statistics.median(quiet[page]) * 1000:.0f} ms",
             f"{statistics.median(busy[page]) * 1000:.0f} ms", f"{middle:.1f} ×", f"{high:.1f} ×",
             verdict(good)]
        )  # fmt: skip
    table(["page", "quiet, median", "beside ten analyses", "median", "95th percentile", ""], rows)
    print(f"\n{left} of the ten analyses were still waiting or under way at the end.")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
