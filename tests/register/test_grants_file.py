"""Reading a file of grants as a stream, whatever state it is in."""

import json
from io import BytesIO

import pytest

from allotment.register.readers import grants_file
from allotment.register.readers.decoding import TextPieces
from allotment.register.readers.faults import Fault
from allotment.register.readers.grants_file import GrantsFile, Item
from allotment.register.readers.opening import open_grants
from tests.register.grants import full_grant, full_package, small_grant

ONE = json.dumps(small_grant())


def read(content: str | bytes) -> tuple[GrantsFile, list[Item]]:
    data = content if isinstance(content, bytes) else content.encode()
    grants = GrantsFile(BytesIO(data))
    return grants, list(grants)


def test_grants_come_one_by_one_with_their_rows() -> None:
    package = full_package(full_grant(), small_grant(), small_grant(id="b"))

    grants, items = read(json.dumps(package))

    assert [item.value for item in items] == package["grants"]
    assert [item.row for item in items] == [1, 2, 3]
    assert grants.fault is None
    assert grants.head == {name: value for name, value in package.items() if name != "grants"}


@pytest.mark.parametrize("piece", [1, 2, 7, 64, 4096])
def test_the_size_of_the_pieces_makes_no_difference(
    piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = full_package(full_grant(), small_grant(title="Ünï “quoted” 📎 \\ \n"), small_grant())
    text = json.dumps(package, indent=2, ensure_ascii=False)
    monkeypatch.setattr(grants_file, "TextPieces", lambda file: TextPieces(file, piece))

    _grants, items = read(text)

    assert [item.value for item in items] == package["grants"]


@pytest.mark.parametrize("cut", range(60, 2000, 97))
def test_a_file_cut_short_gives_what_came_before_and_says_so(cut: int) -> None:
    package = {"grants": [small_grant(id=str(number)) for number in range(6)]}
    whole = json.dumps(package)

    grants, items = read(whole[:cut])

    readable = [item.value for item in items if item.fault is None]
    assert readable == package["grants"][: len(readable)]
    assert grants.fault is Fault.BREAKS_OFF
    assert sum(item.fault is not None for item in items) <= 1


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.EMPTY),
        (b" \n ", Fault.EMPTY),
        (b"\xef\xbb\xbf", Fault.EMPTY),
        (b"PK\x03\x04rest", Fault.BROKEN_WORKBOOK),
        (b"%PDF-1.7", Fault.PDF),
        (b"<!doctype html><p>", Fault.WEB_PAGE),
        (b"\x1f\x8b\x08", Fault.COMPRESSED),
        (b"Reference,What,Pounds,When\n1,2,3,4", Fault.NO_COLUMNS),
        (b"Identifier,Title,Amount,Date\n", Fault.NO_ROWS),
        (b"hello", Fault.NOT_JSON),
        (b"\0\0\0\0\0", Fault.EMPTY),
        (bytes(range(256)), Fault.NOT_JSON),
        (b"{}", Fault.NO_GRANTS),
        (b'{"awards": []}', Fault.NO_GRANTS),
        (b'{"grants": {}}', Fault.GRANTS_NOT_A_LIST),
        (b'{"grants": null}', Fault.GRANTS_NOT_A_LIST),
        (b"{", Fault.BREAKS_OFF),
        (b'{"grants"', Fault.BREAKS_OFF),
        (b'{"grants": [', Fault.BREAKS_OFF),
    ],
)
def test_a_wrong_file_gives_no_grants_and_a_reason(content: bytes, fault: Fault) -> None:
    grants = open_grants(BytesIO(content))

    assert list(grants) == []
    assert grants.fault is fault


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        ('{"id": 1,}', Fault.SYNTAX),
        ('{"id": "unclosed}', Fault.SYNTAX),
        ('{"id": {"a": 1}', Fault.SYNTAX),
        ("{id: 1}", Fault.SYNTAX),
        ('{"amount": NaN}', Fault.NOT_A_NUMBER),
        ('{"amount": -Infinity}', Fault.NOT_A_NUMBER),
        ('{"amount": 1e999}', Fault.NUMBER_TOO_LARGE),
        ('{"amount": ' + "9" * 5000 + "}", Fault.NUMBER_TOO_LARGE),
        ("[" * 5000 + "]" * 5000, Fault.TOO_DEEP),
        ('{"a":' * 5000 + "1" + "}" * 5000, Fault.TOO_DEEP),
        ("NaN", Fault.NOT_A_NUMBER),
    ],
)
def test_a_broken_grant_is_passed_over_and_the_next_is_read(broken: str, fault: Fault) -> None:
    grants, items = read(f'{{"grants": [{ONE}, {broken}, {ONE}], "title": "x"}}')

    assert [item.fault for item in items] == [None, fault, None]
    assert items[2].value == small_grant()
    assert grants.fault is None
    assert grants.head == {"title": "x"}


