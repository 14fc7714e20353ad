"""The state of a row changes only by `kernel.guards.states`, along the model's table of moves."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

import allotment
from allotment.kernel.guards.states import FIELDS, field_of

SOURCE = Path(allotment.__file__).parent
WRITES = {"update", "update_or_create", "bulk_update", "save", "setattr"}
SQL = re.compile(rf"\bSET\b[^;]*\b({'|'.join(FIELDS)})\b\s*=", re.IGNORECASE)


def writes_of_states(code: str) -> Iterator[int]:
    """The lines that write a state: an assignment, an argument or a dictionary for a write, or SQL."""
    tree = ast.parse(code)
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name, ctx=ast.Store()) if name in FIELDS:
                yield node.lineno
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name in WRITES:
                values = [*node.args, *(each.value for each in node.keywords)]
                named = {part.value for v in values for part in ast.walk(v) if _is_text(part)}
                if (named | {each.arg for each in node.keywords}) & set(FIELDS):
                    yield node.lineno
            case ast.Assign(value=ast.Dict(keys=keys)) | ast.AnnAssign(value=ast.Dict(keys=keys)):
                # Outside functions such tables say how a list is sorted, or what is personal.
                if id(node) in inside and {key.value for key in keys if _is_text(key)} & set(
                    FIELDS
                ):
                    yield node.lineno
            case ast.Constant(value=str() as text) if SQL.search(text):
                yield node.lineno


def _is_text(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


@pytest.mark.parametrize(
    "code",
    [
        "entry.state = to",
        "call.title, call.state = a, b",
        "rows.filter(pk=1).update(changed_at=now, status=x)",
        "rows.update(**{'state': x})",
        "def move(): changed = {'state': x}",
        "Entry.objects.update_or_create(pk=1, defaults={'state': x})",
        "entry.save(update_fields=['title', 'state'])",
        "Entry.objects.bulk_update(rows, ['state'])",
        "setattr(entry, 'state', x)",
        "cursor.execute('UPDATE fund_entry SET title = %s, state = %s WHERE id = %s')",
    ],
)
def test_each_way_of_writing_a_state_is_seen(code: str) -> None:
    assert list(writes_of_states(code)) == [1]


@pytest.mark.parametrize(
    "code",
    ["rows.filter(state=x).update(title=y)", "Entry(state=x)", "audit.record(facts={'state': x})"],
)
def test_reading_a_state_and_making_a_row_are_no_writes(code: str) -> None:
    assert list(writes_of_states(code)) == []


def test_no_state_is_written_past_the_one_door() -> None:
    past = [
        f"{file.relative_to(SOURCE)}:{line}"
        for file in sorted(SOURCE.rglob("*.py"))
        if "migrations" not in file.parts and file.parent.name != "guards"
        for line in writes_of_states(file.read_text())
    ]

    assert past == []


def with_states() -> list[type[models.Model]]:
    ours = (m for m in apps.get_models() if m.__module__.startswith("allotment"))
    return [model for model in ours if field_of(model)]


@pytest.mark.parametrize("model", with_states(), ids=lambda model: model.__name__)
def test_each_model_with_a_state_has_a_table_of_moves_that_reaches_each_state(
    model: type[models.Model],
) -> None:
    field = model._meta.get_field(str(field_of(model)))
    known = {value for value, _label in field.choices or ()}
    table = {str(state): {str(s) for s in after} for state, after in model.moves.items()}  # type: ignore[attr-defined]

    assert set(table) <= known
    assert set().union(*table.values()) <= known
    assert known - set().union(*table.values()) <= {
        str(field.default),
        *STARTS.get(model.__name__, ()),
    }


#: States, besides the usual one, in which a row can be made.
STARTS = {"StoredFile": {"checking"}}
