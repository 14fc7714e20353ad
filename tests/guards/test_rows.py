"""Rows that only services write: every way of writing them from elsewhere is refused, for each model."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

import allotment
from allotment.kernel.guards.rows import Guarded, GuardedError, GuardedQuerySet, writing

SOURCE = Path(allotment.__file__).parent
#: Where a module may open the guard of its own rows.
OPENERS = {"services", "services.py", "privacy.py", "demo", "migrations"}

pytestmark = pytest.mark.django_db


def guarded() -> list[type[Guarded]]:
    return [model for model in apps.get_models() if issubclass(model, Guarded)]


each = pytest.mark.parametrize("model", guarded(), ids=lambda model: model._meta.label)


def there(model: type[Guarded]) -> Guarded:
    """A row as it comes from the database, where there is none to be had."""
    row = model(pk=1)
    row._state.adding = False
    return row


MAKES: dict[str, Callable[[type[Guarded]], Any]] = {
    "save": lambda model: model().save(),
    "create": lambda model: model._default_manager.create(),
    "create in bulk": lambda model: model._default_manager.bulk_create([model()]),
}
CHANGES: dict[str, Callable[[type[Guarded]], Any]] = {
    "save": lambda model: there(model).save(),
    "save some": lambda model: there(model).save(update_fields=[column(model)]),
    "save past the model": lambda model: there(model).save_base(),
    "update": lambda model: model._default_manager.update(**{column(model): None}),
    "update in bulk": lambda model: model._default_manager.bulk_update(
        [there(model)], [column(model)]
    ),
}
DELETES: dict[str, Callable[[type[Guarded]], Any]] = {
    "delete": lambda model: there(model).delete(),
    "delete many": lambda model: model._default_manager.all().delete(),
    "delete raw": lambda model: model._default_manager.all()._raw_delete("default"),  # type: ignore[attr-defined]
}


def column(model: type[Guarded]) -> str:
    """A column that nobody may change, where there is one."""
    names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    return next((name for name in names if name not in (model.changeable or ())), names[0])


def test_these_are_the_rows_that_only_services_write() -> None:
    by_app: dict[str, set[str]] = {}
    for model in guarded():
        by_app.setdefault(model._meta.app_label, set()).add(model.__name__)

    assert set(by_app) >= {"audit", "money", "register", "fund", "evidence"}
    assert by_app["audit"] == {"AuditLine", "ChainHead"}
    assert by_app["money"] == {"Pot", "Commitment", "Movement", "Posting"}
    assert by_app["fund"] == {"Submission", "Decision", "Letter"}
    assert by_app["evidence"] == {"Run", "Edition"}


@each
def test_its_manager_is_guarded_and_its_columns_are_there(model: type[Guarded]) -> None:
    assert isinstance(model._default_manager.all(), GuardedQuerySet)
    assert set(model.changeable or ()) <= {field.name for field in model._meta.concrete_fields}


@each
@pytest.mark.parametrize("way", [*MAKES.values(), *CHANGES.values(), *DELETES.values()])
def test_nothing_is_written_from_elsewhere(model: type[Guarded], way: Callable[[Any], Any]) -> None:
    other = "money" if model._meta.app_label != "money" else "register"

    with writing(other), pytest.raises(GuardedError, match="Only the services of"):
        way(model)


@pytest.mark.parametrize("model", [m for m in guarded() if m.changeable is not None])
@pytest.mark.parametrize("way", CHANGES.values())
def test_what_is_append_only_is_not_changed_by_its_services(
    model: type[Guarded], way: Callable[[Any], Any]
) -> None:
    with writing(model._meta.app_label), pytest.raises(GuardedError, match="append-only"):
        way(model)


@pytest.mark.parametrize("model", [m for m in guarded() if not m.deletable])
@pytest.mark.parametrize("way", DELETES.values())
def test_what_stays_is_not_deleted_by_its_services(
    model: type[Guarded], way: Callable[[Any], Any]
) -> None:
    with writing(model._meta.app_label), pytest.raises(GuardedError, match="append-only"):
        way(model)


def test_the_guard_is_shut_again_when_a_service_fails() -> None:
    model = guarded()[0]
    with pytest.raises(ZeroDivisionError), writing(model._meta.app_label):
        raise ZeroDivisionError

    with pytest.raises(GuardedError):
        model.check_open()


def opened() -> Iterator[tuple[Path, str]]:
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "writing":
                (app,) = (arg.value for arg in node.args if isinstance(arg, ast.Constant))
                yield file.relative_to(SOURCE), str(app)


def test_only_a_module_s_own_services_open_its_guard() -> None:
    found = list(opened())
    wrong = []
    for file, app in found:
        parts = file.parts[1:] if file.parts[0] == "kernel" else file.parts
        if parts[0] != app or not OPENERS & set(parts[1:2]):
            wrong.append((str(file), app))

    assert wrong == []
    assert {app for _file, app in found} == {model._meta.app_label for model in guarded()}
