"""`allotment run`: stopped at any moment, it leaves nothing running; a taken port is said."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.pure


def environment(home: Path, port: int) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    return {**kept, "ALLOTMENT_HOME": str(home), "PORT": str(port),
            "DJANGO_SETTINGS_MODULE": "allotment.config.settings"}  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_stopped_while_it_starts_it_leaves_no_process_behind(tmp_path: Path) -> None:
    run = subprocess.Popen(
        [sys.executable, "-m", "allotment.cli", "run"],
        env=environment(tmp_path, free_port()), stdout=subprocess.PIPE,
    )  # fmt: skip
    assert run.stdout is not None
    run.stdout.readline()
    children = psutil.Process(run.pid).children(recursive=True)

    run.send_signal(signal.SIGTERM)

    assert run.wait(timeout=40) is not None
    assert children
    deadline = time.monotonic() + 10
    while any(_alive(child) for child in children) and time.monotonic() < deadline:
        os.sched_yield()
    assert not [child for child in children if _alive(child)]


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
