"""Rows that only the services of their module write.

A service opens `writing("money")`, the label of its app; anywhere else, making, changing and deleting
such rows refuses. What a model says of itself holds for its services, too.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, TypeVar

from django.db import models

_open: ContextVar[frozenset[str]] = ContextVar("apps_being_written", default=frozenset())

Row = TypeVar("Row", bound=models.Model)


class GuardedError(TypeError):
    """Somebody tried to write rows past the services of their module, or against their rule."""


@contextmanager
def writing(app: str) -> Iterator[None]:
    """Let this block write guarded rows of this app. For the app's own services; a test holds it to that."""
    token = _open.set(_open.get() | {app})
    try:
        yield
    finally:
        _open.reset(token)


class GuardedQuerySet(models.QuerySet[Row]):
    """Refuses what the rows' model refuses."""

    def update(self, **changes: Any) -> int:
        self._guarded.check_change(changes)
        return super().update(**changes)

    def bulk_create(self, objs: Any, *args: Any, **options: Any) -> list[Row]:
        self._guarded.check_open()
        return super().bulk_create(objs, *args, **options)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._guarded.check_delete()
        return super().delete()

    def _raw_delete(self, using: str | None) -> int:  # what cascades end in
        self._guarded.check_delete()
        return super()._raw_delete(using)

    @property
    def _guarded(self) -> "type[Guarded]":
        assert issubclass(self.model, Guarded)
        return self.model


class Guarded(models.Model):
    """A row that only its module's services write.

    `changeable` names the columns that they may change, None for all; `deletable` says whether they may
    delete it.
    """

    changeable: ClassVar[Collection[str] | None] = None
    deletable: ClassVar[bool] = True
    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def check_open(cls) -> None:
        """Raise GuardedError unless a service of the module writes."""
        if cls._meta.app_label not in _open.get():
            raise GuardedError(f"Only the services of {cls._meta.app_label} write {cls.__name__}.")

    @classmethod
    def check_change(cls, changes: Mapping[str, Any]) -> None:
        """Raise GuardedError unless these columns may be changed, to these values, now."""
        cls.check_open()
        if cls.changeable is not None and not set(changes) <= set(cls.changeable):
            raise GuardedError(f"{cls.__name__} is append-only: this is not changed.")

    @classmethod
    def check_delete(cls) -> None:
        """Raise GuardedError unless rows may be deleted now."""
        cls.check_open()
        if not cls.deletable:
            raise GuardedError(f"{cls.__name__} is append-only: it is not deleted.")

    def save_base(self, *args: Any, **options: Any) -> None:
        """Refuse, unless a service makes the row or changes what may be changed."""
        if self._state.adding:
            self.check_open()
        else:
            some = options.get("update_fields")
            fields = [
                f
                for f in self._meta.concrete_fields
                if some is None or {f.name, f.attname} & {*some}
            ]
            self.check_change({f.name: self.__dict__.get(f.attname) for f in fields})
        super().save_base(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """Refuse, unless a service deletes what may be deleted."""
        self.check_delete()
        return super().delete(*args, **options)
