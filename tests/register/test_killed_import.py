"""An import that is killed leaves whole batches, and the next one goes on from there."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from allotment.register.services.imports import BATCH
from tests.register.grants import small_grant
from tests.waiting import wait_until

GRANTS = 5 * BATCH


def command(home: Path, *words: str) -> tuple[list[str], dict[str, str]]:
    """An `allotment` command of an SQLite home of its own."""
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env |= {"ALLOTMENT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "allotment.config.settings"}
    return [sys.executable, "-m", "allotment.cli", *words], env


def ask(home: Path, question: str) -> Any:
    with closing(sqlite3.connect(home / "allotment.sqlite3", timeout=20)) as database:
        return database.execute(question).fetchone()[0]


def kill_once(process: subprocess.Popen[bytes], is_so: Callable[[], bool]) -> None:
    """Kill the process as soon as something is so; it must not have ended before."""
    wait_until(is_so, process=process)
    process.send_signal(signal.SIGKILL)
    process.wait()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    words, env = command(home, "django", "migrate", "-v0")
    subprocess.run(words, env=env, check=True)
    return home


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "grants.json"
    grants = [small_grant(id=f"360G-kill-{number}") for number in range(GRANTS)]
    path.write_text(json.dumps({"grants": grants}))
    return path


def test_a_killed_import_leaves_whole_batches_and_can_be_resumed(home: Path, file: Path) -> None:
    words, env = command(home, "import", str(file))
    process = subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL)
    kill_once(process, lambda: ask(home, "SELECT count(*) FROM register_award") > 0)

    left = ask(home, "SELECT count(*) FROM register_award")
    lines = ask(home, "SELECT count(*) FROM audit_auditline")
    assert 0 < left < GRANTS
    assert left % BATCH == 0
    assert lines == left // BATCH

    words, env = command(home, "import", str(file), "--json")
    again = subprocess.run(words, env=env, capture_output=True, check=True, text=True)
    found = json.loads(again.stdout)
    assert found["unchanged"] == left
    assert found["imported"] == GRANTS - left
    assert ask(home, "SELECT count(*) FROM register_award") == GRANTS
