"""The 360Giving Data Standard, stated once, in our own words, as a table.

Everything that knows the standard derives from here: the schema that judges files, the reader
that mends them, the order of fields in our export, the reference page. The structure is that of
version 1.4.3; a test holds this table against the official schema.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from allotment.register.domain.standard import codes
from allotment.register.domain.standard.fields import (
    CodeList,
    Field,
    Format,
    Kind,
    Shape,
)
from allotment.register.domain.standard.grants import GRANT
from allotment.register.domain.standard.organisations import (
    LOCATION,
    ORGANISATION,
    PERSON,
)
from allotment.register.domain.standard.packages import PACKAGE, PUBLISHER
from allotment.register.domain.standard.parts import (
    CLASSIFICATION,
    DOCUMENT,
    EVENT,
    INDIVIDUAL_DETAILS,
    PROGRAMME,
    TRANSACTION,
)

VERSION = "1.4.3"
"""The version of the standard that the table states."""

PACKAGE_VERSION = "1.4"
"""The version as a file of grants states it: two numbers."""

SHAPES: dict[str, Shape] = {
    shape.name: shape
    for shape in (
        GRANT,
        ORGANISATION,
        PERSON,
        INDIVIDUAL_DETAILS,
        LOCATION,
        EVENT,
        PROGRAMME,
        CLASSIFICATION,
        DOCUMENT,
        TRANSACTION,
        PUBLISHER,
        PACKAGE,
    )
}

CODE_LISTS: tuple[CodeList, ...] = codes.ALL


@dataclass(frozen=True, slots=True)
class PlacedField:
    """A field with the path on which it stands, for example `recipientOrganization[].id`."""

    path: str
    depth: int
    field: Field


def lines(shape: Shape = GRANT, before: str = "", depth: int = 0) -> Iterator[PlacedField]:
    """Every line of the table below a group, in export order, groups before their fields."""
    for field in shape.fields:
        path = f"{before}{field.name}"
        if field.kind in (Kind.MANY, Kind.TEXTS):
            path += "[]"
        yield PlacedField(path, depth, field)
        if field.shape:
            yield from lines(SHAPES[field.shape], f"{path}.", depth + 1)


__all__ = [
    "CODE_LISTS",
    "GRANT",
    "PACKAGE",
    "PACKAGE_VERSION",
    "SHAPES",
    "VERSION",
    "CodeList",
    "Field",
    "Format",
    "Kind",
    "PlacedField",
    "Shape",
    "lines",
]
