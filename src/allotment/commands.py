"""`allotment demo`: the verb that needs every module at once."""

import argparse
import datetime as dt
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.utils import timezone

from allotment.kernel.site import commands as site

Subparsers = argparse._SubParsersAction  # argparse has no public name for it


def add(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the verb."""
    verb = subparsers.add_parser("demo", help="fill an empty home with a made-up council")
    verb.add_argument(
        "--serve", action="store_true", help="prepare the home first, and serve it afterwards"
    )
    verb.set_defaults(run=run, workers=1, no_worker=False)


def run(options: argparse.Namespace) -> int:
    """Load the demonstration; with --serve all that `make run` does."""
    if not options.serve:
        return demo()
    refused = site.port_is_taken()
    if refused:
        print(refused, file=sys.stderr)
        return 1
    code = site.in_a_child(_prepare)
    if code:
        return code
    print(
        f"\nOpen {settings.BASE_URL}/demonstration/ and choose a demonstration user. To see the whole "
        "journey: as Marian Thistlewood publish the draft\ncall, as anybody with an idea send an entry, as "
        "Councillor Edwin Larkham decide the “Good neighbours fund”.\n",
        flush=True,
    )
    return site.run(options)


def _prepare() -> int:
    return site.init() or demo()


def demo() -> int:
    """Load the demonstration into an empty home; where it is loaded already, say so."""
    from allotment.kernel.audit.models import AuditLine
    from allotment.kernel.people.models import User

    if not settings.DEMO:
        print(
            "This would put made-up people among real ones. To try Allotment out, start it with "
            "ALLOTMENT_DEMO=1 and an ALLOTMENT_HOME of its own.",
            file=sys.stderr,
        )
        return 1
    people = User.objects.exists()
    if User.objects.filter(is_demonstration=True).exists() or (
        AuditLine.objects.exists() and not people
    ):
        print("The demonstration is already loaded.")
        return 0
    if people:
        print(
            "There are people here already, and the demonstration needs an empty home. Choose "
            "another one with ALLOTMENT_HOME.",
            file=sys.stderr,
        )
        return 1
    began = time.monotonic()
    print(
        f"Loaded {', '.join(_load(timezone.localdate()))}, all made up, in "
        f"{time.monotonic() - began:.0f} seconds."
    )
    return 0


def _load(today: dt.date) -> Iterator[str]:
    """Load what the modules that run here have to show, lowest first. Says how much of it."""
    for module in settings.MODULES:
        name = f"allotment.{module}.demo"
        if find_spec(name) is not None and (loaded := import_module(name).load(today)):
            yield loaded
