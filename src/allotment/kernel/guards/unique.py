"""What a person is told where the database finds a row that is there already."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.apps import apps
from django.db import IntegrityError, models, transaction

from allotment.kernel.domain.sentences import RuleBrokenError


class TakenError(RuleBrokenError):
    """Another row has what only one may have."""

    def __init__(self, sentence: str, field: str) -> None:
        self.field = field
        super().__init__(sentence)


@contextmanager
def unique(constraint: str, sentence: str, *, field: str = "") -> Iterator[None]:
    """Run this block in a transaction; where it breaks the unique constraint of this name, undo it
    and raise TakenError with this sentence, about this field of a form. Any other IntegrityError
    goes through.

    Between a look and a write somebody else may write the same, so only the database can say. Raises
    LookupError where no model has such a constraint.
    """
    in_sqlite = _words_of_sqlite(constraint)
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if constraint != getattr(diagnosis, "constraint_name", "") and str(error) != in_sqlite:
            raise
        raise TakenError(sentence, field) from None


@cache
def _words_of_sqlite(constraint: str) -> str:
    """SQLite names the columns instead of the constraint."""
    for model in apps.get_models():
        for each in model._meta.constraints:
            if each.name == constraint and isinstance(each, models.UniqueConstraint):
                columns = {field.name: field.column for field in model._meta.concrete_fields}
                named = (f"{model._meta.db_table}.{columns[name]}" for name in each.fields)
                return f"UNIQUE constraint failed: {', '.join(named)}"
    raise LookupError(constraint)
