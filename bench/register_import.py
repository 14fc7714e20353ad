"""How fast and in how much memory the register imports grants.

    python -m bench.register_import [--grants 100000] [--million]

Time is compared with the least that anything could do: parse the same file with orjson and write
the same rows, made beforehand, into the same columns of an SQLite table with `executemany` in one
transaction; once without any index or constraint, once into the register's own table.
"""

import argparse
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

BAR = 8.0
MOST_MEGABYTES = 300

_THINGS = (  # noqa: SIM905
    "garden repair shop youth night bus library warm hub café tools volunteers river park lunch "
    "befriending bicycles music homework reading choir compost solar kitchen allotment bakery"
).split()
_DOINGS = (  # noqa: SIM905
    "weekly courses for newcomers and families, run with neighbours who know the street, to buy "
    "equipment, train helpers and keep the doors open through the winter months of the year"
).split()


def write_grants(path: Path, count: int, seed: int = 8) -> None:
    """Write a file of made-up grants, half of them in older spellings, without holding it."""
    choose = random.Random(seed)
    with path.open("w", encoding="utf-8") as file:
        file.write('{"title": "Made-up grants", "grants": [')
        for number in range(count):
            file.write("," * bool(number) + json.dumps(_grant(number, count, choose)))
        file.write("]}")


