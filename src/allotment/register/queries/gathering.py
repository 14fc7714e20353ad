"""One reading of all awards that a filter leaves, where they are few: counts, parts and a page."""

from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from allotment.register.models import Award
from allotment.register.queries import counting
from allotment.register.queries.counting import Counted, by_facet
from allotment.register.queries.parts import COLUMNS, FACETS, sums, touched
from allotment.register.queries.planning import from_indexes


@dataclass(frozen=True, slots=True)
class Edge:
    """From where a page is read: a field of COLUMNS, its value and the id there, and the direction.
    Without a value the page is the first."""

    field: str
    ascending: bool
    value: Any = None
    pk: int = 0


@dataclass(frozen=True, slots=True)
class Gathered:
    """The counts of a list, and the ids of a page of it in their order."""

    counted: Counted
    ids: list[int]


def gather(
    found: QuerySet[Award], edge: Edge, size: int, *, by_part: bool, by_words: bool
) -> Gathered | None:
    """Read the awards once; None where there are more than `counting.MOST_COUNTED`. One statement.

    `by_part` asks for the counts of each part, too. `by_words` says that words are looked for,
    whose numbers PostgreSQL cannot guess: then two more statements tell it how.
    """
    if found.query.is_empty():
        return Gathered(Counted(counting.NONE, {}, {}), [])
    awards, parameters = (
        found.order_by().values_list(*COLUMNS)[: counting.MOST_COUNTED + 1].query.sql_with_params()
    )
    few = f"(SELECT COUNT(*) FROM some_awards) <= {counting.MOST_COUNTED}"  # noqa: S608
    page, beyond = _page(edge, size, few)
    counts = [sums(FACETS if by_part else ["all"], condition=few)]
    if by_part:
        counts.append(sums(["all"], by_funder=True, condition=few))
    statement = f"{touched(awards)} {' UNION ALL '.join([*counts, page, _SIZE])}"
    with from_indexes() if by_words else nullcontext(), connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, *beyond])
        rows = cursor.fetchall()
    size_row = next(row for row in rows if row[0] == "size")
    if size_row[3] > counting.MOST_COUNTED:
        return None
    on_page = sorted((row[3], int(row[2])) for row in rows if row[0] == "page")
    figures = by_facet(row for row in rows if row[0] not in ("page", "size"))
    return Gathered(figures, [pk for _rank, pk in on_page])


_SIZE = "SELECT 'size', '', '', COUNT(*), 0, 0 FROM some_awards"


def _page(edge: Edge, size: int, few: str) -> tuple[str, list[Any]]:
    """A statement for the ids beyond an edge, numbered in their order, and its parameters."""
    way, beyond = ("ASC", ">") if edge.ascending else ("DESC", "<")
    condition, parameters = "", []
    if edge.value is not None:
        condition = f"AND ({edge.field}, id) {beyond} (%s, %s)"
        parameters = [edge.value, edge.pk]
    return (
        "SELECT 'page', '', CAST(id AS text), place, 0, 0 FROM (SELECT id, ROW_NUMBER() OVER "  # noqa: S608
        f"(ORDER BY {edge.field} {way}, id {way}) AS place FROM touched "
        f"WHERE {few} {condition}) AS numbered WHERE place <= {size:d}",
        parameters,
    )
