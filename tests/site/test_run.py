"""`allotment run`: stopped at any moment, it leaves nothing running; what is missing is one sentence."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.serving import free_port
from tests.waiting import wait_until


def environment(home: Path, port: int) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    return {**kept, "ALLOTMENT_HOME": str(home), "PORT": str(port),
            "DJANGO_SETTINGS_MODULE": "allotment.config.settings"}  # fmt: skip


def test_stopped_while_it_starts_it_leaves_no_process_behind(tmp_path: Path) -> None:
    run = subprocess.Popen(
        [sys.executable, "-m", "allotment.cli", "run"],
        env=environment(tmp_path, free_port()), stdout=subprocess.PIPE,
    )  # fmt: skip
    assert run.stdout is not None
    run.stdout.readline()
    children = psutil.Process(run.pid).children(recursive=True)

    run.send_signal(signal.SIGTERM)

    run.wait()
    assert children
    wait_until(lambda: not any(_alive(child) for child in children))


def _alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def test_a_taken_port_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "allotment.cli", "run"],
            env=environment(tmp_path, port), capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr
    assert "Traceback" not in done.stderr


ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"PORT": "abc"}, "PORT must be a whole number from 1 to 65535, and is “abc”."),
        ({"PORT": "70000"}, "PORT must be a whole number from 1 to 65535, and is “70000”."),
        ({"UPLOAD_LIMIT_MB": "0"}, "UPLOAD_LIMIT_MB must be a whole number from 1 to 10000"),
        ({"JOB_STUCK_AFTER": "soon"}, "JOB_STUCK_AFTER must be seconds, from 1 to 86400"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL must begin with postgresql:// or sqlite:///"),
        ({"DATABASE_URL": "postgresql://x@127.0.0.1:1/x"}, "The database cannot be reached"),
        ({"DATABASE_URL": "sqlite:////nowhere/x.sqlite3"}, "The database cannot be reached"),
        ({"ALLOTMENT_HOME": "/proc/nowhere"}, "Choose another one with ALLOTMENT_HOME."),
    ],
)
def test_a_wrong_setting_is_said_in_one_sentence(
    tmp_path: Path, given: dict[str, str], sentence: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "allotment.cli", "init"],
        env={**environment(tmp_path, 8000), **given}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("verb", [["audit", "verify"], ["ledger", "verify"], ["keeper", "a@b.c"]])
def test_before_init_each_verb_says_so(tmp_path: Path, verb: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "allotment.cli", *verb],
        env=environment(tmp_path, 8000), capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr.strip() == "The database is not ready. Run `allotment init` first."


def ground(pretending: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """`tools/ground.py`, on a Python of which something is pretended."""
    code = (
        f"import runpy, sys; {pretending}; sys.argv = ['ground.py', {str(folder)!r}]; "
        "runpy.run_path('tools/ground.py')"
    )
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("pretending", "sentence"),
    [
        (
            "sys.version_info = (3, 9, 2)",
            "Allotment needs Python 3.11 or newer, and python3 here is",
        ),
        ("sys.modules['ensurepip'] = None", "Install it (as root: apt-get install python3-venv)"),
        ("sys.modules['venv'] = None", "Python's venv module is missing."),
    ],
)
def test_a_machine_that_lacks_something_is_told_what_to_do(
    tmp_path: Path, pretending: str, sentence: str
) -> None:
    done = ground(pretending, tmp_path / "venv")

    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "venv").exists()
