"""`make module`: what it writes passes the checks and its own tests at once, in a copy of the checkout."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import new_module

ROOT = Path(__file__).resolve().parents[2]
LEFT_BEHIND = shutil.ignore_patterns(
    ".git", ".venv", "node_modules", "var", "dist", "__pycache__", ".*_cache", "*.egg-info"
)


#: What fails where a line elsewhere is missing, in the order of `elsewhere`.
DEMANDED_BY = [
    ("pytest", "-x", "tests/site/test_modules.py", "-k", "every_module_is_known"),
    ("lint-imports", "--no-cache"),
    ("pytest", "-x", "tests/site/test_modules.py", "-k", "every_module_is_known"),
    ("pytest", "-x", "tests/house/test_access.py", "-k", "the_table_names"),
    ("pytest", "-x", "tests/house/test_access.py", "-k", "the_table_names"),
    ("pytest", "-x", "tests/house/test_lists.py", "-k", "no_list_is_missing"),
]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout with a new module in it."""
    copy = tmp_path_factory.mktemp("copy") / "allotment"
    shutil.copytree(ROOT, copy, ignore=LEFT_BEHIND)
    if (types := ROOT / ".mypy_cache").exists():  # so that mypy takes seconds
        shutil.copytree(types, copy / types.name)
    new_module.main("notices", copy)
    if migrated := os.environ.get("MIGRATED_SQLITE"):
        shutil.copy(migrated, copy.parent / "template.sqlite3")
        done = run(copy, "python", "-m", "tests.template")
        assert done.returncode == 0, done.stdout
    return copy


def run(checkout: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """A command in the copy, whose own package is the one that it imports."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    env |= {"PYTHONPATH": f"{checkout / 'src'}:{checkout}"}
    for name in ("DATABASE_URL", "TEST_TEMPLATE", "DJANGO_SETTINGS_MODULE"):
        env.pop(name, None)
    if (template := checkout.parent / "template.sqlite3").exists():
        env["TEST_TEMPLATE"] = str(template)
    return subprocess.run(
        [str(Path(sys.executable).parent / command[0]), *command[1:]], cwd=checkout, env=env,
        check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


@pytest.mark.parametrize(
    "command",
    [("ruff", "check"), ("ruff", "format", "--check"), ("lint-imports", "--no-cache"), ("mypy",)],
)
def test_a_new_module_passes_the_checks(checkout: Path, command: tuple[str, ...]) -> None:
    done = run(checkout, *command)

    assert done.returncode == 0, done.stdout


def test_a_new_module_passes_its_own_tests_and_those_of_its_pages(checkout: Path) -> None:
    done = run(
        checkout, "pytest", "-q", "-p", "no:cacheprovider", "-n", "0", "tests/notices",
        "tests/house/test_lists.py", "tests/house/test_access.py", "tests/house/test_docs.py",
        "-k", "notices or the_table_names or written or up_to_date",
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("number", range(len(DEMANDED_BY)))
def test_a_line_elsewhere_that_is_missing_fails_a_check(checkout: Path, number: int) -> None:
    file, _after, line = new_module.elsewhere("notices")[number]
    whole = (checkout / file).read_text()
    assert whole.count(f"{line}\n") == 1

    (checkout / file).write_text(whole.replace(f"{line}\n", ""))
    done = run(checkout, *DEMANDED_BY[number])
    (checkout / file).write_text(whole)

    assert done.returncode == 1
    assert "notices" in done.stdout


def test_what_a_new_module_costs(checkout: Path) -> None:
    written = [
        path
        for folder in ("src/allotment/notices", "tests/notices")
        for path in (checkout / folder).rglob("*")
        if path.suffix in {".py", ".html"} and path.parent.name != "migrations"
    ]
    [migration] = (checkout / "src/allotment/notices/migrations").glob("0*.py")

    assert sum(len(path.read_text().splitlines()) for path in written) <= 230
    assert len(migration.read_text().splitlines()) <= 31  # written by Django
    assert len(new_module.elsewhere("notices")) == len(DEMANDED_BY) <= 8


@pytest.mark.parametrize("name", ["", "Notices", "a", "class", "no-tices", "fund"])
def test_a_name_that_no_module_can_have_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "src/allotment/fund").mkdir(parents=True)

    with pytest.raises(SystemExit):
        new_module.main(name, tmp_path)
