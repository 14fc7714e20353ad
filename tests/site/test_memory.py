"""What `make run` starts: no process holds the libraries that the demonstration's analyses needed."""

import signal
import subprocess
import sys
from pathlib import Path

import psutil

from tests.serving import ask, free_port, wait_for
from tests.site.test_run import environment

MOST_BYTES = 180_000_000


def memory_after_a_page(home: Path) -> dict[str, int]:
    """Bytes of each process of `allotment demo --serve`, once it has shown the home page."""
    port = free_port()
    log = home.with_suffix(".log")
    with log.open("ab") as said:
        running = subprocess.Popen(
            [sys.executable, "-m", "allotment.cli", "demo", "--serve"], stdout=said, stderr=said,
            env={**environment(home, port), "ALLOTMENT_DEMO": "1"},
        )  # fmt: skip
    try:
        wait_for(port, log)
        answer, _page = ask(port, "/")
        assert answer.status == 200
        started = psutil.Process(running.pid)
        return {
            f"{number} of {each.name()}": each.memory_info().rss
            for number, each in enumerate([started, *started.children(recursive=True)])
        }
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(timeout=40)


def test_each_process_stays_small_on_the_first_start_and_on_the_next(tmp_path: Path) -> None:
    home = tmp_path / "home"

    first, next_one = memory_after_a_page(home), memory_after_a_page(home)

    assert min(len(first), len(next_one)) >= 3, "the command, the server, the worker"
    assert "Loaded 400 past awards" in home.with_suffix(".log").read_text()
    assert max(first.values()) <= MOST_BYTES, first
    assert max(next_one.values()) <= MOST_BYTES, next_one
