"""Rows of money that only the ledger's services may write.

The services open `writing()`; anywhere else `save()`, `delete()`, `update()` and bulk writes refuse.
Movements and postings are append-only even for the services.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, NoReturn, TypeVar

from django.db import models

_writing: ContextVar[bool] = ContextVar("money_is_being_written", default=False)

Row = TypeVar("Row", bound=models.Model)


class GuardedError(TypeError):
    """Somebody tried to write money past the services of `allotment.money`."""


@contextmanager
def writing() -> Iterator[None]:
    """Let this block write. For `allotment.money.services` alone; a test holds it to that."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def _check(row: str) -> None:
    if not _writing.get():
        raise GuardedError(f"Only the services of money write {row}.")


def _never(row: str) -> NoReturn:
    raise GuardedError(f"{row} is append-only: a mistake is put right by another movement.")


class GuardedQuerySet(models.QuerySet[Row]):
    """Refuses to write unless a service does."""

    def update(self, **changes: Any) -> int:
        _check(self.model.__name__)
        return super().update(**changes)

    def bulk_create(self, objs: Any, *args: Any, **options: Any) -> list[Row]:
        _check(self.model.__name__)
        return super().bulk_create(objs, *args, **options)

    def bulk_update(self, *_args: Any, **_options: Any) -> NoReturn:
        _never(self.model.__name__)

    def delete(self) -> NoReturn:
        _never(self.model.__name__)

    def _raw_delete(self, using: str | None) -> NoReturn:
        _never(self.model.__name__)


class AppendOnlyQuerySet(GuardedQuerySet[Row]):
    """Refuses every change of a row that is there."""

    def update(self, **_changes: Any) -> NoReturn:
        _never(self.model.__name__)


class Guarded(models.Model):
    """A row that only a service of money writes, and nothing deletes."""

    guarded: ClassVar[bool] = True

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Refuse, unless a service writes."""
        _check(type(self).__name__)
        super().save(*args, **options)

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:
        """Refuse."""
        _never(type(self).__name__)


class AppendOnly(Guarded):
    """A row that is written once and never changed."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Refuse, unless a service writes the row for the first time."""
        if not self._state.adding:
            _never(type(self).__name__)
        super().save(*args, **options)
