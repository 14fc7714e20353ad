"""The audit's two tables: the lines, and the head of each chain.

Only `audit.services` writes them, inside `writing()`; a line that is there loses, at most, the words
of its reason.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, NoReturn, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from allotment.kernel.domain.privacy import Elsewhere, Held, Kept, OnErase, PersonalData, number_of

_writing: ContextVar[bool] = ContextVar("audit_is_being_written", default=False)

Row = TypeVar("Row", bound=models.Model)

#: All that may be changed of a line: the words of its reason go, and the chain stands.
ERASABLE = {"why": "", "why_salt": ""}


class AuditIsAppendOnlyError(TypeError):
    """Nothing but `audit.services` writes the audit, and nothing changes or deletes it."""


@contextmanager
def writing() -> Iterator[None]:
    """Let this block write. For `audit.services` alone; a test holds it to that."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def _refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
    raise AuditIsAppendOnlyError("The audit is append-only.")


class _Guarded(models.QuerySet[Row]):
    """Refuses to write unless the audit's services do; and to delete, always."""

    delete = _raw_delete = bulk_update = update_or_create = get_or_create = _refuse

    def update(self, **changes: Any) -> int:
        self._check(changes)
        return super().update(**changes)

    def bulk_create(self, objs: Any, *args: Any, **options: Any) -> list[Row]:
        if not _writing.get():
            _refuse()
        return super().bulk_create(objs, *args, **options)

    def _update(self, values: Any, *args: Any) -> int:  # what Model.save() and F() end in
        self._check({field.name: value for field, _model, value in values})
        return super()._update(values, *args)  # type: ignore[misc, no-any-return]  # not in the stubs

    def _insert(self, *args: Any, **options: Any) -> Any:
        if not _writing.get():
            _refuse()
        return super()._insert(*args, **options)  # type: ignore[misc]  # not in the stubs

    def _check(self, changes: dict[str, Any]) -> None:
        if not _writing.get() or (self.model is AuditLine and changes != ERASABLE):
            _refuse()


class AuditLine(models.Model):
    """Who did what, when, to what, and why. Holds opaque ids and digests, never personal values."""

    chain = models.CharField(max_length=40)
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    by = models.CharField(max_length=40, blank=True)
    on = models.CharField(max_length=80)
    why = models.TextField(blank=True)
    why_salt = models.CharField(max_length=32, blank=True)
    why_digest = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects = _Guarded["AuditLine"].as_manager()

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="audit_one_line_a_number"),
            models.UniqueConstraint(fields=["chain", "previous"], name="audit_no_fork"),
        ]
        indexes = [models.Index(fields=["on", "number"], name="audit_on")]

    privacy: ClassVar[dict[str, str]] = {
        "chain": "internal", "kind": "internal", "by": "personal", "on": "internal",
        "why": "personal", "why_salt": "internal", "why_digest": "internal", "facts": "internal",
        "previous": "internal", "digest": "internal",
    }  # fmt: skip
    personal_data: ClassVar[PersonalData] = (
        Held(
            "by", OnErase.KEEP, value=number_of,
            stays=Kept(
                _("That something was done, when, and under which number"),
                _("A public body must be able to show how it came to decide and to pay."),
            ),
        ),
        Elsewhere(("why",), "what was said about a person is emptied by audit/privacy.py"),
    )  # fmt: skip

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        _refuse()


class ChainHead(models.Model):
    """The last number and digest of a chain: the row whose lock puts writers in order."""

    chain = models.CharField(max_length=40, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64)

    objects = _Guarded["ChainHead"].as_manager()

    class Meta:
        base_manager_name = "objects"

    privacy: ClassVar[dict[str, str]] = {"digest": "internal"}

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        _refuse()
