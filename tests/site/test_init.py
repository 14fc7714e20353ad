"""`allotment init`: prepares an empty home, brings an old one up to date, repeatably."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path


def init(home: Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "allotment.cli", "init"],
        env={**environment, "ALLOTMENT_HOME": str(home),
             "DJANGO_SETTINGS_MODULE": "allotment.config.settings"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip


def tables(home: Path) -> set[str]:
    with sqlite3.connect(home / "allotment.sqlite3") as database:
        rows = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {row[0] for row in rows}


def test_an_empty_home_is_prepared_and_a_lost_database_is_made_again(tmp_path: Path) -> None:
    home = tmp_path / "home"

    init(home)

    assert {"people_user", "fund_call", "cache"} <= tables(home)
    key = home / "secret-key"
    assert key.stat().st_mode & 0o777 == 0o600
    kept = key.read_text()
    for part in home.glob("allotment.sqlite3*"):
        part.unlink()

    init(home)

    assert "fund_call" in tables(home)
    assert key.read_text() == kept
