"""The columns of a spreadsheet of grants, derived from the table of the standard.

A heading is a path in words, `Recipient Org:0:Name`: the headings of groups and fields with colons
between, and places in lists, counted from 0, which may be left out where there is only one. Field
names (`recipientOrganization/0/name`) are understood as well.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from allotment.register.domain.standard.fields import Field, Kind, Shape

ColumnPath = tuple[str | int, ...]

MOST_PLACES = 100
"""Items of one list that a row can hold; a heading with a higher place is no column of ours."""

#: The standard's spreadsheet headings, where they are not the field's name with spaces in it.
_HEADINGS = {
    "id": "Identifier",
    "url": "URL",
    "duration": "Duration (months)",
    "addressLocality": "City",
    "addressRegion": "County",
    "addressCountry": "Country",
    "telephone": "Phone Number",
    "geoCode": "Geographic Code",
    "geoCodeType": "Geographic Code Type",
    "dateModified": "Last Modified",
    "recipientOrganization": "Recipient Org",
    "recipientIndividual": "Recipient Ind",
    "fundingOrganization": "Funding Org",
    "fromOpenCall": "From An Open Call?",
}
_WEB_ADDRESSES = frozenset({"Organization", "Documents"})
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LETTERS = re.compile(r"[^a-z]")
_STEPS = re.compile(r"[:/]")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: the path in a grant, and the field there (None: not in the standard)."""

    path: ColumnPath
    field: Field | None


def heading_of(shape: Shape, field: Field) -> str:
    """The heading of a field of a group, alone, as the standard's spreadsheet has it."""
    if field.name == "url" and shape.name in _WEB_ADDRESSES:
        return "Web Address"
    named = _HEADINGS.get(field.name)
    return named or _WORDS.sub(" ", field.name[0].upper() + field.name[1:])


def heading_at(path: ColumnPath) -> str:
    """The heading of a column, from its path in a grant; steps not in the standard as they are."""
    from allotment.register.domain.standard import GRANT, SHAPES

    parts: list[str] = []
    shape: Shape | None = GRANT
    for step in path:
        if isinstance(step, int):
            parts.append(str(step))
            continue
        field = _named(shape).get(step) if shape is not None else None
        parts.append(heading_of(shape, field) if shape is not None and field is not None else step)
        shape = SHAPES[field.shape] if field is not None and field.shape else None
    return ":".join(parts)


@lru_cache(maxsize=4_096)
def read_heading(heading: str) -> Column:
    """The column that a heading stands for.

    What the standard does not know keeps its heading as name: within the group that the heading
    begins with or, failing that, of the grant itself.
    """
    from allotment.register.domain.standard import GRANT

    steps = [step.strip() for step in _STEPS.split(heading)]
    found = _follow(GRANT, steps)
    return found if found is not None else Column((heading.strip(),), None)


def _follow(shape: Shape, steps: list[str]) -> Column | None:
    from allotment.register.domain.standard import SHAPES

    field = _by_letters(shape).get(_letters(steps[0])) if steps else None
    if field is None:
        return None
    path, rest = _into_list(field, steps[1:])
    if path is None:
        return None
    if not field.shape:
        return Column(path, field) if not rest else None
    if not rest:
        return None
    inner = _follow(SHAPES[field.shape], rest)
    if inner is None:
        return Column((*path, ":".join(rest)), None)
    return Column((*path, *inner.path), inner.field)


def _into_list(field: Field, rest: list[str]) -> tuple[ColumnPath | None, list[str]]:
    """The path to the field, and into it where it is a list of groups; None where that is too far."""
    is_place = bool(rest) and rest[0].isascii() and rest[0].isdigit()
    if field.kind is Kind.ONE or not field.shape:
        if is_place and field.kind is Kind.TEXTS and len(rest[0]) <= 3:
            return (field.name, int(rest[0])), rest[1:]
        return (field.name,), rest
    if not is_place:
        return (field.name, 0), rest
    if len(rest[0]) > 3 or int(rest[0]) >= MOST_PLACES:
        return None, rest
    return (field.name, int(rest[0])), rest[1:]


def single_columns(shape: Shape | None = None, before: ColumnPath = ()) -> Iterator[Column]:
    """Every column of the standard, each list with its first place only, in export order."""
    from allotment.register.domain.standard import GRANT, SHAPES

    for field in (shape or GRANT).fields:
        path: ColumnPath = (*before, field.name)
        if not field.shape:
            yield Column(path, field)
            continue
        inner = path if field.kind is Kind.ONE else (*path, 0)
        yield from single_columns(SHAPES[field.shape], inner)


def _letters(text: str) -> str:
    """A heading by its letters only, with the American spelling that the standard uses."""
    return _LETTERS.sub("", text.lower()).replace("organisation", "organization")


@lru_cache(maxsize=64)
def _named(shape: Shape) -> dict[str, Field]:
    return {field.name: field for field in shape.fields}


@lru_cache(maxsize=64)
def _by_letters(shape: Shape) -> dict[str, Field]:
    """The fields of a group by the letters of their names, then of their headings."""
    found = {_letters(field.name): field for field in shape.fields}
    for field in shape.fields:
        found.setdefault(_letters(heading_of(shape, field)), field)
        if heading_of(shape, field).endswith(" Org"):
            found.setdefault(_letters(heading_of(shape, field) + "anisation"), field)
    return found
