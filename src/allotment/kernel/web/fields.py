"""Django form fields as GOV.UK components, with hint, error and value in their places."""

import functools
from typing import Any

from django import forms
from django.template import engines
from django.utils.translation import gettext as _
from markupsafe import Markup

from allotment.kernel.web import inputs


@functools.cache
def _gov() -> Any:
    return engines["jinja2"].env.globals["gov"]  # type: ignore[attr-defined]


def _error(bound: forms.BoundField) -> dict[str, Any] | None:
    return {"text": " ".join(str(e) for e in bound.errors)} if bound.errors else None


def _hint(bound: forms.BoundField) -> dict[str, Any] | None:
    return {"text": str(bound.help_text)} if bound.help_text else None


def _label(bound: forms.BoundField, heading: bool) -> dict[str, Any]:
    label: dict[str, Any] = {"text": str(bound.label)}
    if heading:
        label |= {"isPageHeading": True, "classes": "govuk-label--l"}
    else:
        label["classes"] = "govuk-label--s"
    return label


def _legend(bound: forms.BoundField, heading: bool) -> dict[str, Any]:
    size = "govuk-fieldset__legend--l" if heading else "govuk-fieldset__legend--s"
    return {"legend": {"text": str(bound.label), "classes": size, "isPageHeading": heading}}


def _attributes(bound: forms.BoundField, *, drop: tuple[str, ...] = ()) -> dict[str, Any]:
    attributes = bound.build_widget_attrs(dict(bound.field.widget.attrs), bound.field.widget)
    skipped = {"id", "class", "aria-describedby", "aria-invalid", "required", "maxlength", *drop}
    return {
        name: (name if value is True else str(value))
        for name, value in attributes.items()
        if name not in skipped and value is not False
    }


def _base(bound: forms.BoundField, heading: bool) -> dict[str, Any]:
    return {
        "id": bound.id_for_label or bound.auto_id,
        "name": bound.html_name,
        "label": _label(bound, heading),
        "hint": _hint(bound),
        "errorMessage": _error(bound),
    }


def _text(bound: forms.BoundField, heading: bool) -> str:
    widget = bound.field.widget
    value = bound.value()
    options = _base(bound, heading) | {
        "value": "" if value is None else str(bound.field.prepare_value(value)),
        "classes": _width(bound),
        "type": getattr(widget, "input_type", "text"),
        "spellcheck": False if isinstance(widget, forms.EmailInput) else None,
        "attributes": _attributes(bound, drop=("autocomplete", "inputmode", "rows", "cols")),
        "autocomplete": widget.attrs.get("autocomplete"),
        "inputmode": widget.attrs.get("inputmode"),
    }
    if isinstance(bound.field, inputs.MoneyField):
        options["prefix"] = {"text": "£"}
        options["inputmode"] = "decimal"
    return str(_gov().input(options))


def _width(bound: forms.BoundField) -> str:
    given = str(bound.field.widget.attrs.get("class", ""))
    if given:
        return given
    if isinstance(bound.field, (inputs.MoneyField, forms.IntegerField, forms.DecimalField)):
        return "govuk-input--width-10"
    return ""


def _password(bound: forms.BoundField, heading: bool) -> str:
    return str(
        _gov().password_input(
            _base(bound, heading)
            | {"autocomplete": bound.field.widget.attrs.get("autocomplete", "current-password")}
        )
    )


def _textarea(bound: forms.BoundField, heading: bool) -> str:
    value = bound.value()
    options = _base(bound, heading) | {
        "value": "" if value is None else str(value),
        "rows": str(bound.field.widget.attrs.get("rows", 6)),
        "attributes": _attributes(bound, drop=("rows", "cols")),
    }
    most_words = getattr(bound.field, "most_words", None)
    if most_words:
        return str(_gov().character_count(options | {"maxwords": most_words}))
    return str(_gov().textarea(options))


def _choices(bound: forms.BoundField) -> list[tuple[str, str, str]]:
    hints = getattr(bound.field, "hints", {})
    return [
        (str(value), str(label), str(hints.get(value, "")))
        for value, label in bound.field.choices  # type: ignore[attr-defined]
        if value != ""
    ]


def _items(bound: forms.BoundField, chosen: set[str]) -> list[dict[str, Any]]:
    base = bound.auto_id
    return [
        {
            "id": base if index == 0 else f"{base}-{index}",
            "value": value,
            "text": label,
            "checked": value in chosen,
            **({"hint": {"text": hint}} if hint else {}),
        }
        for index, (value, label, hint) in enumerate(_choices(bound))
    ]


