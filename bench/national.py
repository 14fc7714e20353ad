"""The register with a country's awards: finding, counting, importing, validating.

    python -m bench.national [--awards 1000000] [--small 100000]

On PostgreSQL with a million made-up awards, and on SQLite with a hundred thousand: for each question
of a fixed mix the whole page through Django (95th percentile), what the query takes for the first 25
results with their count, and the plainest SQL for the same two; then how fast the awards came in, and
in how much memory. Last, validation of real grants beside jsonschema-rs on the same schema.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.ground import own_home, table
from bench.made_awards import COMMON, RARE, UNUSUAL, write
from bench.register_import import imported

ROUNDS = 20
BARS = {"postgresql": 300.0, "sqlite": 150.0}
MOST_TIMES_PLAIN = 3.0
ROOT = Path(__file__).resolve().parents[1]
LLOYDS = ROOT.parent / "shared/data/360giving/lloyds-bank-foundation-2010-2015.json"

_COLUMNS = """a.key, a.identifier, a.title, a.recipient_name, r.key, a.funder_name, f.key,
    a.amount_pence, a.currency, a.award_date, a.programme"""
_JOINED = """register_award a JOIN register_party f ON f.id = a.funder_id
    LEFT JOIN register_party r ON r.id = a.recipient_id"""


def _mix(engine: str) -> dict[str, tuple[dict[str, Any], str, list[Any]]]:
    """Each question as the page's address asks it, and as a condition of plain SQL."""
    from allotment.register.models import Party

    def funder(number: int) -> tuple[str, int]:
        found: tuple[str, int] = Party.objects.values_list("key", "pk").get(
            identifier=f"GB-CHC-{200_000 + number}"
        )
        return found

    def words(text: str) -> tuple[str, list[Any]]:
        if engine == "sqlite":
            return (
                "a.id IN (SELECT rowid FROM register_award_words WHERE "
                "register_award_words MATCH %s)",
                [text],
            )
        return "to_tsvector('simple', a.words) @@ to_tsquery('simple', %s)", [text]

    (big, big_id), (small, small_id) = funder(0), funder(250)
    area = "a.id IN (SELECT award_id FROM register_awardarea WHERE code = %s)"
    return {
        "nothing": ({}, "true", []),
        "rare word": ({"q": RARE}, *words(RARE)),
        "unusual word": ({"q": UNUSUAL}, *words(UNUSUAL)),
        "common word": ({"q": COMMON}, *words(COMMON)),
        "large funder": ({"funder": big}, "a.funder_id = %s", [big_id]),
        "small funder": ({"funder": small}, "a.funder_id = %s", [small_id]),
        "programme": ({"programme": "Programme 7"}, "a.programme = %s", ["Programme 7"]),
        "year": ({"year": 2020}, "a.award_date BETWEEN %s AND %s", ["2020-01-01", "2020-12-31"]),
        "council": ({"area": "E08000035"}, area, ["E08000035"]),
        "region": ({"area": "E12000007"}, area, ["E12000007"]),
        "amount": ({"least": "100000"}, "a.amount_pence >= %s", [10_000_000]),
        "kind": ({"kind": "loan"}, "a.kind = %s", ["loan"]),
        "recipient type": ({"type": "health"}, "a.recipient_type = %s", ["health"]),
        "common word, large funder": (
            {"q": COMMON, "funder": big},
            f"a.funder_id = %s AND {words(COMMON)[0]}",
            [big_id, COMMON],
        ),
    }  # fmt: skip


def _milliseconds(work: Callable[[], Any], rounds: int = ROUNDS) -> list[float]:
    work()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return sorted(times)


def _plain(condition: str, parameters: list[Any]) -> Callable[[], None]:
    from django.db import connection

    page = (
        f"SELECT {_COLUMNS} FROM {_JOINED} WHERE a.status = 'published' AND {condition} "
        "ORDER BY a.award_date DESC, a.id DESC LIMIT 25"
    )
    count = (
        "SELECT COUNT(*), SUM(amount_pence) FROM (SELECT a.amount_pence FROM register_award a "
        f"WHERE a.status = 'published' AND {condition} LIMIT 10001) AS found"
    )

    def work() -> None:
        with connection.cursor() as cursor:
            for statement in (page, count):
                cursor.execute(statement, parameters)
                cursor.fetchall()

    return work


