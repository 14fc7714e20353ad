"""Scanners for viruses: ClamAV's own daemon where it is installed, and one that speaks as it does."""

import hashlib
import os
import shutil
import socket
import socketserver
import struct
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

from tests.waiting import HANGS

#: What every scanner takes for a virus, put together here so that none takes this file for one.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CLAMD = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


class StandIn:
    """Speaks clamd's protocol on a port of this machine; `says` is what it answers instead, "" for
    a line that it closes without a word, None for silence."""

    def __init__(self) -> None:
        self.asked = 0
        self.says: str | None = "a verdict"
        self.most_bytes = 1024 * 1024
        box = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                box.asked += 1
                assert self.rfile.read(10) == b"zINSTREAM\0"
                self.wfile.write(box.answer(self.rfile))

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.address = f"tcp://127.0.0.1:{self._server.server_address[1]}"
        self._closed = threading.Event()

    def answer(self, stream: Any) -> bytes:
        """Read the pieces to their end, and judge them."""
        content = b""
        while length := struct.unpack("!I", stream.read(4))[0]:
            content += stream.read(length)
            if len(content) > self.most_bytes:
                return b"INSTREAM size limit exceeded. ERROR\0"
        if self.says is None:
            self._closed.wait(10)
        if self.says != "a verdict":
            return (self.says or "").encode()
        return b"stream: Eicar-Test FOUND\0" if EICAR in content else b"stream: OK\0"

    def close(self) -> None:
        self._closed.set()
        self._server.shutdown()
        self._server.server_close()


class Clamd:
    """The real one, with a signature of our own and a socket in a folder of the test's."""

    def __init__(self, folder: Path) -> None:
        signatures = folder / "signatures"
        signatures.mkdir()
        digest = hashlib.md5(EICAR).hexdigest()  # the form of its signatures
        (signatures / "tests.hdb").write_text(f"{digest}:{len(EICAR)}:Eicar-Test\n")
        line = folder / "clamd.sock"
        config = folder / "clamd.conf"
        config.write_text(
            f"LocalSocket {line}\nDatabaseDirectory {signatures}\nForeground yes\n"
            f"TemporaryDirectory {folder}\nLogFile {folder}/log\n"
        )
        assert CLAMD is not None
        self._process = subprocess.Popen(
            [CLAMD, "--config-file", str(config)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.address = f"unix:{line}"
        self._wait_for(line)

    def _wait_for(self, line: Path) -> None:
        until = time.monotonic() + HANGS
        while time.monotonic() < until and self._process.poll() is None:
            with socket.socket(socket.AF_UNIX) as probe:
                if probe.connect_ex(str(line)) == 0:
                    return
            time.sleep(0.02)
        self.close()
        raise AssertionError("clamd did not come up")

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()
