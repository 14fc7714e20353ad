"""The audit's two tables: the lines, and the head of each chain."""

from typing import Any, NoReturn

from django.db import models


class AuditIsAppendOnlyError(TypeError):
    """Nothing but `audit.services.record` writes the audit, and nothing changes or deletes it."""


class _AppendOnly(models.QuerySet["AuditLine"]):
    def _refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise AuditIsAppendOnlyError("The audit is append-only.")

    update = delete = bulk_create = bulk_update = update_or_create = get_or_create = _refuse


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

    objects = _AppendOnly.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="audit_one_line_a_number"),
            models.UniqueConstraint(fields=["chain", "previous"], name="audit_no_fork"),
        ]
        indexes = [models.Index(fields=["on", "number"], name="audit_on")]

    def save(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise AuditIsAppendOnlyError("The audit is append-only.")

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise AuditIsAppendOnlyError("The audit is append-only.")


class ChainHead(models.Model):
    """The last number and digest of a chain: the row whose lock puts writers in order."""

    chain = models.CharField(max_length=40, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64)
