"""An analysis of grants against its bars: 4,116 real ones in 20 seconds and 1 GB, 100,000 made ones in
5 minutes and 2 GB, on one core; beside a floor, the time that reading the file alone takes."""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import made_awards
from bench.ground import own_home, table, verdict

REAL = Path(__file__).parents[2] / "shared/data/360giving/lloyds-bank-foundation-2010-2015.json"
BARS = {"4,116 real grants": (20, 1_000), "100,000 made grants": (300, 2_000)}
"""Seconds and megabytes at most."""

MADE = 100_000


def main() -> int:
    if len(sys.argv) > 1:
        return one(Path(sys.argv[1]), to_write=sys.argv[2] == "whole")
    own_home()
    rows = []
    holds = True
    with tempfile.TemporaryDirectory() as folder:
        for name, path in _files(Path(folder)):
            floor, _work, _memory = _measured(path, "floor")
            seconds, work, megabytes = _measured(path, "whole")
            most, room = BARS[name]
            is_within = seconds <= most and megabytes <= room
            holds = holds and is_within
            rows.append(
                [name, f"{seconds:.1f} s", f"{most} s", f"{work:.1f} s", f"{megabytes:.0f} MB", f"{room} MB",
                 f"{floor:.1f} s", f"{seconds / floor:.1f}", verdict(is_within)]
            )  # fmt: skip
    table(
        [
            "work",
            "took",
            "at most",
            "of the processor",
            "peak",
            "at most",
            "reading alone",
            "ratio",
            "",
        ],
        rows,
    )
    return 0 if holds else 1


def _files(folder: Path) -> list[tuple[str, Path]]:
    made = folder / "made.json"
    made_awards.write(made, MADE)
    real = [("4,116 real grants", REAL)] if REAL.exists() else []
    return [*real, ("100,000 made grants", made)]


def _measured(path: Path, what: str) -> tuple[float, float, float]:
    """Seconds, seconds of the processor and peak megabytes of a process of its own."""
    said = subprocess.run(
        [sys.executable, "-m", "bench.evidence", str(path), what],
        cwd=Path(__file__).parents[1],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    return float(said[-3]), float(said[-2]), float(said[-1])


def one(path: Path, *, to_write: bool) -> int:
    """Read the file, or write its whole report; prints what `_measured` reads last."""
    _keep_to_one_core()
    began = time.perf_counter()
    if to_write:
        from allotment.cli import main as allotment

        with tempfile.TemporaryDirectory() as out:
            try:
                allotment(["analyse", str(path), "--out", out])
            except SystemExit as ended:
                if ended.code:
                    raise
    else:
        import django

        django.setup()
        from allotment.evidence.queries.sources import of_file

        with path.open("rb") as file:
            of_file(file, path.name)
    seconds = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
    return 0


def _keep_to_one_core() -> None:
    import os

    os.environ.update(
        {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"}
    )
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


if __name__ == "__main__":
    sys.exit(main())
