"""`allotment ledger verify`."""

import argparse


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add these verbs."""
    ledger = subparsers.add_parser("ledger", help="the money ledger")
    verbs = ledger.add_subparsers(title="verbs", metavar="VERB", required=True)
    verb = verbs.add_parser("verify", help="add every pot up again and say what does not come out")
    verb.set_defaults(run=verify)


def verify(_options: argparse.Namespace) -> int:
    """Compare balances with postings, pot by pot; 1 where something does not add up."""
    from allotment.money.queries import ledger, pots

    faults = ledger.check()
    for fault in faults:
        print(f"{fault.pot}: {fault.what}")
    if not faults:
        print(f"Everything adds up. Pots: {pots.count():,}")
    return 1 if faults else 0
