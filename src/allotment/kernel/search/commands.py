"""`allotment reindex`."""

import argparse


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this verb."""
    verb = subparsers.add_parser("reindex", help="make the search index anew")
    verb.add_argument(
        "kind", nargs="*", help="only documents of these kinds, for example fund.call"
    )
    verb.set_defaults(run=reindex)


def reindex(options: argparse.Namespace) -> int:
    """Make the index anew and say how many documents of each kind it has."""
    import sys

    from allotment.kernel.search import services, sources

    try:
        counts = services.reindex(options.kind)
    except sources.UnknownKindError as unknown:
        kinds = ", ".join(each.kind for each in sources.every())
        print(f"There are no documents of the kind {unknown}. There are: {kinds}", file=sys.stderr)
        return 1
    for kind, count in counts.items():
        print(f"{count:>9,}  {kind}")
    return 0
