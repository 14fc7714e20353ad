"""Domain code is pure: it imports the standard library, other domain code and the libraries named here."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import allotment

SOURCE = Path(allotment.__file__).parent
PURE = {"jsonschema_rs", "numpy", "orjson", "pydantic", "scipy", "sklearn", "threadpoolctl"}
#: What of the standard library reaches files, other programs or the network.
REACHES_OUT = {
    "asyncio", "ftplib", "http", "os", "pathlib", "shutil", "smtplib", "socket", "sqlite3", "ssl",
    "subprocess", "tempfile", "urllib",
}  # fmt: skip


def domain_files() -> list[Path]:
    return [
        file
        for file in sorted(SOURCE.rglob("*.py"))
        if "domain" in file.relative_to(SOURCE).with_suffix("").parts
    ]


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            assert node.module
            yield node.module


def is_pure(module: str) -> bool:
    top, *rest = module.split(".")
    if top == "allotment":
        return "domain" in rest
    return top in PURE or (top in sys.stdlib_module_names and top not in REACHES_OUT)


def test_domain_code_imports_what_is_pure() -> None:
    files = domain_files()
    impure = [
        f"{file.relative_to(SOURCE)}: {module}"
        for file in files
        for module in imported(file)
        if not is_pure(module)
    ]

    assert len({file.relative_to(SOURCE).parts[0] for file in files}) >= 5
    assert impure == []


@pytest.mark.parametrize(
    "module", ["django.db", "allotment.fund.models", "os", "urllib.request", "redis"]
)
def test_what_is_not_pure_is_seen(module: str) -> None:
    assert not is_pure(module)
