"""Import, export, import again: in every format the same grants come back."""

import json
import re
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings as trying, strategies as st

from allotment import cli
from allotment.register.domain.reading.grants import read_grant
from allotment.register.domain.standard import GRANT, SHAPES, Field, Format, Kind, Shape
from allotment.register.queries import export
from allotment.register.readers.grant_stream import GrantStream
from allotment.register.writers.exports import FORMATS, written
from allotment.register.writers.grant_columns import columns_in
from tests.register.grants import full_grant, small_grant

#: Texts that a format could change: formulas, marks, line ends, blanks, what looks like numbers,
#: dates, lists, escapes of XML, and letters of every kind.
TRICKY = [
    "=1+1", "+44 20", "-5", "@x", "'=1", "''", "'", "\t=1", "＝1", "a;b", ";", "a,b", 'a "b" c', "a\nb",
    "a\r\nb", "a\rb", "_x0041_", "_x000D_", "<b>&amp;</b>", "]]>", "0012", "1e5", "45000", "TRUE", "true",
    "2026-01-05", "05/01/2026", "[1, 2]", "{}", '{"a": 1}', "[", "é", "e\u0301", "漢字", "😀", "\u200b",
    "\u2028", "\x1f", "x" * 9,
]  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(TRICKY),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12),
)
FORMS = ("json", "csv", "xlsx")
CONTROL = re.compile(r"(?<!\\)((?:\\\\)*)\\(?:u00[01][0-9a-f]|[bf])")
"""Such a sign as JSON writes it; an even number of backslashes before it are signs of their own."""
MONEY = st.one_of(
    st.integers(-(10**12), 10**12),
    st.integers(-(10**11), 10**11).map(lambda pence: pence / 100),
    st.integers(-(10**6), 10**6).map(float),
)
DAYS = st.dates().map(lambda day: day.isoformat() if day.year > 999 else "2026-01-05")
WRITTEN = {
    Format.DAY: DAYS,
    Format.PERIOD: st.one_of(DAYS, st.just("2026-02"), st.just("2026")),
    Format.MOMENT: DAYS.map(lambda day: f"{day}T09:30:00Z"),
}
WHOLE = st.integers(-(2**53), 2**53)
"""Numbers on which all readers of JSON agree (RFC 8259, section 6)."""
UNKNOWN = st.dictionaries(
    st.sampled_from(["our own note", "Ward office", "x"]),
    st.one_of(TEXTS, st.booleans(), st.lists(st.one_of(TEXTS, WHOLE), min_size=1, max_size=2)),
    max_size=1,
)


def value_of(field: Field) -> st.SearchStrategy[Any]:
    """Values that a field may have."""
    if field.kind is Kind.TEXTS:
        codes = st.sampled_from(sorted(field.codes.codes)) if field.codes else TEXTS
        return st.lists(codes, min_size=1, max_size=3)
    if field.codes is not None:
        return st.sampled_from(sorted(field.codes.codes))
    if field.kind is Kind.MONEY:
        return MONEY
    if field.kind is Kind.NUMBER:
        return st.integers(0, 1000)
    if field.kind is Kind.TEXT:
        return WRITTEN.get(field.format, TEXTS) if field.format else TEXTS
    group = group_of(SHAPES[field.shape])
    return group if field.kind is Kind.ONE else st.lists(group, min_size=1, max_size=2)


def group_of(shape: Shape) -> st.SearchStrategy[dict[str, Any]]:
    """Groups with a few of their fields."""
    some = st.sampled_from(shape.fields).flatmap(
        lambda field: st.fixed_dictionaries({field.name: value_of(field)})
    )
    known = st.lists(some, min_size=1, max_size=4).map(
        lambda parts: {name: value for part in parts for name, value in part.items()}
    )
    return st.builds(lambda first, more: {**more, **first}, known, UNKNOWN)


GRANTS = group_of(GRANT).map(
    lambda grant: small_grant() | {name: value for name, value in grant.items() if name not in
    ("id", "currency", "amountAwarded", "awardDate", "fundingOrganization")}
)  # fmt: skip


def written_as(form: str, documents: list[str]) -> bytes:
    extent = export.Extent(len(documents), None, "")
    head = export.head(extent, export.Site("x", "https://x.example", ""), "x")
    pieces = written(FORMATS[form], head, lambda: iter(documents), lambda: columns_in(documents))
    return b"".join(pieces)


def read_again(data: bytes) -> list[str]:
    stream = GrantStream(BytesIO(data))
    rows = list(stream)
    assert stream.tally.rejections == []
    return [row.reading.document.decode() for row in rows if row.reading]


def meaning(value: Any) -> Any:
    """A grant by what it says: what is empty says nothing."""
    if isinstance(value, dict):
        said = {name: meaning(inner) for name, inner in value.items()}
        return {name: inner for name, inner in said.items() if inner not in (None, "", [], {})}
    if isinstance(value, list):
        return [each for each in map(meaning, value) if each not in (None, "", [], {})]
    return value


def meanings(documents: Iterable[str]) -> list[Any]:
    return [meaning(json.loads(document)) for document in documents]


def canonical(documents: Iterable[str]) -> list[str]:
    """As the register compares them: 12200.0 is another text than 12200."""
    return [json.dumps(each, sort_keys=True) for each in meanings(documents)]


@pytest.mark.parametrize("form", FORMS)
@given(grants=st.lists(GRANTS, min_size=1, max_size=4))
@example(grants=[full_grant(), full_grant(to_individual=True), small_grant()])
@example(grants=[small_grant(title=each, description=each * 2) for each in TRICKY])
@trying(max_examples=60)
def test_what_is_exported_and_read_again_means_the_same(
    form: str, grants: list[dict[str, Any]]
) -> None:
    numbered = [grant | {"id": f"360G-{place}"} for place, grant in enumerate(grants)]
    documents = [read_grant(grant).document.decode() for grant in numbered]
    if form == "csv":  # a file with such characters is no text to a reader of tables
        documents = [CONTROL.sub(r"\1?", document) for document in documents]

    again = read_again(written_as(form, documents))

    assert canonical(again) == canonical(documents)
    if form == "json":
        assert again == documents


@pytest.mark.django_db
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "name", ["lloyds-bank-foundation-2010-2015.json", "power-to-change-2015-2019.json"]
)
def test_real_files_come_back_the_same(
    form: str, name: str, shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / f"out.{form}"
    for words in (["import", shared_data / "360giving" / name], ["export", target]):
        run(*words)
    before = list(export.documents())
    capsys.readouterr()

    run("import", target, "--json")

    said = json.loads(capsys.readouterr().out)
    assert (said["read"], said["unchanged"]) == (len(before), len(before))
    assert meanings(export.documents()) == meanings(before)
    assert len(before) > 300


def run(*words: str | Path) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main([str(word) for word in words])
    assert caught.value.code == 0
