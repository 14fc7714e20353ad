"""Data files that ship with the code: what is wrong in one is said with its file and key."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from allotment.fund.domain.templates import TEMPLATES, read_template, translated
from allotment.kernel.domain.data_files import DataFileError, fill, read_codes, read_toml
from allotment.register.domain.standard.codes import COUNTRY, CURRENCY


class Colour(StrEnum):
    GREEN = "green"


@dataclass(frozen=True)
class Plot:
    name: str
    colour: Colour = Colour.GREEN
    size: int | None = None
    next_to: tuple["Plot", ...] = ()


def test_tables_fill_dataclasses_and_arrays_fill_tuples() -> None:
    found = fill(Plot, {"name": "A", "size": 3, "next_to": [{"name": "B"}]}, at="plots.toml")

    assert found == Plot("A", Colour.GREEN, 3, (Plot("B"),))


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ({}, "plots.toml.name: is missing"),
        ({"name": "A", "colur": "green"}, "plots.toml.colur: is not known here"),
        ({"name": 7}, "plots.toml.name: must be of the type str"),
        ({"name": "A", "size": True}, "plots.toml.size: must be of the type int"),
        ({"name": "A", "colour": "red"}, "plots.toml.colour: 'red' is not a valid Colour"),
        ({"name": "A", "next_to": "B"}, "plots.toml.next_to: must be an array"),
        ({"name": "A", "next_to": ["B"]}, "plots.toml.next_to[0]: must be a table"),
        ({"name": "A", "next_to": [{}]}, "plots.toml.next_to[0].name: is missing"),
    ],
)
def test_a_mistake_is_said_with_the_file_and_the_key(table: dict[str, Any], problem: str) -> None:
    with pytest.raises(DataFileError, match=f"^{re.escape(problem)}$"):
        fill(Plot, table, at="plots.toml")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "tables_of_this_test"
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    sys.modules.pop(folder.name, None)


@pytest.mark.parametrize("content", ["GB = ''", "GB = 3", "GB = 'a'\nGB = 'b'", "GB ="])
def test_a_code_without_a_name_or_given_twice_is_refused(content: str, package: Path) -> None:
    (package / "codes.toml").write_text(content)

    with pytest.raises(DataFileError, match=r"^codes\.toml"):
        read_codes(package.name, "codes.toml")


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(DataFileError, match=r"^nothing\.toml: "):
        read_toml("allotment.fund.domain.call_templates", "nothing.toml")


def test_what_is_shared_must_be_there(package: Path) -> None:
    (package / "shared.toml").write_text("sections = []\nquestions = []")
    (package / "mine.toml").write_text("[[sections]]\nshared = 'subsidies'")

    with pytest.raises(DataFileError, match=r"^mine\.toml: nothing that is shared .* 'subsidies'"):
        read_template("mine", package=package.name)


def test_codes_are_those_of_the_standards() -> None:
    assert len(COUNTRY.codes) == 249
    assert all(re.fullmatch("[A-Z]{2}", code) for code in COUNTRY.codes)
    assert all(re.fullmatch("[A-Z]{3}", code) for code in CURRENCY.codes)
    assert (COUNTRY.codes["GB"], CURRENCY.codes["GBP"]) == (
        "United Kingdom of Great Britain and Northern Ireland", "Pound sterling",
    )  # fmt: skip


def test_translators_are_given_every_text_of_the_data_files() -> None:
    printed = subprocess.run(
        [sys.executable, "tools/texts.py"], check=True, capture_output=True, encoding="utf-8"
    ).stdout
    wanted: set[str] = {*COUNTRY.codes.values(), *CURRENCY.codes.values()}
    for form in TEMPLATES:
        translated(form, lambda text: wanted.add(text) or text)  # type: ignore[func-returns-value]

    left = [text for text in wanted if f'msgid "{text}"' not in printed]

    assert left == []
