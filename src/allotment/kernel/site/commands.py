"""`allotment init`, `run`, `worker`, `check`, `demo`, `keeper`."""

import argparse
import hashlib
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

# Forked, so that none has to import again what is imported here: half the time of a start. Where
# forking is not safe they are spawned, and start later.
_Process: type[BaseProcess] = (ForkContext if sys.platform == "linux" else SpawnContext).Process
APPLICATION = "allotment.config.wsgi:application"
Subparsers = argparse._SubParsersAction  # argparse has no public name for it


def add(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add these verbs."""
    verb = subparsers.add_parser("init", help="prepare a home, or bring an old one up to date")
    verb.set_defaults(run=init)
    verb = subparsers.add_parser("run", help="serve the site with a worker beside it")
    verb.add_argument("--workers", type=int, default=1, help="server processes (default: 1)")
    verb.add_argument("--no-worker", action="store_true", help="do not start a background worker")
    verb.set_defaults(run=run)
    verb = subparsers.add_parser("worker", help="run background work")
    verb.add_argument("--until-empty", action="store_true", help="stop when nothing is left")
    verb.set_defaults(run=worker)
    verb = subparsers.add_parser("check", help="find what is wrong with the settings")
    verb.add_argument(
        "--deploy", action="store_true", help="also with how the site is run for real people"
    )
    verb.set_defaults(run=check)
    verb = subparsers.add_parser("keeper", help="make a person a site administrator")
    verb.add_argument("email")
    verb.set_defaults(run=keeper)


def init(_options: argparse.Namespace | None = None) -> int:
    """Make the home's folders, its secret key and its database. Safe to repeat."""
    home = Path(settings.HOME)
    for folder in (home, home / "files", home / "mail", home / "static"):
        folder.mkdir(parents=True, exist_ok=True)
    _write_secret_key(home / "secret-key")
    _bring_up_to_date(home / "prepared")
    _collect_static(home / "static")
    print(f"Ready: {home}")
    return 0


def _bring_up_to_date(stamp: Path) -> None:
    """Migrate the database, unless the stamp says that this has been done with the same migrations.

    The stamp also holds how many were applied then, so that another or an emptied database is seen.
    """
    wanted = hashlib.sha256(str(settings.DATABASES["default"]["NAME"]).encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for path in sorted(Path(app.path, "migrations").glob("[0-9]*.py")):
            wanted.update(f"{app.label}/{path.name}".encode())
            wanted.update(path.read_bytes())
    if stamp.exists() and stamp.read_text() == f"{wanted.hexdigest()} {_applied()}":
        return
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    stamp.write_text(f"{wanted.hexdigest()} {_applied()}")


def _applied() -> int:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_migrations")
            return int(cursor.fetchone()[0])
    except DatabaseError:
        return 0


def _write_secret_key(path: Path) -> None:
    if os.environ.get("SECRET_KEY") or path.exists():
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))


def _collect_static(target: Path) -> None:
    """Collect and compress the static files, unless those collected are the newest there are."""
    kernel = Path(__file__).parent.parent
    newest = max(
        (p.stat().st_mtime for p in kernel.glob("*/static/**/*") if p.is_file()), default=0.0
    )
    manifest = target / "staticfiles.json"
    if manifest.exists() and manifest.stat().st_mtime >= newest:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    os.utime(manifest)


def port_is_taken() -> str:
    """What to tell somebody whose port is taken; "" where it is free."""
    port = settings.PORT
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            return (
                f"Port {port} is kept for the machine's administrator. Choose a higher one, for "
                "example PORT=8000 make run"
            )
        except OSError:
            other = port + 1 if port < 65_535 else 8000
            return (
                f"Port {port} is taken by another program. Stop that program, or choose another "
                f"port: PORT={other} make run"
            )
    return ""


def run(options: argparse.Namespace) -> int:
    """Serve until stopped, with a background worker unless told otherwise."""
    refused = port_is_taken()
    if refused:
        print(refused, file=sys.stderr)
        return 1
    processes: list[BaseProcess] = [
        _Process(name="The server", target=_serve, args=(settings.PORT, options.workers))
    ]
    if not options.no_worker:
        processes.append(_Process(name="The background worker", target=_work))
    connections.close_all()
    # Told to stop meanwhile, it hears of it once it can stop them too.
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    for process in processes:
        process.start()
    signal.signal(signal.SIGTERM, _interrupt)
    print(f"Serving on {settings.BASE_URL}  (stop with Ctrl+C)", flush=True)
    return _wait_for(processes)


def in_a_child(work: Callable[[], int]) -> int:
    """Do some work in a process of its own, whose memory goes with it. Returns its exit code."""
    connections.close_all()
    child = _Process(target=_exit_with, args=(work,))
    child.start()
    child.join()
    return child.exitcode or 0


def _exit_with(work: Callable[[], int]) -> None:
    django.setup()
    sys.exit(work())


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _on_its_own() -> None:
    os.setsid()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])


def _serve(port: int, workers: int) -> None:
    _on_its_own()
    # Loaded before granian forks: its worker hears no signal to stop while it loads.
    import_module(APPLICATION.partition(":")[0])
    Granian(
        APPLICATION, address="127.0.0.1", port=port,
        interface=Interfaces.WSGI, workers=workers, blocking_threads=4,
        respawn_failed_workers=True, log_level=LogLevels.warning,
    ).serve()  # fmt: skip


def _work() -> None:
    _on_its_own()
    django.setup()
    from allotment.kernel.jobs.worker import work

    work()


def _wait_for(processes: list[BaseProcess]) -> int:
    code = 0
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
        while all(process.is_alive() for process in processes):
            time.sleep(0.2)
        ended = next(process for process in processes if process.exitcode is not None)
        code = ended.exitcode or 1
        print(f"{ended.name} ended (code {ended.exitcode}), so the site stops.", file=sys.stderr)
    except KeyboardInterrupt:
        pass
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(timeout=15)
        # A server told to stop while it was starting leaves its own processes behind.
        if process.pid:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    return code


def worker(options: argparse.Namespace) -> int:
    from allotment.kernel.jobs.worker import work

    work(until_empty=options.until_empty)
    return 0


def check(options: argparse.Namespace) -> int:
    """Exit 0 where nothing is wrong, 1 where something must be mended, 3 where something should."""
    if not options.deploy:
        from allotment.kernel.site.queries import kept_and_hidden

        call_command("check")
        for sentence in kept_and_hidden():
            print(sentence)
        return 0
    from allotment.kernel.site.deployment import findings

    found = findings()
    for each in found:
        print(f"{'ERROR' if each.grave else 'WARNING'}  {each.what}\n      {each.mend}")
    grave = sum(each.grave for each in found)
    print(f"{grave} to correct, {len(found) - grave} to review." if found else "No problems found.")
    return 1 if grave else 3 if found else 0


def keeper(options: argparse.Namespace) -> int:
    from allotment.kernel.people.models import User
    from allotment.kernel.people.services import make_site_keeper

    person = User.objects.filter(email__iexact=options.email).first()
    if person is None:
        print(f"Nobody here has the address {options.email}. Sign up first.", file=sys.stderr)
        return 1
    make_site_keeper(person)
    print(f"{options.email} is now a site administrator.")
    return 0
