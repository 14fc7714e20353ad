"""Our statement of the standard judges as the official schema does: same verdicts, same paths.

The product never reads the official file; only this test does.
"""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
import referencing

from allotment.register.domain.standard import CODE_LISTS
from allotment.register.readers.judging import breaches
from tests.register.mutants import Mutant, mutants

Paths = set[tuple[str | int, ...]]
Judge = Callable[[Any], Paths]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
REAL = ("lloyds-bank-foundation-2010-2015.json", "power-to-change-2015-2019.json")
ROUNDS = 5
SEED = 360


@pytest.fixture(scope="module")
def official(shared_data: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The official schema of a file and of a grant, their dialect written the usual way."""
    folder = shared_data / "360giving" / "schema"
    package = json.loads((folder / "360-giving-package-schema.json").read_text())
    grant = json.loads((folder / "360-giving-schema.json").read_text())
    package["$schema"] = grant["$schema"] = DIALECT
    return package, grant


@pytest.fixture(scope="module")
def quick_judge(official: tuple[dict[str, Any], dict[str, Any]]) -> Judge:
    """The official schema in the validator that we use ourselves."""
    package, grant = official
    validator = jsonschema_rs.Draft202012Validator(
        package, validate_formats=True, retriever=lambda _address: grant
    )
    return lambda value: {tuple(e.instance_path) for e in validator.iter_errors(value)}


@pytest.fixture(scope="module")
def reference_judge(official: tuple[dict[str, Any], dict[str, Any]]) -> Judge:
    """The official schema in another, independent validator."""
    package, grant = official
    address = package["properties"]["grants"]["items"]["$ref"]
    registry: Any = referencing.Registry()
    registry = registry.with_resource(address, referencing.Resource.from_contents(grant))
    validator = jsonschema.Draft202012Validator(
        package,
        registry=registry,
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    )
    return lambda value: {tuple(e.absolute_path) for e in validator.iter_errors(value)}


@pytest.fixture(scope="module")
def all_mutants() -> list[Mutant]:
    return list(mutants(ROUNDS, SEED))


def our_paths(package: Any) -> Paths:
    """Where our own judge, given the file as bytes, finds something wrong."""
    file = BytesIO(json.dumps(package).encode())
    return {breach.path for breach in breaches(file)}


def in_slices(judge: Judge, package: Any, size: int = 100) -> Paths:
    """A long file's judgement from short ones: comparing all grants with all others is slow."""
    found: Paths = set()
    for start in range(0, len(package["grants"]), size):
        part = package | {"grants": package["grants"][start : start + size]}
        for path in judge(part):
            moved = path[1] + start if len(path) > 1 and isinstance(path[1], int) else None
            found.add(path if moved is None else (path[0], moved, *path[2:]))
    return found


def differences(judge: Judge, packages: Iterable[Any]) -> list[tuple[Any, Paths, Paths]]:
    found = []
    for package in packages:
        theirs, ours = judge(package), our_paths(package)
        if theirs != ours:
            found.append((package, theirs, ours))
    return found


def test_there_are_two_thousand_mutants_and_five_for_each_field_and_rule(
    all_mutants: list[Mutant],
) -> None:
    kinds = Counter((mutant.path, mutant.rule) for mutant in all_mutants)

    assert len(all_mutants) >= 2_000
    assert min(kinds.values()) >= 5


def test_two_mutants_in_five_are_invalid(all_mutants: list[Mutant], quick_judge: Judge) -> None:
    invalid = sum(bool(quick_judge(mutant.package)) for mutant in all_mutants)

    assert invalid >= 0.4 * len(all_mutants)
    assert invalid < len(all_mutants)


def test_every_mutant_is_judged_as_by_the_official_schema(
    all_mutants: list[Mutant], quick_judge: Judge
) -> None:
    assert differences(quick_judge, (mutant.package for mutant in all_mutants)) == []


def test_every_mutant_is_judged_as_by_the_official_schema_in_another_validator(
    all_mutants: list[Mutant], reference_judge: Judge
) -> None:
    assert differences(reference_judge, (mutant.package for mutant in all_mutants)) == []


@pytest.mark.parametrize("name", REAL)
def test_every_real_grant_is_judged_as_by_the_official_schema(
    name: str, shared_data: Path, quick_judge: Judge, reference_judge: Judge
) -> None:
    package = json.loads((shared_data / "360giving" / name).read_bytes())

    ours = our_paths(package)

    assert ours == quick_judge(package)
    assert ours == in_slices(reference_judge, package)


@pytest.mark.parametrize("codes", CODE_LISTS, ids=lambda codes: codes.name)
def test_our_code_lists_have_the_official_codes(codes: Any, shared_data: Path) -> None:
    path = shared_data / "360giving" / "codelists" / f"{codes.name}.csv"
    if not path.exists():
        assert codes.name == "fromOpenCall"  # stands in the schema itself
        return

    with path.open(encoding="utf-8-sig", newline="") as file:
        official_codes = {row["Code"].strip() for row in csv.DictReader(file)}

    assert set(codes.codes) == official_codes