def asking() -> int:
    """Print how the questions of the mix are answered, in the database of the environment."""
    import django

    django.setup()
    from django.db import connection
    from django.http import QueryDict
    from django.test import Client

    from allotment.register.domain.filters import read_filter
    from allotment.register.queries import awards

    missed, rows = False, []
    for name, (query, condition, parameters) in _mix(connection.vendor).items():
        client = Client(headers={"host": "localhost"})

        def page(client: Client = client, query: dict[str, Any] = query) -> None:
            assert client.get("/register/", query).status_code == 200

        typed = QueryDict(mutable=True)
        typed.update({key: str(value) for key, value in query.items()})
        wanted = read_filter(typed).wanted
        whole = _milliseconds(page)[int(ROUNDS * 0.95) - 1]
        ours = statistics.median(_milliseconds(lambda wanted=wanted: awards.listed(wanted)))
        slow = _plain(condition, parameters)
        start = time.perf_counter()
        slow()
        once = time.perf_counter() - start
        plain = statistics.median(_milliseconds(slow, 3 if once > 1 else ROUNDS))
        fits = whole <= BARS[connection.vendor] and ours <= max(MOST_TIMES_PLAIN * plain, 15)
        missed = missed or not fits
        rows.append(
            (
                name,
                f"{whole:.0f} ms",
                f"{ours:.1f} ms",
                f"{plain:.1f} ms",
                f"{ours / plain:.1f} ×",
                "holds" if fits else "MISSED",
            )
        )
    bar = f"page ≤ {BARS[connection.vendor]:.0f} ms, query ≤ {MOST_TIMES_PLAIN:.0f} × or 15 ms"
    table(("asked for", "page, p95", "query", "plainest SQL", "ratio", bar), rows)
    return int(missed)


def _prepared(home: Path, url: str) -> dict[str, str]:
    home.mkdir(exist_ok=True)
    env = os.environ | {
        "ALLOTMENT_HOME": str(home),
        "DATABASE_URL": url,
        "SECRET_KEY": "only-for-benchmarks",
        "DJANGO_SETTINGS_MODULE": "allotment.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    for words in (["migrate", "-v0", "--skip-checks"], ["collectstatic", "-v0", "--noinput"]):
        subprocess.run([sys.executable, "-m", "django", *words], env=env, check=True)
    return env


def _one(name: str, url: str, count: int, folder: Path) -> int:
    path, home = folder / f"{name}.json", folder / name
    write(path, count)
    env = _prepared(home, url)
    found = imported(path, home, url)
    print(f"\n### {name} with {count:,} awards\n", flush=True)
    table(
        ("import", "measured"),
        [
            (
                f"{count:,} awards, {path.stat().st_size >> 20} MB",
                f"{found['seconds']:.0f} s, {count / found['seconds']:,.0f} a second",
            ),
            ("memory by quarter of the time", f"{found['memory']} MB, {found['peak']} MB at most"),
        ],
    )
    print()
    return subprocess.run(
        [sys.executable, "-c", "import sys, bench.national as n; sys.exit(n.asking())"], env=env
    ).returncode


def validation() -> int:
    """Print how long judging the real grants takes beside jsonschema-rs on the same schema."""
    if not LLOYDS.exists():
        print("\nThe real grants are not here: validation was NOT measured.")
        return 0
    own_home()
    import django
    import jsonschema_rs

    django.setup()
    from allotment.register.domain.schema import package_schema
    from allotment.register.domain.validation import grant_problems
    from allotment.register.readers.judging import judge

    content = json.loads(LLOYDS.read_bytes())
    validator = jsonschema_rs.validator_for(package_schema(), validate_formats=True)

    def errors(found: Any) -> int:
        return sum(1 for _ in validator.iter_errors(found))

    def ours() -> None:
        with LLOYDS.open("rb") as file:
            judge(file)

    def median(work: Callable[[], Any]) -> float:
        return statistics.median(_milliseconds(work, 7))

    grants = content["grants"]
    parsed = median(lambda: errors(content))
    parsed_ours = median(lambda: [grant_problems(each) for each in grants])
    whole = median(lambda: errors(json.loads(LLOYDS.read_bytes())))
    whole_ours = median(ours)
    fits = parsed_ours <= 2 * parsed and whole_ours <= 2 * whole
    table(
        ("validation of 4,116 grants, every error", "jsonschema-rs", "ours", "ratio", "at most 2 ×"),
        [
            ("parsed beforehand", f"{parsed:.0f} ms", f"{parsed_ours:.0f} ms",
             f"{parsed_ours / parsed:.1f} ×", "holds" if parsed_ours <= 2 * parsed else "MISSED"),
            ("from the file; ours with repeats found, and the errors summed up in sentences",
             f"{whole:.0f} ms", f"{whole_ours:.0f} ms", f"{whole_ours / whole:.1f} ×",
             "holds" if whole_ours <= 2 * whole else "MISSED"),
        ],
    )  # fmt: skip
    return int(not fits)


def main(arguments: list[str] | None = None) -> int:
    """Print the tables; 1 where a bar is missed."""
    from tools import postgres

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--awards", type=int, default=1_000_000)
    parser.add_argument("--small", type=int, default=100_000)
    options = parser.parse_args(arguments)
    codes = []
    with tempfile.TemporaryDirectory(prefix="allotment-bench-") as name:
        folder = Path(name)
        with postgres.server("shared_buffers=2GB", "max_wal_size=8GB") as server:
            subprocess.run(
                ["psql", "-q", f"{server}/postgres", "-c", "CREATE DATABASE allotment"], check=True
            )
            url = f"{server}/allotment"
            codes.append(_one("PostgreSQL", url, options.awards, folder))
        url = f"sqlite:///{folder}/SQLite/allotment.sqlite3"
        codes.append(_one("SQLite", url, options.small, folder))
    codes.append(validation())
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
