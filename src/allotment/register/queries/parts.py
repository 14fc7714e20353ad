"""SQL that adds up awards by every facet at once: the same for what is kept and what is asked."""

from collections.abc import Iterable

from allotment.register.models import Award, AwardArea, Party

_AWARDS = Award._meta.db_table
_AREAS = AwardArea._meta.db_table
_PARTIES = Party._meta.db_table

_SUMS = """COUNT(*) AS number,
    COALESCE(SUM(CASE WHEN currency = 'GBP' THEN amount_pence END), 0) AS pence,
    SUM(CASE WHEN currency = 'GBP' THEN 0 ELSE 1 END) AS others"""

COLUMNS = (
    "id", "funder_id", "recipient_id", "programme", "award_date", "kind", "recipient_type", "source",
    "amount_pence", "currency",
)  # fmt: skip

_PARTS = {
    "all": "''",
    "programme": "programme",
    "year": "SUBSTR(CAST(award_date AS text), 1, 4)",
    "area": "area.code",
    "kind": "kind",
    "recipient-type": "recipient_type",
    "own": "source",
}
_JOINED = {"area": f"JOIN {_AREAS} area ON area.award_id = touched.id"}
_LIMITS = {"programme": "AND programme <> ''", "own": "AND source = 'own'"}

FACETS = tuple(_PARTS)


def published(condition: str = "") -> str:
    """A statement for the published awards, narrowed by a condition that begins with AND."""
    return f"SELECT {', '.join(COLUMNS)} FROM {_AWARDS} WHERE status = 'published' {condition}"  # noqa: S608


def parts_of(awards: str) -> str:
    """A statement for facet, funder, part, number, pence and others over what the statement
    `awards` gives, which has COLUMNS: over all of them (the funder is then empty) and funder by
    funder, named by its key. Other currencies than pounds are counted as others, not added up."""
    return f"{touched(awards)} {sums(FACETS)} UNION ALL {sums(FACETS, by_funder=True)}"


def touched(awards: str) -> str:
    """The beginning of a statement, which names what `awards` gives `touched`."""
    return (
        f"WITH some_awards AS ({awards}), touched AS (SELECT some_awards.*, party.key AS funder_key "  # noqa: S608
        f"FROM some_awards JOIN {_PARTIES} party ON party.id = some_awards.funder_id)"
    )


def sums(facets: Iterable[str], *, by_funder: bool = False, condition: str = "true") -> str:
    """The rest of that statement: the parts of some facets, under a condition for any at all."""
    funder = "funder_key" if by_funder else "''"
    return " UNION ALL ".join(
        f"SELECT '{facet}' AS facet, {funder} AS funder, {_PARTS[facet]} AS part, {_SUMS} "  # noqa: S608
        f"FROM touched {_JOINED.get(facet, '')} WHERE {condition} {_LIMITS.get(facet, '')} "
        "GROUP BY 2, 3"
        for facet in facets
    )
