"""`allotment bounce`: takes in a mail server's report that an e-mail could not be delivered."""

import argparse
import sys

from allotment.kernel.notify import delivery
from allotment.kernel.notify.readers import MOST_BYTES, read_report

Subparsers = argparse._SubParsersAction  # argparse has no public name for it


def add(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the verb."""
    verb = subparsers.add_parser(
        "bounce", help="read a report of an undelivered e-mail from standard input"
    )
    verb.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read one report. A message that is none of ours is no fault: the mailbox takes all kinds."""
    del options
    report = read_report(sys.stdin.buffer.read(MOST_BYTES))
    if report is not None and delivery.record_bounce(report):
        print("Recorded.")
    else:
        print("This is not a report about an e-mail of this site.")
    return 0
