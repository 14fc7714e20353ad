"""What a file is, is told from its content; what is a trap or carries a program is not taken."""

import unicodedata

import pytest
from hypothesis import given, strategies as st

from allotment.kernel.files import domain
from allotment.kernel.files.domain import (
    DOCX,
    JPEG,
    ODT,
    PDF,
    PNG,
    TEXT,
    XLSX,
    Kind,
    UnsafeFileError,
    check,
    kind_of,
    safe_name,
)
from tests.files import made

MB = 1024 * 1024


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("plan.pdf", made.PDF, PDF),
        ("plan.PDF", made.PDF, PDF),
        ("photo.png", made.png(), PNG),
        ("photo.jpeg", made.JPEG, JPEG),
        ("plan.docx", made.docx(), DOCX),
        ("money.xlsx", made.xlsx(), XLSX),
        ("plan.odt", made.odt(), ODT),
        ("plan.txt", "Grüße — £5\r\n".encode(), TEXT),
        ("money.csv", b"\xef\xbb\xbfa,b\n1,2\n", TEXT),
    ],
)
def test_what_people_send_is_taken(name: str, content: bytes, kind: Kind) -> None:
    assert check(name, content, most_bytes=MB) == kind


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.png", made.PDF),
        ("plan.pdf", made.png()),
        ("plan.pdf", b"<html><script>alert(1)</script>"),
        ("plan.docx", made.xlsx()),
        ("plan.txt", made.docx()),
        ("run.exe", b"MZ\x90\x00\x03"),
        ("run.txt", b"MZ\x90\x00\x03"),
        ("page.html", b"<!doctype html><p>Hello"),
        ("page.txt", b"<!doctype html><p>Hello"),
        ("page.txt", b"\xef\xbb\xbf <HTML><p>Hello"),
        ("page.txt", b"<!-- a note --><script>alert(1)</script>"),
        ("page.txt", b"<img src=x onerror=alert(1)>"),
        ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("picture.txt", b"<?xml version='1.0'?><svg/>"),
        ("tune.txt", b"ID3\x03\x00\x00"),
        ("odd.txt", b"bell \x07 and escape \x1b[31m"),
        ("plan.zip", made.zipped({"a.txt": b"a"})),
        ("plan.docx", made.zipped({"a.txt": b"a"})),
        ("no-ending", made.PDF),
        (".pdf", made.PDF),
    ],
)
def test_what_is_not_what_its_name_says_is_not_taken(name: str, content: bytes) -> None:
    with pytest.raises(UnsafeFileError, match="not accepted"):
        check(name, content, most_bytes=MB)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", made.docx({"word/vbaProject.bin": b"x"})),
        ("a.docx", made.docx({"word/VBAPROJECT.BIN": b"x"})),
        ("a.docx", made.docx({"word/innocent.bin": b"x"}, content_type=made.MACRO_TYPE)),
        ("a.docx", made.docx({"word/activeX/activeX1.xml": b"x"})),
        ("a.xlsx", made.xlsx({"xl/macrosheets/sheet1.xml": b"x"})),
        ("a.xlsx", made.xlsx({"xl/vbaProject.bin": b"x"})),
        ("a.odt", made.odt({"Basic/Standard/Module1.xml": b"x"})),
        ("a.odt", made.odt({"Scripts/python/run.py": b"x"})),
        ("a.docx", made.encrypted(made.docx())),
    ],
)
def test_documents_that_carry_programs_or_cannot_be_looked_into_are_not_taken(
    name: str, content: bytes
) -> None:
    with pytest.raises(UnsafeFileError, match="without macros"):
        check(name, content, most_bytes=MB)


def test_a_document_that_unpacks_to_very_much_is_not_taken() -> None:
    bomb = made.docx({"word/media/image1.bmp": b"\0" * (60 * MB)})

    assert len(bomb) < MB
    assert kind_of(bomb) is None


def test_a_document_of_very_many_parts_is_not_taken() -> None:
    parts = {f"word/{n}.xml": b"" for n in range(domain.MOST_PARTS)}

    assert kind_of(made.docx(parts)) is None


def test_an_empty_and_a_too_large_file_are_said_to_be_so() -> None:
    with pytest.raises(UnsafeFileError, match="is empty"):
        check("a.txt", b"", most_bytes=MB)
    with pytest.raises(UnsafeFileError, match="larger than 1 MB"):
        check("a.txt", b"a" * (MB + 1), most_bytes=MB)


@given(at=st.integers(0, 2000), byte=st.integers(0, 255), cut=st.integers(0, 2000))
def test_a_broken_document_never_breaks_the_check(at: int, byte: int, cut: int) -> None:
    for whole in (made.docx(), made.odt(), made.png()):
        broken = bytearray(whole)
        broken[at % len(whole)] = byte

        kind_of(bytes(broken))
        kind_of(whole[: cut % len(whole)])


@given(st.binary(max_size=400))
def test_no_content_breaks_the_check(content: bytes) -> None:
    kind_of(content)
    kind_of(b"PK\x03\x04" + content)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\erin\\plan.pdf", "plan.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\u2066b\u2069.pdf", "ab.pdf"),
        ("a\x00b\r\nSet-Cookie: x=1.pdf", "abSet-Cookie_ x=1.pdf"),
        ("line\u2028two.pdf", "linetwo.pdf"),
        ('"quoted".pdf', "_quoted_.pdf"),
        ("..", "file"),
        ("", "file"),
        (" . ", "file"),
        ("Café £5 für Ölüdeniz.pdf", "Café £5 für Ölüdeniz.pdf"),
    ],
)
def test_a_name_is_kept_without_what_deceives(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept


@given(st.text(max_size=400))
def test_every_name_becomes_a_safe_one(name: str) -> None:
    kept = safe_name(name)

    assert 1 <= len(kept) <= 120
    assert not set(kept) & set('/\\<>:"|?*')
    assert all(unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in kept)
    assert safe_name(kept) == kept


def test_a_long_name_keeps_its_ending() -> None:
    assert safe_name("x" * 300 + ".docx").endswith("x.docx")