def test_a_list_alone_is_read_as_grants() -> None:
    grants, items = read(f"[{ONE}]")

    assert [item.value for item in items] == [small_grant()]
    assert grants.is_bare_list


@pytest.mark.parametrize("text", [f"[{ONE},]", f"[{ONE} {ONE}]"])
def test_a_comma_too_many_or_missing_loses_no_grant(text: str) -> None:
    grants, items = read(text)

    assert all(item.value == small_grant() for item in items)
    assert len(items) == text.count("360G-millbridge-1")
    assert grants.has_loose_commas
    assert grants.fault is None


def test_text_after_the_end_is_reported() -> None:
    grants, items = read(f'{{"grants": [{ONE}]}} and more')

    assert len(items) == 1
    assert grants.fault is Fault.MORE_AFTER_END


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_are_understood(encoding: str) -> None:
    package = {"grants": [small_grant(title="Café – £5 📎")]}

    _grants, items = read(json.dumps(package, ensure_ascii=False).encode(encoding))

    assert [item.value for item in items] == package["grants"]


def test_bytes_that_are_no_utf_8_are_taken_for_windows_1252_and_counted() -> None:
    package = {"grants": [small_grant(title="Café – £5")]}

    grants, items = read(json.dumps(package, ensure_ascii=False).encode("windows-1252"))

    assert items[0].value["title"] == "Café – £5"
    assert grants.guessed_bytes == 4  # é, –, £, and the é of the café that is the recipient


def test_a_field_given_twice_counts_last_and_is_noted() -> None:
    _grants, items = read('[{"id": "a", "id": "b"}, {"id": "c"}]')

    assert items[0].value == {"id": "b"}
    assert [item.repeats_field for item in items] == [True, False]


def test_raw_control_characters_in_text_are_read_and_noted() -> None:
    _grants, items = read('[{"id": "a\tb\nc"}]')

    assert items[0].value == {"id": "a\tb\nc"}
    assert items[0].has_control


def test_a_grant_longer_than_the_limit_is_passed_over_in_flat_memory() -> None:
    long = json.dumps(small_grant(title="x" * 50_000))
    grants = GrantsFile(BytesIO(f"[{long}, {ONE}]".encode()), longest=10_000)

    faults = [item.fault for item in grants]

    assert faults[0] is None or faults[0] is Fault.TOO_LONG
    assert len(faults) == 2


def test_a_text_that_never_ends_is_given_up_at_the_limit() -> None:
    text = f'[{ONE}, {{"title": "{"x" * 5_000_000}'
    grants = GrantsFile(BytesIO(text.encode()), longest=1_000_000)

    items = list(grants)

    assert [item.fault for item in items] == [None, Fault.TOO_LONG]
    assert grants.fault is Fault.BREAKS_OFF


def test_a_faulty_field_of_the_file_does_not_lose_the_grants() -> None:
    grants, items = read(f'{{"title": NaN, "grants": [{ONE}]}}')

    assert len(items) == 1
    assert grants.head_faults == {"title": Fault.NOT_A_NUMBER}
