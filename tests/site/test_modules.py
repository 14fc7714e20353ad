"""MODULES: an instance runs what it names and what that needs; the rest is kept, hidden, and said."""

import ast
import json
import os
import sqlite3
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from allotment.config.modules import NEEDS, chosen

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src/allotment"


def allotment(home: Path, modules: str, *words: str) -> "subprocess.CompletedProcess[str]":
    return python(home, modules, "-m", "allotment.cli", *words)


def python(home: Path, modules: str, *words: str) -> "subprocess.CompletedProcess[str]":
    kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**kept, "ALLOTMENT_HOME": str(home), "ALLOTMENT_DEMO": "1", "MODULES": modules,
             "DJANGO_SETTINGS_MODULE": "allotment.config.settings"},
    )  # fmt: skip


def walked(home: Path, modules: str, *words: str) -> dict[str, Any]:
    done = python(home, modules, "-m", "tests.site.walk_pages", *words)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def demonstration(home: Path, modules: str) -> None:
    for verb in ("init", "demo"):
        done = allotment(home, modules, verb)
        assert done.returncode == 0, done.stderr


def rows(home: Path) -> dict[str, int]:
    """How many rows each table of a module has."""
    with sqlite3.connect(home / "allotment.sqlite3") as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for (name,) in names
            if name.split("_")[0] in NEEDS
        }


def imported_by(module: str) -> set[str]:
    """The modules that a module imports from, as its files say."""
    found: set[str] = set()
    for path in (SOURCES / module).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("allotment."):
                found.add(str(node.module).split(".")[1])
    return found & NEEDS.keys() - {module}


def with_all_below(module: str) -> set[str]:
    return set(NEEDS[module]).union(*(with_all_below(each) for each in NEEDS[module]))


def test_every_module_is_known_and_its_rooms_are_held_to_their_order() -> None:
    folders = {path.parent.name for path in SOURCES.glob("*/apps.py")}
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    rooms = next(each for each in contracts["contracts"] if "(models)" in each.get("layers", ()))

    assert folders == set(NEEDS)
    assert set(rooms["containers"]) == {f"allotment.{module}" for module in NEEDS}


@pytest.mark.parametrize("module", NEEDS)
def test_what_a_module_imports_is_what_it_is_said_to_need(module: str) -> None:
    assert imported_by(module) <= with_all_below(module)


@pytest.mark.parametrize(
    ("given", "run"),
    [
        ("", ["register", "money", "fund", "evidence"]),
        ("register", ["register"]),
        (" Fund ", ["register", "money", "fund"]),
        ("evidence,money", ["register", "money", "fund", "evidence"]),
    ],
)
def test_what_a_module_needs_is_added(given: str, run: list[str]) -> None:
    assert chosen(given) == run


def test_a_name_that_no_module_has_is_refused_in_one_sentence(tmp_path: Path) -> None:
    done = allotment(tmp_path, "register,shops", "check")

    assert done.returncode == 1
    assert done.stderr.strip() == (
        "MODULES names “shops”, which is no module. There are register, money, fund, evidence."
    )


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demonstration of all modules."""
    home = tmp_path_factory.mktemp("everything")
    demonstration(home, "")
    return home


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the register never had another module beside it."""
    home = tmp_path_factory.mktemp("alone")
    demonstration(home, "register")
    return home


@pytest.mark.parametrize(
    ("place", "modules", "sections", "asked"),
    [
        ("alone", "register", ["ideas-and-funding"], [404, 200, 404, 200]),
        ("everything", "fund", ["ideas-and-funding"], [200, 200, 404, 200]),
        ("everything", "", ["ideas-and-funding", "what-works"], [200, 200, 200, 200]),
        ("alone", "money", [], [404, 404, 404, 404]),
    ],
)
def test_pages_menu_search_jobs_and_roles_are_those_of_the_modules_that_run(
    request: pytest.FixtureRequest, place: str, modules: str, sections: list[str], asked: list[int]
) -> None:
    found = walked(request.getfixturevalue(place), modules)

    assert not found["bad"]
    assert found["menu"] == [f"/sections/{each}/" for each in sections]
    assert list(found["asked"].values()) == asked
    left_out = NEEDS.keys() - set(chosen(modules))
    for what, names in found["hung_up"].items():
        owners = {name.removeprefix("allotment.").replace(":", ".").split(".")[0] for name in names}
        assert not owners & left_out, what
    assert ("register:awards" in found["seen"]) == ("register" in chosen(modules))


def test_a_module_that_is_left_out_keeps_its_data_untouched(everything: Path) -> None:
    before, found = rows(everything), walked(everything, "", "search")["found"]

    said = allotment(everything, "register", "check").stdout
    less = walked(everything, "register")
    done = [
        allotment(everything, "register", *words)
        for words in (
            ["worker", "--until-empty"], ["init"], ["reindex"],
            ["backup", str(everything / "backup")],
        )
    ]  # fmt: skip

    assert not [each.stderr for each in done if each.returncode]
    kept = sum(count for table, count in before.items() if table.startswith("fund_"))
    assert f"MODULES leaves out fund. Kept and hidden: {kept:,} rows in" in said
    assert any(address.startswith("/calls/") for address in found)
    assert not any(address.startswith("/calls/") for address in less["found"])
    assert not less["bad"]
    assert {t: n for t, n in rows(everything).items() if not t.startswith("register_")} == {
        t: n for t, n in before.items() if not t.startswith("register_")
    }
    assert walked(everything, "", "search")["found"] == found
