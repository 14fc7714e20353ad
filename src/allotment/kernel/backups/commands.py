"""`allotment backup` and `allotment restore`."""

import argparse
import sys
from pathlib import Path

from django.utils import timezone

Subparsers = argparse._SubParsersAction  # argparse has no public name for it


def add(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    verb = subparsers.add_parser("backup", help="write database and files into one archive")
    verb.add_argument("file", type=Path, help="the archive to write, or a folder to write it in")
    verb.set_defaults(run=backup)
    verb = subparsers.add_parser("restore", help="put a backup in the place of what there is")
    verb.add_argument("file", type=Path, help="an archive that `allotment backup` wrote")
    verb.add_argument("--replace", action="store_true", help="lose what is here already")
    verb.set_defaults(run=restore)


def backup(options: argparse.Namespace) -> int:
    """Exit 0 where the backup is whole, 1 where it was not made, 3 where files were missing."""
    from allotment.kernel.backups.services import making

    target = options.file
    if target.is_dir():
        target = making.named_in(target, timezone.now())
    try:
        made = making.make(target)
    except making.CannotBackUpError as error:
        print(error, file=sys.stderr)
        return 1
    rows = sum(made.rows.values())
    print(f"Written: {target} ({rows:,} rows, {len(made.files):,} files).")
    for path in made.missing:
        print(f"Missing or damaged in the storage: {path}", file=sys.stderr)
    return 3 if made.missing else 0


def restore(options: argparse.Namespace) -> int:
    """Exit 0 where all is well, 1 where nothing was restored, 3 where the audit has faults, or somebody
    who had been erased is back."""
    from allotment.kernel.backups.archive import BadArchiveError
    from allotment.kernel.backups.services import restoring
    from allotment.kernel.backups.services.engines import ReplaceError

    try:
        done = restoring.restore(options.file, replace=options.replace)
    except (BadArchiveError, ReplaceError, restoring.CannotRestoreError) as error:
        print(f"{error} Nothing was changed.", file=sys.stderr)
        return 1
    found = done.manifest
    rows = sum(found.rows.values())
    print(
        f"Restored the backup of {found.made_at}: {rows:,} rows, {len(found.files):,} files. Start "
        "the site and its workers again; everybody has to sign in again."
    )
    if done.erased:
        print(f"People erased since the backup, now erased again: {done.erased}.")
    for fault in done.faults:
        print(f"Audit, {fault.chain}, line {fault.number}: {fault.what}", file=sys.stderr)
    for person in done.to_erase:
        print(
            f"Person {person} was erased after the backup and is back: something of theirs must be "
            "settled before they can be erased again.", file=sys.stderr,
        )  # fmt: skip
    return 3 if done.faults or done.to_erase else 0
