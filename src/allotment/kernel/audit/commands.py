"""`allotment audit verify` and `allotment audit heads`."""

import argparse
import json
import sys
from pathlib import Path

Subparsers = argparse._SubParsersAction  # argparse has no public name for it


def add(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    verb = subparsers.add_parser("audit", help="check the audit's chains, or print their heads")
    what = verb.add_subparsers(metavar="WHAT", required=True)
    one = what.add_parser("verify", help="find a changed, removed, inserted or cut-off line")
    one.add_argument("--heads", type=Path, help="a file of heads kept elsewhere")
    one.set_defaults(run=verify)
    one = what.add_parser("heads", help="print the head of every chain, to be kept elsewhere")
    one.set_defaults(run=heads)


def verify(options: argparse.Namespace) -> int:
    """Exit 0 where every chain holds, 1 where one does not, 2 where the file cannot be read."""
    from allotment.kernel.audit.queries import verify_all

    kept = None
    if options.heads:
        try:
            read = json.loads(options.heads.read_text())
            kept = {chain: (int(n), str(digest)) for chain, (n, digest) in read.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            print(
                f"{options.heads} is not a file that `allotment audit heads` wrote.",
                file=sys.stderr,
            )
            return 2
    chains, faults = verify_all(kept)
    for fault in faults:
        print(f"{fault.chain}, line {fault.number}: {fault.what}")
    if not faults:
        print(f"{chains} chains checked. No faults found.")
    return 1 if faults else 0


def heads(_options: argparse.Namespace) -> int:
    from allotment.kernel.audit import queries

    print(json.dumps(queries.heads(), indent=1))
    return 0
