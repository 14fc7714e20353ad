"""A grant's fields, and the standard's, in words for pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from allotment.register.domain.reading.changes import ChangeKind
from allotment.register.domain.standard import (
    CODE_LISTS,
    GRANT,
    SHAPES,
    VERSION,
    CodeList,
    Field,
    Kind,
    Shape,
    lines,
)
from allotment.register.queries.awards import Reading
from allotment.register.readers.wording import change_title


@dataclass(frozen=True, slots=True)
class ShownField:
    """One published value: what it is called, the value in words, and whether it is a web address."""

    title: str
    value: str
    is_link: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Published values that belong together, under a heading."""

    heading: str
    fields: tuple[ShownField, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """One change made in reading, in words."""

    title: str
    field: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """One field as the reference page shows it; `group` names the section that it leads to."""

    name: str
    title: str
    kind: str
    group: str
    required: bool
    meaning: str
    mend: str
    codes: str


@dataclass(frozen=True, slots=True)
class ReferenceGroup:
    """One group of fields as the reference page shows it."""

    name: str
    title: str
    lines: tuple[ReferenceLine, ...]


@dataclass(frozen=True, slots=True)
class ReferenceCodes:
    """A code list as the reference page shows it."""

    name: str
    codes: tuple[tuple[str, str], ...]
    enforced: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """The whole reference page."""

    version: str
    groups: tuple[ReferenceGroup, ...]
    codes: tuple[ReferenceCodes, ...]


def sections(document: dict[str, Any]) -> list[Section]:
    """Every published field of a grant in words: the grant's own first, groups after, all others
    last."""
    found = [Section(_("The grant"), tuple(_own(document, GRANT)))]
    for field in GRANT.fields:
        if field.shape and field.name in document:
            value = document[field.name]
            groups = value if isinstance(value, list) else [value]
            found += [
                Section(_heading(field, place, len(groups)), tuple(_group(group, field.shape)))
                for place, group in enumerate(groups, start=1)
            ]
    known = {field.name for field in GRANT.fields}
    others = {name: value for name, value in document.items() if name not in known}
    if others:
        found.append(Section(_("Other published fields"), tuple(_unknown(others))))
    return [section for section in found if section.fields]


def _heading(field: Field, place: int, count: int) -> str:
    title = _(field.title)
    return title if count == 1 else _("%(title)s %(place)s") % {"title": title, "place": place}


def _own(group: dict[str, Any], shape: Shape) -> Iterator[ShownField]:
    for field in shape.fields:
        if field.name in group and not field.shape:
            yield _shown(field, group[field.name])


def _group(group: Any, shape_name: str) -> Iterator[ShownField]:
    if not isinstance(group, dict):
        yield ShownField("", plain(group))
        return
    shape = SHAPES[shape_name]
    yield from _own(group, shape)
    known = {field.name: field for field in shape.fields}
    for name, value in group.items():
        if name not in known:
            yield ShownField(name, plain(value))
        elif known[name].shape:
            for inner in value if isinstance(value, list) else [value]:
                for each in _group(inner, known[name].shape):
                    yield ShownField(f"{_(known[name].title)}: {each.title}", each.value)


def _unknown(others: dict[str, Any]) -> Iterator[ShownField]:
    for name, value in others.items():
        yield ShownField(name, plain(value))


def _shown(field: Field, value: Any) -> ShownField:
    if field.codes is not None:
        codes = value if isinstance(value, list) else [value]
        return ShownField(_(field.title), ", ".join(_code(field.codes, code) for code in codes))
    text = plain(value)
    return ShownField(_(field.title), text, text.startswith(("https://", "http://")))


def _code(codes: CodeList, code: Any) -> str:
    title = codes.codes.get(code) if isinstance(code, str) else None
    if title is None:
        return plain(code)
    return _(title) if title == code else f"{_(title)} ({code})"


def plain(value: Any) -> str:
    """A published value in words."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, (int, float)):
        return f"{value:,}"
    if isinstance(value, list):
        return ", ".join(plain(each) for each in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {plain(each)}" for name, each in value.items())
    return ""


def notes(readings: Sequence[Reading]) -> list[Note]:
    """The changes made when a grant was read, in words."""
    return [
        Note(change_title(ChangeKind(each.kind)), each.path.lstrip("/"), each.was, each.now)
        for each in readings
    ]


def reference() -> Reference:
    """The standard, group by group and field by field."""
    return Reference(
        version=VERSION,
        groups=tuple(
            ReferenceGroup(
                shape.name, _(shape.title), tuple(_reference_line(f) for f in shape.fields)
            )
            for shape in SHAPES.values()
        ),
        codes=tuple(
            ReferenceCodes(
                codes.name,
                tuple((code, _(title)) for code, title in codes.codes.items()),
                codes.enforced,
            )
            for codes in CODE_LISTS
        ),
    )


def _reference_line(field: Field) -> ReferenceLine:
    return ReferenceLine(
        name=field.name,
        title=_(field.title),
        kind=_kinds()[field.kind],
        group=field.shape,
        required=field.required,
        meaning=_(field.meaning),
        mend=_(field.mend),
        codes=field.codes.name if field.codes else "",
    )


def hint(path: str) -> tuple[str, str]:
    """A field's title and what it means, for a form whose answer is published as that field.

    `path` as in the reference, for example "plannedDates[].duration". Raises LookupError.
    """
    for line in lines():
        if line.path == path:
            return _(line.field.title), _(line.field.meaning)
    raise LookupError(path)


def _kinds() -> dict[Kind, str]:
    return {
        Kind.TEXT: _("Text"),
        Kind.NUMBER: _("Number"),
        Kind.MONEY: _("Amount"),
        Kind.ONE: _("Group of fields"),
        Kind.MANY: _("List of groups of fields"),
        Kind.TEXTS: _("List of texts"),
    }
