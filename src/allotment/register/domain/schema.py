"""The JSON Schema that the standard's table amounts to."""

from typing import Any

from allotment.register.domain.standard import (
    GRANT,
    PACKAGE,
    SHAPES,
    Field,
    Format,
    Kind,
    Shape,
)

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_DAY = r"^[0-9]{4}-(0[1-9]|1[012])-(0[1-9]|[12][0-9]|3[01])$"
_MONTH_OR_YEAR = r"^[0-9]{4}(-(0[1-9]|1[012]))?$"
_VERSION = r"^(\d+\.)(\d+)$"
_FORMATS: dict[Format, Schema] = {
    Format.DAY: {"oneOf": [{"format": "date-time"}, {"pattern": _DAY}]},
    Format.PERIOD: {
        "oneOf": [
            {"format": "date-time"},
            {"pattern": _DAY},
            {"pattern": _MONTH_OR_YEAR},
        ]
    },
    Format.MOMENT: {"format": "date-time"},
    Format.WEB: {"format": "uri"},
    Format.VERSION: {"pattern": _VERSION},
}
_TYPES = {
    Kind.TEXT: "string",
    Kind.NUMBER: "number",
    Kind.MONEY: "number",
    Kind.MANY: "array",
    Kind.TEXTS: "array",
}


def grant_schema() -> Schema:
    """The schema of one grant."""
    return {"$schema": DIALECT, **_shape(GRANT), "$defs": _definitions(GRANT)}


def package_schema() -> Schema:
    """The schema of a whole file of grants."""
    return {"$schema": DIALECT, **_shape(PACKAGE), "$defs": _definitions(PACKAGE)}


def package_head_schema() -> Schema:
    """The schema of a file without its grants, for a reader that judges those one by one."""
    head = Shape(
        PACKAGE.name,
        PACKAGE.title,
        tuple(f for f in PACKAGE.fields if f.name != "grants"),
    )
    return {"$schema": DIALECT, **_shape(head), "$defs": _definitions(head)}


def _shape(shape: Shape) -> Schema:
    required = [field.name for field in shape.fields if field.required]
    schema: Schema = {
        "type": "object",
        "properties": {field.name: _field(field) for field in shape.fields},
    }
    recipients = [field.name for field in shape.fields if field.recipient]
    if recipients:
        schema["oneOf"] = [{"required": [*required, recipient]} for recipient in recipients]
    elif required:
        schema["required"] = required
    return schema


def _field(field: Field) -> Schema:
    if field.kind is Kind.ONE:
        return {"$ref": f"#/$defs/{field.shape}"}
    kind = _TYPES[field.kind]
    schema: Schema = {"type": [kind, "null"] if field.may_be_null else kind}
    if field.kind is Kind.MANY:
        schema["items"] = {"$ref": f"#/$defs/{field.shape}"}
    if field.kind is Kind.TEXTS:
        schema["items"] = {"type": "string"}
    if field.at_least_one:
        schema["minItems"] = 1
    if field.unique:
        schema["uniqueItems"] = True
    if field.minimum is not None:
        schema["minimum"] = field.minimum
    if field.format is not None:
        schema |= _FORMATS[field.format]
    if field.codes is not None and field.codes.enforced:
        schema["enum"] = list(field.codes.codes)
    return schema


def _definitions(shape: Shape) -> Schema:
    """The groups that a group leads to, each once."""
    found: dict[str, Shape] = {}
    waiting = [shape]
    while waiting:
        for field in waiting.pop().fields:
            if field.shape and field.shape not in found:
                found[field.shape] = SHAPES[field.shape]
                waiting.append(found[field.shape])
    return {name: _shape(found[name]) for name in sorted(found)}
