"""What the reference says is what the code does."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"


def test_every_setting_is_described_and_none_is_invented() -> None:
    code = (ROOT / "src/allotment/config/settings.py").read_text()
    read = set(
        re.findall(
            r'(?:environ(?:\.get\(|\[)|\b(?:flag|number|seconds|networks)\()\s*"([A-Z_]+)"', code
        )
    )
    table = (REFERENCE / "settings.md").read_text()
    described = set(re.findall(r"`([A-Z][A-Z_]+)`", table.split("| --- | --- | --- |")[1]))

    assert read - {"SECRET_KEY"} <= described
    assert described - {"HOST"} <= read


def test_the_pages_that_the_code_writes_are_up_to_date(tmp_path: Path) -> None:
    before = {n: (REFERENCE / n).read_text() for n in ("commands.md", "events.md")}

    made = subprocess.run(
        [sys.executable, "-c",
         "import os, sys; sys.path.insert(0, '.'); os.environ['DJANGO_SETTINGS_MODULE'] = "
         "'allotment.config.settings'; import django; django.setup(); from tools import docs; "
         "sys.stdout.write(docs.commands() + '\\f' + docs.events())"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\f")  # fmt: skip

    assert made[0] == before["commands.md"], "run `make docs`"
    assert made[1] == before["events.md"], "run `make docs`"


def test_every_link_between_documents_leads_somewhere() -> None:
    missing = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text())
        if not target.startswith(("http", "mailto")) and not (page.parent / target).exists()
    ]

    assert not missing


def test_no_requirement_or_lock_file_names_a_registry() -> None:
    for name in ("requirements/runtime.txt", "requirements/build.txt", "requirements/dev.txt"):
        assert "://" not in (ROOT / name).read_text()
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_no_file_grows_past_600_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in [*ROOT.glob("src/**/*.py"), *ROOT.glob("tests/**/*.py")]
        if "migrations" not in path.parts and (count := len(path.read_text().splitlines())) > 600
    }
    assert not long
