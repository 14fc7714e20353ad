"""Which awards have the words that a person typed: one question, two database engines."""

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from allotment.register.domain.words import asked_words
from allotment.register.models import Award

_SHORTEST_UNFINISHED = 3

_SQLITE = "SELECT rowid FROM register_award_words WHERE register_award_words MATCH %s"
_POSTGRESQL = "to_tsvector('simple', register_award.words) @@ to_tsquery('simple', %s)"


def with_words(awards: QuerySet[Award], typed: str) -> QuerySet[Award]:
    """Those awards that have every word typed; the last may be the beginning of a longer one."""
    words = asked_words(typed)
    if not words:
        return awards.none() if typed.strip() else awards
    unfinished = len(words[-1]) >= _SHORTEST_UNFINISHED and not words[-1].isdigit()
    if connection.vendor == "postgresql":
        asked = " & ".join(f"'{word}'" for word in words) + (":*" if unfinished else "")
        matches = RawSQL(_POSTGRESQL, [asked], output_field=BooleanField())  # noqa: S611  # values only
        return awards.filter(matches)
    asked = " AND ".join(f'"{word}"' for word in words) + ("*" if unfinished else "")
    return awards.filter(pk__in=RawSQL(_SQLITE, [asked]))  # noqa: S611
