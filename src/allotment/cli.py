"""The `allotment` command: its own verbs first, Django's under `allotment django …`.

A module adds its verbs in `commands.py`: `add(subparsers)` makes the parsers and sets `run`.
"""

import argparse
import importlib
import importlib.util
import os
import sys
from pathlib import Path

KERNEL = ("site", "backups", "audit", "notify", "search")


def _add_verbs(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    from django.conf import settings

    own = [f"kernel.{room}" for room in KERNEL]
    for place in ("", *(f".{each}" for each in [*own, *settings.MODULES])):
        name = f"allotment{place}.commands"
        if importlib.util.find_spec(name) is not None:
            importlib.import_module(name).add(subparsers)


def _django(arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["allotment django", *arguments])
    return 0


def _version() -> str:
    from importlib.metadata import version

    return version("allotment")


def main(arguments: list[str] | None = None) -> None:
    """Read the command line and run one verb. Exits with the verb's own code."""
    words = sys.argv[1:] if arguments is None else arguments
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allotment.config.settings")
    if words[:1] == ["django"]:
        sys.exit(_django(words[1:]))
    parser = argparse.ArgumentParser(
        prog="allotment", description="Find, fund, prove and spread small innovations."
    )
    parser.add_argument("--version", action="version", version=f"Allotment {_version()}")
    subparsers = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    subparsers.add_parser("django", help="Django's own commands")
    _set_up_django()
    _add_verbs(subparsers)
    options = parser.parse_args(words)
    try:
        sys.exit(options.run(options) or 0)
    except BrokenPipeError:
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit("Stopped.")
    except _database_errors() as error:
        message = _about_the_database(str(error))
        if not message:
            raise
        sys.exit(message)


def _database_errors() -> tuple[type[Exception], ...]:
    from django.db.utils import OperationalError, ProgrammingError

    return OperationalError, ProgrammingError


def _about_the_database(error: str) -> str:
    """What to do about a database that is not there or not prepared; "" for any other fault."""
    if "no such table" in error or ("relation" in error and "does not exist" in error):
        return "The database is not ready. Run `allotment init` first."
    if "unable to open database" in error or "connection failed" in error:
        why = error.strip().splitlines()[0]
        return f"The database cannot be reached ({why}). Is DATABASE_URL right, and is it running?"
    return ""


def _set_up_django() -> None:
    import django
    from django.conf import settings

    try:
        Path(settings.HOME).mkdir(mode=0o750, parents=True, exist_ok=True)
    except OSError as error:
        sys.exit(
            f"The folder {settings.HOME} cannot be made ({error.strerror}). Choose another one with "
            "ALLOTMENT_HOME."
        )
    django.setup()


if __name__ == "__main__":
    main()
