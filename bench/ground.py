"""What the benchmarks stand on: a home of their own, tables, the verdict on a bar."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path


def own_home() -> Path:
    """A temporary home, removed at the end, named in the environment before Django reads its settings."""
    home = Path(tempfile.mkdtemp(prefix="allotment-bench-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["ALLOTMENT_HOME"] = str(home)
    os.environ["SECRET_KEY"] = "only-for-benchmarks"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allotment.config.settings")
    return home


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a Markdown table."""
    print("| " + " | ".join(headings) + " |")
    print("|" + " --- |" * len(headings))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |", flush=True)


def verdict(holds: bool) -> str:
    return "holds" if holds else "**does not hold**"