def _radios(bound: forms.BoundField, heading: bool) -> str:
    value = bound.value()
    items = _items(bound, {"" if value is None else str(value)})
    return str(
        _gov().radios(
            {
                "idPrefix": bound.auto_id,
                "name": bound.html_name,
                "fieldset": _legend(bound, heading),
                "hint": _hint(bound),
                "errorMessage": _error(bound),
                "items": items,
                "classes": bound.field.widget.attrs.get("class", ""),
                "attributes": _attributes(bound),
            }
        )
    )


def _checkboxes(bound: forms.BoundField, heading: bool) -> str:
    value = bound.value() or []
    return str(
        _gov().checkboxes(
            {
                "idPrefix": bound.auto_id,
                "name": bound.html_name,
                "fieldset": _legend(bound, heading),
                "hint": _hint(bound),
                "errorMessage": _error(bound),
                "items": _items(bound, {str(v) for v in value}),
            }
        )
    )


def _checkbox(bound: forms.BoundField, _heading: bool) -> str:
    item: dict[str, Any] = {
        "id": bound.auto_id,
        "value": "on",
        "text": str(bound.label),
        "checked": bool(bound.value()),
    }
    if bound.help_text:
        item["hint"] = {"text": str(bound.help_text)}
    return str(
        _gov().checkboxes(
            {
                "idPrefix": bound.auto_id,
                "name": bound.html_name,
                "errorMessage": _error(bound),
                "items": [item],
            }
        )
    )


def _select(bound: forms.BoundField, heading: bool) -> str:
    value = bound.value()
    chosen = "" if value is None else str(value)
    items: list[dict[str, Any]] = []
    for code, label in bound.field.choices:  # type: ignore[attr-defined]
        items.append({"value": str(code), "text": str(label), "selected": str(code) == chosen})
    return str(
        _gov().select(_base(bound, heading) | {"items": items, "attributes": _attributes(bound)})
    )


def _date(bound: forms.BoundField, heading: bool) -> str:
    widget = bound.field.widget
    assert isinstance(widget, inputs.DatePartsWidget)
    value = widget.decompress(bound.value())
    error = " govuk-input--error" if bound.errors else ""
    names = ((_("Day"), "2"), (_("Month"), "2"), (_("Year"), "4"))
    items = [
        {
            "id": bound.auto_id if n == 0 else f"{bound.auto_id}-{n}",
            "name": f"{bound.html_name}_{n}",
            "label": label,
            "value": str(part or ""),
            "classes": f"govuk-input--width-{width}{error}",
        }
        for n, ((label, width), part) in enumerate(zip(names, value, strict=True))
    ]
    return str(
        _gov().date_input(
            {
                "id": f"{bound.auto_id}-group",
                "fieldset": _legend(bound, heading),
                "hint": _hint(bound),
                "errorMessage": _error(bound),
                "items": items,
            }
        )
    )


def _file(bound: forms.BoundField, heading: bool) -> str:
    return str(_gov().file_upload(_base(bound, heading) | {"attributes": _attributes(bound)}))


_BY_WIDGET: tuple[tuple[type[forms.Widget], Any], ...] = (
    (inputs.DatePartsWidget, _date),
    (forms.PasswordInput, _password),
    (forms.Textarea, _textarea),
    (forms.CheckboxSelectMultiple, _checkboxes),  # Django's is a kind of RadioSelect
    (forms.RadioSelect, _radios),
    (forms.CheckboxInput, _checkbox),
    (forms.FileInput, _file),
    (forms.Select, _select),
    (forms.widgets.Input, _text),
)


def field(bound: forms.BoundField, *, heading: bool = False) -> Markup:
    """The component for a form field; `heading` makes its label the page's heading."""
    if bound.is_hidden:
        return Markup(str(bound))  # noqa: S704  # Django escapes what its widgets render
    for widget, render in _BY_WIDGET:
        if isinstance(bound.field.widget, widget):
            return Markup(render(bound, heading))  # noqa: S704  # the macros escape
    raise TypeError(f"No component for {type(bound.field.widget).__name__}")


def error_summary(*many: forms.BaseForm | None) -> Markup:
    """The summary at the top of a page: every problem, each a link to its field."""
    items: list[dict[str, str]] = []
    for form in many:
        if form is None or not form.is_bound or form.is_valid():
            continue
        items.extend({"text": str(e)} for e in form.non_field_errors())
        for bound in form:
            items.extend({"text": str(e), "href": f"#{bound.auto_id}"} for e in bound.errors)
    if not items:
        return Markup("")
    return Markup(  # noqa: S704  # the macro escapes
        _gov().error_summary({"errorList": items})
    )
