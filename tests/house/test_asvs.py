"""docs/reference/asvs.md leaves no requirement out, and every test and file that it names is there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/reference/asvs.md").read_text()
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| (.+?) \| (.+?) \| (.+) \|$", PAGE, re.MULTILINE)
#: How many of levels 1 and 2 each section of ASVS 5.0.0 has; they come first in each.
SECTIONS = """
1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2
4.4:4 5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2
7.6:2 8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2
11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4
14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2
"""


def functions_of(file: Path) -> set[str]:
    tree = ast.parse(file.read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_no_requirement_is_left_out() -> None:
    wanted = [
        f"{section}.{number}"
        for section, count in (each.split(":") for each in SECTIONS.split())
        for number in range(1, int(count) + 1)
    ]

    assert [row[0] for row in ROWS] == wanted


def test_every_one_has_a_state_and_what_is_met_says_where() -> None:
    wrong = [
        number for number, _words, state, why in ROWS
        if state not in {"met", "not applicable", "**missing**"}
        or (state == "met" and "`" not in why and "](#" not in why)
    ]  # fmt: skip
    states = [row[2].strip("*") for row in ROWS]
    said = ", ".join(f"{states.count(s)} {s}" for s in ("met", "not applicable", "missing"))

    assert wrong == []
    assert f"**{said}.**" in PAGE


def test_every_test_and_file_that_is_named_is_there() -> None:
    named = re.findall(r"`((?:tests|src|docs|deploy)/[^`]*|pyproject\.toml)`", PAGE)
    missing = []
    for name in named:
        file, _colons, test = name.partition("::")
        path = ROOT / file
        if not path.exists() or (test and test.rpartition("::")[2] not in functions_of(path)):
            missing.append(name)

    assert len(named) > 150
    assert missing == []
