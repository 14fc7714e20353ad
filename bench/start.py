"""The second `make run`: at most 5 s until the home page answers."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from bench.ground import own_home, table, verdict

MOST_SECONDS = 5.0
ROUNDS = 3
ROOT = Path(__file__).parent.parent


def start(port: int) -> float:
    """Seconds from the command to the first home page; stops it again."""
    began = time.perf_counter()
    running = subprocess.Popen(
        ["make", "-s", "run"], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
                    answer.read()
                return time.perf_counter() - began
            except OSError:
                if running.poll() is not None:
                    raise SystemExit("make run stopped") from None
                time.sleep(0.02)
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(timeout=30)


def main() -> int:
    own_home()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    os.environ["PORT"] = str(port)
    first = start(port)
    again = sorted(start(port) for _ in range(ROUNDS))
    holds = again[-1] <= MOST_SECONDS
    table(
        ["`make run` until the home page answers", "seconds", ""],
        [
            ["empty home, everything installed", f"{first:.1f}", ""],
            [f"again, slowest of {ROUNDS}", f"{again[-1]:.1f}", verdict(holds)],
        ],
    )
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
