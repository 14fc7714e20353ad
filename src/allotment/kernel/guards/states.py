"""The one way in which the state of a row changes.

A model with a field `state` or `status` has `moves`: from each state, the states that may follow.
"""

from typing import Any, TypeVar

from django.db import models

FIELDS = ("state", "status")

Row = TypeVar("Row", bound=models.Model)


def field_of(model: type[models.Model]) -> str | None:
    """The name of the field that holds the model's state; None where it has none."""
    names = {field.name for field in model._meta.concrete_fields}
    return next((name for name in FIELDS if name in names), None)


def move(rows: "models.QuerySet[Row]", *, to: str, **also: Any) -> int:
    """Move these rows to a state, those whose state may come before it; returns how many moved.

    One UPDATE, so that of several who move the same row one succeeds; `also` are columns that change with it.
    """
    field = field_of(rows.model)
    table = rows.model.moves  # type: ignore[attr-defined]  # a test sees that each model has it
    before = [state for state, after in table.items() if to in after]
    return rows.filter(**{f"{field}__in": before}).update(**{str(field): to}, **also)


def move_row(row: models.Model, *, to: str, **also: Any) -> bool:
    """Move one row, which then has the new values; False where its state does not lead there."""
    moved = move(type(row)._default_manager.filter(pk=row.pk), to=to, **also)
    if moved:
        for name, value in {str(field_of(type(row))): to, **also}.items():
            setattr(row, name, value)
    return bool(moved)