def _grant(number: int, count: int, choose: random.Random) -> dict[str, Any]:
    recipient = choose.randrange(max(1, count // 3))
    funder = choose.randrange(20)
    day = f"{choose.randint(2010, 2025)}-{choose.randint(1, 12):02d}-{choose.randint(1, 28):02d}"
    older = number % 2
    return {
        "id": f"360G-made-{number:07d}",
        "title": " ".join(choose.choices(_THINGS, k=4)).capitalize(),
        "description": " ".join(choose.choices(_THINGS + _DOINGS, k=30)),
        "currency": "GBP",
        "amountAwarded": choose.choice([500, 1000, 2500.5, choose.randint(100, 99_999)]),
        "awardDate": "/".join(reversed(day.split("-"))) if older else f"{day}T00:00:00+00:00",
        "plannedDates": [{"startDate": day, "endDate": day, "duration": 12}],
        "recipientOrganization": [
            {
                "id": f"GB-CHC-{1_000_000 + recipient}",
                "name": " ".join(choose.choices(_THINGS, k=3)).title(),
                "charityNumber": str(1_000_000 + recipient),
                "streetAddress": "1 Mill Lane",
                "addressLocality": "Millbridge",
                "postalCode": "ZZ1 1ZZ",
                "url": "https://example.org/",
            }
        ],
        "fundingOrganization": [{"id": f"GB-CHC-{300_000 + funder}", "name": f"Funder {funder}"}],
        "grantProgramme": [{"title": f"Programme {choose.randrange(30)}"}],
        "beneficiaryLocation": [
            {
                "name": "Riverside ward",
                "countryCode": "GB",
                "geoCode": f"E0500{choose.randrange(10_000):04d}",
                "geoCodeType": "WD",
            }
        ],
        "fromOpenCall": "Y" if older else "Yes",
    }


def least(path: Path, home: Path) -> tuple[float, float]:
    """Seconds to parse the file with orjson and write its rows: without indexes, and with them."""
    import orjson

    found = sqlite3.connect(home / "allotment.sqlite3")
    rows = found.execute("SELECT * FROM register_award").fetchall()
    columns = [row[1] for row in found.execute("PRAGMA table_info(register_award)")]
    create = found.execute(
        "SELECT sql FROM sqlite_master WHERE tbl_name = 'register_award' AND sql IS NOT NULL"
    ).fetchall()
    times = []
    plain = [(f"CREATE TABLE register_award ({', '.join(columns)})",)]
    for statements in (plain, create):
        target = sqlite3.connect(home / f"least-{len(statements)}.sqlite3", isolation_level=None)
        target.execute("PRAGMA journal_mode = WAL")
        target.execute("PRAGMA synchronous = NORMAL")
        for (statement,) in statements:
            target.execute(statement)
        start = time.perf_counter()
        orjson.loads(path.read_bytes())
        target.execute("BEGIN")
        marks = ", ".join("?" * len(columns))
        target.executemany(f"INSERT INTO register_award VALUES ({marks})", rows)
        target.execute("COMMIT")
        times.append(time.perf_counter() - start)
    return times[0], times[1]


def imported(path: Path, home: Path, url: str = "") -> dict[str, Any]:
    """Import the file in a process of its own; its report, seconds and peak memory. Into the home's
    own SQLite, unless another database is named."""
    code = (
        "import json, sys, time, django; django.setup()\n"
        "from allotment.register.services.imports import import_grants\n"
        "start = time.perf_counter()\n"
        "with open(sys.argv[1], 'rb') as file:\n"
        "    report = import_grants(file, file_name='bench', by=None)\n"
        "print(json.dumps({'seconds': time.perf_counter() - start, 'read': report.read,\n"
        "    'imported': report.imported, 'unchanged': report.unchanged}))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        env=_env(home, url),
        stdout=subprocess.PIPE,
        text=True,
    )
    memory = _Memory(process.pid)
    memory.start()
    output, _ = process.communicate()
    memory.join()
    if process.returncode:
        raise SystemExit("The import failed.")
    found: dict[str, Any] = json.loads(output)
    return found | {"memory": memory.quarters(), "peak": memory.peak}


class _Memory(threading.Thread):
    """Watches how much memory a process has in use (Linux), ten times a second."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._status = Path(f"/proc/{pid}/status")
        self._seen: list[int] = []
        self.peak = 0

    def run(self) -> None:
        while True:
            try:
                lines = self._status.read_text().splitlines()
            except OSError:
                return
            sizes = {line.split(":")[0]: line.split()[1] for line in lines if "VmRSS" in line
                     or "VmHWM" in line}  # fmt: skip
            if not sizes:
                return
            self._seen.append(int(sizes["VmRSS"]) // 1024)
            self.peak = max(self.peak, int(sizes["VmHWM"]) // 1024)
            time.sleep(0.1)

    def quarters(self) -> list[int]:
        """The most in use in each quarter of the time, in megabytes."""
        size = max(1, len(self._seen) // 4)
        return [max(self._seen[at : at + size], default=0) for at in range(0, 4 * size, size)]


def _env(home: Path, url: str = "") -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {
        **({"DATABASE_URL": url} if url else {}),
        "ALLOTMENT_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": os.environ.get(
            "DJANGO_SETTINGS_MODULE", "allotment.config.settings"
        ),
    }


def _fresh(home: Path) -> None:
    home.mkdir()
    command = [sys.executable, "-m", "django", "migrate", "-v0", "--skip-checks"]
    subprocess.run(command, env=_env(home), check=True)


def speed(folder: Path, count: int, rounds: int) -> list[tuple[str, str, str]]:
    """Rows of the table about speed: the best of some rounds, each measured turn by turn."""
    path = folder / "grants.json"
    write_grants(path, count)
    times: list[tuple[float, float, float, float]] = []
    for number in range(rounds):
        home = folder / f"speed-{number}"
        _fresh(home)
        first, again = imported(path, home), imported(path, home)
        if (first["imported"], again["unchanged"]) != (count, count):
            raise SystemExit("Not every grant came in, or not every one stayed.")
        times.append((*least(path, home), first["seconds"], again["seconds"]))
        shutil.rmtree(home)
    without, with_indexes, first_time, again_time = (min(each) for each in zip(*times, strict=True))
    ratio = first_time / without
    return [
        ("orjson + executemany, no index", f"{without:.2f} s", "1 ×"),
        (
            "orjson + executemany, the register's indexes",
            f"{with_indexes:.2f} s",
            f"{with_indexes / without:.1f} ×",
        ),
        (
            f"import of {count:,} grants",
            f"{first_time:.2f} s",
            f"{ratio:.1f} × (at most {BAR:g} ×){'' if ratio <= BAR else ' MISSED'}",
        ),
        ("the same file again", f"{again_time:.2f} s", f"{again_time / without:.1f} ×"),
    ]


def memory(folder: Path, count: int) -> list[tuple[str, str, str]]:
    """Rows of the table about memory."""
    path, home = folder / "million.json", folder / "memory"
    write_grants(path, count)
    _fresh(home)
    found = imported(path, home)
    verdict = "" if found["peak"] <= MOST_MEGABYTES else " MISSED"
    return [
        (
            f"memory of importing {count:,} grants ({path.stat().st_size >> 20} MB)",
            f"{found['peak']} MB at most, in {found['seconds']:.0f} s",
            f"at most {MOST_MEGABYTES} MB{verdict}",
        ),
        (
            "by quarter of the time",
            ", ".join(f"{size} MB" for size in found["memory"]),
            "flat",
        ),
    ]


def main(arguments: list[str] | None = None) -> int:
    """Print the table; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--grants", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--million", type=int, default=1_000_000, help="0 leaves memory out")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="allotment-bench-") as name:
        rows = speed(Path(name), options.grants, options.rounds)
        if options.million:
            rows += memory(Path(name), options.million)
    print("| work | measured | bar |")
    print("| --- | --- | --- |")
    for row in rows:
        print("| " + " | ".join(row) + " |", flush=True)
    return 1 if any("MISSED" in row[2] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
