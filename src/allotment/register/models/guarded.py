"""Rows of the register that only its services may write.

The services open `writing()`; anywhere else `save()`, `delete()`, `update()` and bulk writes refuse.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, TypeVar

from django.db import models

_writing: ContextVar[bool] = ContextVar("register_is_being_written", default=False)

Row = TypeVar("Row", bound=models.Model)


class GuardedError(TypeError):
    """Somebody tried to write the register past its services."""


@contextmanager
def writing() -> Iterator[None]:
    """Let this block write. For `allotment.register.services` alone."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def _check(row: str) -> None:
    if not _writing.get():
        raise GuardedError(f"Only the services of the register write {row}.")


class GuardedQuerySet(models.QuerySet[Row]):
    """Refuses to write unless a service does."""

    def update(self, **changes: Any) -> int:
        _check(self.model.__name__)
        return super().update(**changes)

    def bulk_create(self, objs: Any, *args: Any, **options: Any) -> list[Row]:
        _check(self.model.__name__)
        return super().bulk_create(objs, *args, **options)

    def bulk_update(self, objs: Any, *args: Any, **options: Any) -> int:
        _check(self.model.__name__)
        return super().bulk_update(objs, *args, **options)

    def delete(self) -> tuple[int, dict[str, int]]:
        _check(self.model.__name__)
        return super().delete()


class Guarded(models.Model):
    """A row that only the register's services may write."""

    guarded: ClassVar[bool] = True

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        _check(type(self).__name__)
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        _check(type(self).__name__)
        return super().delete(*args, **options)
