"""A real server on a free port of this machine, for tests that need one."""

import atexit
import functools
import http.client
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.jobs.test_worker import ROOT, database_url
from tests.waiting import HANGS, wait_until


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(
    port: int, said: Path | None = None, process: "subprocess.Popen[bytes] | None" = None
) -> None:
    """Until a server answers on this port; what it wrote is shown where it never does."""
    try:
        wait_until(lambda: answers(port), process=process)
    except AssertionError as error:
        raise AssertionError(said.read_text() if said else "no answer") from error


def answers(port: int) -> bool:
    try:
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        asked.request("GET", "/health/live")
        return asked.getresponse().status == 200
    except OSError:
        return False


@functools.cache
def static_files() -> Path:
    """The collected style sheet and scripts, which every page names; made once."""
    home = Path(tempfile.mkdtemp(prefix="allotment-test-static-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    subprocess.run(
        [sys.executable, "-m", "allotment.cli", "django", "collectstatic", "--noinput"],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "allotment.config.settings",
             "ALLOTMENT_HOME": str(home)},
    )  # fmt: skip
    return home / "static"


def limit_files(largest: int) -> None:
    """To this process the disk is full beyond so many bytes of a file; -1 is no limit."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))


TOKEN = "a" * 32


def ask(
    port: int, address: str, session: str = "", form: dict[str, Any] | None = None
) -> tuple[http.client.HTTPResponse, str]:
    """Get a page, or send a form with its token (as a browser does with `enctype`, so that it may
    hold files); as whoever the session is of."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=HANGS)
    cookies = {"Cookie": f"csrftoken={TOKEN}; {settings.SESSION_COOKIE_NAME}={session}"}
    if form is None:
        asked.request("GET", address, headers=cookies)
    else:
        body = encode_multipart(BOUNDARY, {**form, "csrfmiddlewaretoken": TOKEN})
        asked.request("POST", address, body, {**cookies, "Content-Type": MULTIPART_CONTENT})
    answer = asked.getresponse()
    return answer, answer.read().decode()


class Server:
    """Granian with the site, on the test's own database; settings may be given."""

    def __init__(
        self, home: Path, *, workers: int = 1, largest_file: int = -1, **given: str
    ) -> None:
        self.port = free_port()
        self.home, self.log = home, home / "server.log"
        self.workers, self.given = workers, given
        self.largest_file = largest_file
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if not (self.home / "static").exists():
            (self.home / "static").symlink_to(static_files())
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
                 "--port", str(self.port), "--workers", str(self.workers), "--blocking-threads",
                 "4", "--log-level", "warning", "allotment.config.wsgi:application"],
                cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=partial(limit_files, self.largest_file),  # one call
                env={**os.environ, "DJANGO_SETTINGS_MODULE": "allotment.config.settings",
                     "DATABASE_URL": database_url(), "ALLOTMENT_HOME": str(self.home),
                     "SECRET_KEY": settings.SECRET_KEY, "PORT": str(self.port), **self.given},
            )  # fmt: skip
        wait_for(self.port, self.log, self._process)

    def kill(self) -> None:
        """As the machine's power going: every process of it, at once, without a word."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.kill()
