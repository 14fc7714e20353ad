"""What the code says in one way only."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.urls import Resolver404, resolve

import allotment

SOURCE = Path(allotment.__file__).parent
#: Settings are read before there are addresses.
WITHOUT_ADDRESSES = {"config/settings.py"}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield str(path.relative_to(SOURCE)), ast.parse(path.read_text(encoding="utf-8"))


def written_addresses(tree: ast.Module) -> Iterator[str]:
    """Addresses of this site that are written out: as a text, or as one with values in it."""
    inside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
        if part is not node
    }
    for node in ast.walk(tree):
        text = ""
        if isinstance(node, ast.JoinedStr):
            text = "".join(
                str(p.value) if isinstance(p, ast.Constant) else "x1" for p in node.values
            )
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in inside
        ):
            text = node.value
        if len(text) > 1 and text.startswith("/") and is_ours(text):
            yield text


def is_ours(address: str) -> bool:
    try:
        resolve(address)
    except Resolver404:
        return False
    return True


def test_addresses_are_named_and_not_written_out() -> None:
    found = {
        f"{name}: {address}"
        for name, tree in sources()
        if name not in WITHOUT_ADDRESSES
        for address in written_addresses(tree)
    }

    assert found == set(), "use reverse()"


def test_an_address_that_is_written_out_is_seen() -> None:
    tree = ast.parse(
        """a = f"/pots/{pot.key}/"; b = "/search/"; c = "/nowhere/"; d = f"{x}/search/\""""
    )

    assert list(written_addresses(tree)) == ["/pots/x1/", "/search/"]


def test_there_is_one_function_that_marks_texts_for_the_translators() -> None:
    imported = {
        f"{name}: {alias.name} of {node.module}"
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name == "gettext_noop" and node.module != "allotment.kernel.domain.sentences"
    }
    defined = {
        name
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == "gettext_noop"
    }

    assert imported == set()
    assert defined == {"kernel/domain/sentences.py"}
