"""A door before a server that can be shut: what is open breaks off, and nobody new comes in."""

import asyncio
import signal
import subprocess
import sys

from tests.waiting import HANGS


class Gate:
    """The door to a host and port, as a process of its own, on `port` of this machine."""

    def __init__(self, host: str, behind: str, *, port: int) -> None:
        self.host, self.behind, self.port = host, behind, port
        self._process: subprocess.Popen[bytes] | None = None

    def open(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.withstand.gate", str(self.port), self.host, self.behind],
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"open\n"

    def fall_silent(self) -> None:
        """Nothing is refused, and nothing answered: what is sent to it waits."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def shut(self) -> None:
        if self._process:
            self._process.kill()
            self._process.communicate(timeout=HANGS)


async def _pour(source: asyncio.StreamReader, into: asyncio.StreamWriter) -> None:
    try:
        while piece := await source.read(65536):
            into.write(piece)
            await into.drain()
    except OSError:
        pass
    finally:
        into.close()


async def _keep_open(port: int, host: str, behind: str) -> None:
    async def let_in(source: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        answers, onward = (
            await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{behind}")
            if host.startswith("/")
            else await asyncio.open_connection(host, int(behind))
        )
        await asyncio.gather(_pour(source, onward), _pour(answers, back))

    server = await asyncio.start_server(let_in, "127.0.0.1", port)
    print("open", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_keep_open(int(sys.argv[1]), *sys.argv[2:4]))
