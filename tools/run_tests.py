"""`make test`, `make test-all` and `make test ROOM=fund`: which tests run where, side by side.

`make test` runs every test once, on PostgreSQL, and on SQLite those of the parts in which the two can
differ. `make test-all` runs everything on both, and every walk in full. With ROOM, one room's tests
and its pages run, on PostgreSQL and in a browser.
"""

import argparse
import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import clock  # noqa: E402  # the checkout is no package
from tools import postgres, walked  # noqa: E402

#: Where SQLite and PostgreSQL can differ: what is written in SQL of its own, locks, files; and one
#: pass over the pages of each room.
WHERE_ENGINES_DIFFER = [
    "tests/audit", "tests/backups", "tests/jobs", "tests/money", "tests/register", "tests/search",
    "tests/site", "tests/evidence/test_committed.py", "tests/fund/test_deadline.py",
    "tests/house/test_access.py", "tests/house/test_lists.py", "tests/notify/test_choices.py",
    "tests/organisations/test_merging.py", "tests/organisations/test_mine.py",
    "tests/places/test_finding_councils.py", "tests/privacy/test_looks.py",
    "tests/withstand/test_at_the_same_moment.py", "tests/withstand/test_disk_full.py",
    "tests/withstand/test_in_the_middle.py", "tests/withstand/test_killed_at_each_statement.py",
    "tests/withstand/test_killed_server.py", "tests/withstand/test_killed_worker.py",
]  # fmt: skip


