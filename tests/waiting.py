"""Wait for what another process or thread does: as long as it takes, so that a busy machine fails nothing."""

import subprocess
import time
from collections.abc import Callable

#: Seconds after which something hangs; far beyond what a busy machine needs.
HANGS = 600


def wait_until(
    happened: Callable[[], object], *, process: "subprocess.Popen[bytes] | None" = None
) -> None:
    """Return once `happened()` is true; fail at once where the process that would do it has ended."""
    end = time.monotonic() + HANGS
    while not happened():
        assert process is None or process.poll() is None, "the process ended before it happened"
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)
