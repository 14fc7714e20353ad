"""`make module NAME=notices`: write a minimal module, which passes the checks and its tests at once.

It has one model, list, form, service, permission, kind of audit line, search document, to-do, part of a
person's file, demonstration row and test. What must be named elsewhere is written there, too; a check
fails where one of these lines is missing.
"""

import keyword
import os
import re
import subprocess
import sys
from pathlib import Path
from string import Template

TEMPLATES = Path(__file__).resolve().parent / "module"


def main(name: str, root: Path) -> None:
    """Write the module into a checkout. SystemExit for a name that cannot be one."""
    if not re.fullmatch(r"[a-z][a-z]{2,20}", name) or keyword.iskeyword(name):
        sys.exit("NAME must be a lower-case word, for example: make module NAME=notices")
    if (root / "src/allotment" / name).exists():
        sys.exit(f"There is a module {name} already.")
    for template in sorted(TEMPLATES.rglob("*.txt")):
        target = _target(template.relative_to(TEMPLATES), name, root)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(Template(template.read_text()).substitute(name=name, Name=name.title()))
    for path, after, line in elsewhere(name):
        _add_line(root / path, after, line)
    _finish(name, root)


def _target(template: Path, name: str, root: Path) -> Path:
    rest = template.with_suffix("")
    if rest.parts[0] == "tests":
        return root / "tests" / name / rest.name
    return root / "src/allotment" / name / rest.name


def elsewhere(name: str) -> list[tuple[str, str, str]]:
    """(file, the line after which it goes, the line) for all that a new module is named in.

    A test takes each of them away and sees a check fail.
    """
    none = "\t".join(["403"] * 5)
    listed = f"{name}:items\tsign-in\t403\t403\t403\t403\t403\t200\t{none}\t200\t403"
    added = f"{name}:add\tsign-in\t404\t404\t404\t403\t403\t200\t403\t403\t403\t403\t404\t403"
    in_lists = f'    List("{name}", "{name}:items", "manager", "Title"),'
    return [
        ("src/allotment/config/modules.py", '    "evidence": (', f'    "{name}": (),'),
        ("pyproject.toml", '  "commands : config",', f'  "{name}",'),
        ("pyproject.toml", '  "allotment.evidence",', f'  "allotment.{name}",'),
        ("tests/house/access.tsv", "address\t", added),
        ("tests/house/access.tsv", "address\t", listed),
        ("tests/house/test_lists.py", "LISTS = [", in_lists),
    ]  # fmt: skip


def _add_line(path: Path, after: str, line: str) -> None:
    lines = path.read_text().splitlines()
    at = next(n for n, each in enumerate(lines) if each.startswith(after))
    path.write_text("\n".join([*lines[: at + 1], line, *lines[at + 1 :]]) + "\n")


def _finish(name: str, root: Path) -> None:
    """Write the migration and the reference pages, and put the code into its usual form."""
    folder = root / "src/allotment" / name / "migrations"
    folder.mkdir()
    (folder / "__init__.py").touch()
    environment = {
        **os.environ, "PYTHONPATH": f"{root / 'src'}:{root}",
        "DJANGO_SETTINGS_MODULE": "allotment.config.settings",
    }  # fmt: skip
    made = [f"src/allotment/{name}", f"tests/{name}"]
    for command in (
        [sys.executable, "-m", "ruff", "check", "-q", "--fix-only", *made],
        [sys.executable, "-m", "ruff", "format", "-q", *made],
        [
            sys.executable,
            "-m",
            "allotment.cli",
            "django",
            "makemigrations",
            name,
            "--no-header",
            "-v",
            "0",
        ],
        [sys.executable, "tools/docs.py"],
    ):
        subprocess.run(command, cwd=root, env=environment, check=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "", Path(__file__).resolve().parent.parent)
