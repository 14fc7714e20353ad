"""Write the reference pages that the code can write itself: commands and kinds of event."""

import io
import os
import sys
from contextlib import redirect_stdout, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"


def commands() -> str:
    """Every verb of `allotment` with its help, as the command itself prints it."""
    from allotment import cli

    os.environ["COLUMNS"] = "90"
    shown = io.StringIO()
    with redirect_stdout(shown), suppress(SystemExit):
        cli.main(["--help"])
    verbs = [
        line.split()[0]
        for line in shown.getvalue().split("VERB\n", 1)[1].splitlines()
        if line.startswith("    ") and line.strip() and line[4] != " "
    ]
    parts = ["# Commands", "", "Made by `make docs` from the commands themselves.", ""]
    for verb in verbs:
        if verb == "django":
            text = "allotment django COMMAND …   Django's own commands, for example `migrate`.\n"
        else:
            one = io.StringIO()
            with redirect_stdout(one), suppress(SystemExit):
                cli.main([verb, "--help"])
            text = one.getvalue()
        parts += [f"## allotment {verb}", "", "```", text.rstrip(), "```", ""]
    return "\n".join(parts)


def events() -> str:
    """What can be recorded in the audit, and what modules can react to."""
    from allotment.kernel.audit import kinds
    from allotment.kernel.jobs import registry

    parts = ["# Kinds of event", "", "Made by `make docs` from the modules' own lists.", ""]
    parts += ["## In the audit", "", "| kind | what a history says |", "| --- | --- |"]
    parts += [f"| `{kind}` | {words} |" for kind, words in sorted(kinds.all_kinds().items())]
    parts += ["", "## In the outbox", "", "| kind | meaning |", "| --- | --- |"]
    parts += [f"| `{kind}` | {meaning} |" for kind, meaning in sorted(registry.events().items())]
    return "\n".join(parts) + "\n"


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allotment.config.settings")
    import django

    django.setup()
    REFERENCE.mkdir(parents=True, exist_ok=True)
    (REFERENCE / "commands.md").write_text(commands())
    (REFERENCE / "events.md").write_text(events())
    print(f"Written: {REFERENCE}/commands.md, events.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
