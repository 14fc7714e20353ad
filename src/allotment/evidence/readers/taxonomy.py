"""Reads a taxonomy: ours, or a council's own in the same form."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from allotment.evidence.domain.phrases import NotAPhraseError, Phrases
from allotment.evidence.domain.taxonomy import Categories, Category, Scheme, Taxonomy
from allotment.kernel.domain.sentences import RuleBrokenError, gettext_noop as _, sentence

TABLE = Path(__file__).with_name("taxonomy.toml")
_REMEMBERED = 4

_TEXTS = frozenset({"code", "name", "description"})
_LISTS = frozenset({"says", "titles", "hints", "unless"})


def read_taxonomy(path: Path = TABLE) -> Taxonomy:
    """The taxonomy of a file, ours where none is named.

    Raises RuleBrokenError, with what is wrong and where, for a file in another form.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleBrokenError(
            sentence(_("The taxonomy cannot be read as TOML: {why}."), why=str(error))
        ) from error
    unknown = sorted(set(content) - {*Scheme, "context"})
    if unknown:
        raise RuleBrokenError(sentence(_("The taxonomy knows no “{key}”."), key=unknown[0]))
    service, outcome, barrier = (_categories(scheme, content) for scheme in Scheme)
    return Taxonomy(service, outcome, barrier)


def known_taxonomy(path: str) -> Taxonomy:
    """The taxonomy of this file ("": ours), read again only when the file has changed.

    Raises RuleBrokenError as `read_taxonomy` does, also where there is no such file.
    """
    table = Path(path) if path else TABLE
    try:
        return _read(table, table.stat().st_mtime_ns)
    except OSError as error:
        template = _("The taxonomy {file} cannot be opened: {why}.")
        raise RuleBrokenError(
            sentence(template, file=str(table), why=error.strerror or "")
        ) from error


@lru_cache(_REMEMBERED)
def _read(path: Path, _changed: int) -> Taxonomy:
    return read_taxonomy(path)


def _categories(scheme: Scheme, content: dict[str, Any]) -> Categories:
    context = content.get("context", {})
    rows = content.get(scheme, [])
    if not isinstance(context, dict) or not isinstance(rows, list):
        raise RuleBrokenError(sentence(_("“{key}” is not in the right form."), key=scheme.value))
    categories = tuple(_category(scheme, row) for row in rows)
    codes = [each.code for each in categories]
    for code in codes:
        if codes.count(code) > 1:
            raise RuleBrokenError(
                sentence(
                    _("Two categories of “{scheme}” are called “{code}”."), scheme=scheme, code=code
                )
            )
    return Categories(scheme, categories, _phrases(scheme, context.get(scheme, [])))


def _category(scheme: Scheme, row: object) -> Category:
    if not isinstance(row, dict):
        raise RuleBrokenError(sentence(_("“{key}” is not in the right form."), key=scheme.value))
    texts = {key: row.get(key) for key in sorted(_TEXTS)}
    where = f"{scheme.value} {texts['code'] or ''}".strip()
    for key, value in texts.items():
        if not isinstance(value, str) or not value.strip():
            raise RuleBrokenError(sentence(_("“{where}” has no {key}."), where=where, key=key))
    unknown = sorted(set(row) - _TEXTS - _LISTS - {"weight"})
    if unknown:
        raise RuleBrokenError(
            sentence(_("“{where}” has a “{key}”, which is not known."), where=where, key=unknown[0])
        )
    weight = row.get("weight", 1.0)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight <= 10:
        raise RuleBrokenError(
            sentence(_("The weight of “{where}” is not above 0, up to 10."), where=where)
        )
    lists = {key: _phrases(where, row.get(key, [])) for key in sorted(_LISTS)}
    return Category(
        code=row["code"],
        name=row["name"],
        description=row["description"],
        weight=float(weight),
        **lists,
    )


def _phrases(where: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise RuleBrokenError(sentence(_("The phrases of “{where}” are not a list."), where=where))
    try:
        Phrases((0, phrase) for phrase in value)
    except NotAPhraseError as error:
        raise RuleBrokenError(
            sentence(
                _("“{phrase}”, of “{where}”, cannot be looked for."), phrase=str(error), where=where
            )
        ) from error
    return tuple(value)