@dataclass
class Run:
    """Commands that run side by side in lanes; each one's output is shown when it has ended."""

    failed: list[str] = field(default_factory=list)
    _printing: threading.Lock = field(default_factory=threading.Lock)

    def command(self, title: str, command: Sequence[str], **extra: str) -> bool:
        began = time.monotonic()
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, **extra}, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        )  # fmt: skip
        ended = "passed" if done.returncode == 0 else "FAILED"
        with self._printing:
            print(f"\n── {title}\n{done.stdout.rstrip()}")
            print(f"── {title}: {ended} in {time.monotonic() - began:.0f} s", flush=True)
        if done.returncode:
            self.failed.append(title)
        return done.returncode == 0

    def lanes(self, *lanes: Callable[[], None]) -> None:
        threads = [threading.Thread(target=self._guarded, args=(lane,)) for lane in lanes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _guarded(self, lane: Callable[[], None]) -> None:
        try:
            lane()
        except BaseException as error:
            self.failed.append(f"{lane.__name__}: {error!r}")
            raise


def _installed(program: str, package: str, *other_names: str) -> str | None:
    """The path of a program, which root installs where Debian has it."""
    names = (program, *other_names)
    found = next(filter(None, map(shutil.which, names)), None)
    if found or os.geteuid() != 0 or not shutil.which("apt-get"):
        return found
    print(f"Installing {package} …", flush=True)
    quiet = {"stdout": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
    subprocess.run(["apt-get", "install", "-y", "-qq", package], check=False, **quiet)
    return next(filter(None, map(shutil.which, names)), None)


def _clock_library() -> str | None:
    """The library that sets the clock of a process, where there is one."""
    if not _installed("faketime", "faketime"):
        return None
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    return str(found[0]) if found else None


def _clock_at(library: str, day: str) -> dict[str, str]:
    """The environment in which it is that moment (UTC) now."""
    wanted = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC).timestamp()
    return {
        "LD_PRELOAD": library,
        "FAKETIME": f"{wanted - time.time():+.0f}s",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }


def _pytest(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "-q", *arguments]


def _migrated(run: Run, address: str, template: str) -> dict[str, str]:
    """Migrate a database once, of which each worker's is a copy; gives the tests' environment."""
    for_tests = {"DATABASE_URL": address, "TEST_TEMPLATE": template}
    begin = [sys.executable, "-m", "tests.template"]
    if not run.command("migrations", begin, **for_tests):
        sys.exit("The database could not be migrated, so nothing was tested.")
    return for_tests


@dataclass
class Tests:
    """The parts of a run; `home` is a folder for files, `server` PostgreSQL's address."""

    run: Run
    home: Path
    server: str
    in_full: bool
    room: str = ""
    sqlite: dict[str, str] = field(default_factory=dict)
    postgresql: dict[str, str] = field(default_factory=dict)

    def prepare(self) -> None:
        files = {"ALLOTMENT_HOME": str(self.home)}
        if self.in_full:
            files["TEST_IN_FULL"] = "1"
        if self.room:
            files["TEST_ROOM"] = self.room
        template = str(self.home / "template.sqlite3")
        files["MIGRATED_SQLITE"] = template
        self.sqlite = files | _migrated(self.run, f"sqlite:///{self.home}/tests.sqlite3", template)
        self.postgresql = files | _migrated(self.run, f"{self.server}/allotment", "template_tests")

    def on_postgresql(self) -> None:
        where = [f"tests/{self.room}", "tests/house/test_access.py"] if self.room else []
        self.run.command(
            "tests on PostgreSQL", _pytest("-n", "2", "-m", "not browser", *where),
            **self.postgresql,
        )  # fmt: skip

    def on_sqlite(self) -> None:
        where = [] if self.in_full else WHERE_ENGINES_DIFFER
        self.run.command(
            "tests on SQLite", _pytest("-n", "2", "-m", "not browser and not pure", *where),
            **self.sqlite,
        )  # fmt: skip

    def in_a_browser(self) -> None:
        # The browser without its own window takes about half the processor time of the whole one.
        chromium = _installed(
            "chromium-headless-shell", "chromium-headless-shell", "chromium", "chromium-browser",
            "google-chrome",
        )  # fmt: skip
        if not chromium:
            print("\n!! The browser tests DID NOT RUN: there is no Chromium on this machine.")
            if os.environ.get("SKIP_BROWSER") != "1":
                self.run.failed.append("no browser")
            return
        browser = {"CHROMIUM": chromium, "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
        # Beside the other tests on the same server, so with databases of other names.
        own = {**self.postgresql, "DATABASE_URL": f"{self.server}/journeys", **browser}
        where = "tests/browser/test_accessibility.py" if self.room else "tests/browser"
        self.run.command("journeys in a browser", _pytest("-n", "2", where), **own)
        if not self.room:
            marked = "browser" if self.in_full else "smoke"
            on_sqlite = _pytest("-m", marked, "tests/browser")
            self.run.command("journeys on SQLite", on_sqlite, **self.sqlite, **browser)

    def on_odd_days(self) -> None:
        library = _clock_library()
        if library is None:
            print("\n!! The tests of odd days DID NOT RUN: libfaketime is not on this machine.")
            return
        with postgres.cluster() as cluster:
            with postgres.running(cluster) as server:
                of_these_days = _migrated(self.run, f"{server}/allotment", "template_tests")
            for day in clock.ODD_DAYS:
                at_that_time = _clock_at(library, day)
                with postgres.running(cluster, environment=at_that_time) as server:
                    own = {**of_these_days, "DATABASE_URL": f"{server}/allotment"}
                    self.run.command(
                        f"tests of time as on {day}", _pytest(*clock.DEPENDS_ON_THE_CLOCK),
                        **{**self.postgresql, **own, **at_that_time},
                    )  # fmt: skip

    def of_the_checkout(self) -> None:
        self.run.command("make check", ["make", "-s", "check"])
        if not self.room:
            self.run.command("production from the wheel", [sys.executable, "tools/production.py"])


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--all", action="store_true", help="everything on both engines, in full")
    asked.add_argument("--room", default="", help="one room, for example fund")
    options = asked.parse_args()
    room, run, began = str(options.room), Run(), time.monotonic()
    if room and not (ROOT / "tests" / room).is_dir():
        sys.exit(f"There is no folder tests/{room}.")
    in_full = bool(options.all) or not walked.is_known()
    if in_full and not options.all and not room:
        print("Addresses, forms or permissions have changed: every role is tried at each address.")
    with (
        tempfile.TemporaryDirectory(prefix="allotment-test-") as home,
        postgres.server() as server,
    ):
        tests = Tests(run, Path(home), server, in_full=in_full, room=room)
        tests.prepare()
        if room:
            run.lanes(tests.on_postgresql, tests.of_the_checkout)
            tests.in_a_browser()
        else:
            run.lanes(
                lambda: (tests.on_postgresql(), tests.on_sqlite()),  # type: ignore[arg-type]
                lambda: (tests.of_the_checkout(), tests.in_a_browser(), tests.on_odd_days()),  # type: ignore[arg-type]
            )
    print(f"\nIt took {(time.monotonic() - began) / 60:.1f} minutes.")
    if run.failed:
        print("Something failed: " + "; ".join(run.failed))
        return 1
    if options.all:
        walked.note()
    print("Everything holds.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
