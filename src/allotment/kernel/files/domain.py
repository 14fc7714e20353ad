"""What a file is, told from its content and never from its name alone."""

import dataclasses
import io
import re
import struct
import unicodedata
import zipfile
import zlib

from allotment.kernel.domain.sentences import RuleBrokenError, gettext_noop


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken: its media type, the names it may end with."""

    content_type: str
    endings: tuple[str, ...]


PDF = Kind("application/pdf", (".pdf",))
PNG = Kind("image/png", (".png",))
JPEG = Kind("image/jpeg", (".jpg", ".jpeg"))
WEBP = Kind("image/webp", (".webp",))
DOCX = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",))
XLSX = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",))
ODT = Kind("application/vnd.oasis.opendocument.text", (".odt",))
TEXT = Kind("text/plain", (".txt", ".csv"))


class UnsafeFileError(RuleBrokenError):
    """The file is not one of the kinds that are taken."""

    field = "file"


def kind_of(content: bytes) -> Kind | None:
    """The kind of a file by its content; None for one that is not taken."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WEBP
    if content.startswith(b"PK\x03\x04"):
        return _zipped_kind(content)
    return TEXT if _is_text(content) else None


#: What an office document may hold at most, once it is unpacked: more is a trap for who opens it.
MOST_PARTS = 5_000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_TIMES_LARGER = 200
#: Parts that carry programs: macros of Word and Excel, old and new, and of OpenDocument.
_PROGRAM = re.compile(r"vbaproject|vbadata|(^|/)macrosheets/|(^|/)activex/|^basic/|^scripts/", re.I)
_PROGRAM_TYPE = re.compile(rb"macroenabled|vbaproject|ms-excel\.(intl)?macrosheet", re.I)
_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, NotImplementedError,
    RuntimeError, LookupError, ValueError, EOFError, OSError, MemoryError,
)  # fmt: skip


def _zipped_kind(content: bytes) -> Kind | None:
    """The kind of office document, if it is one that opens, carries no program and is no trap."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if _is_trap(parts, len(content)) or any(_PROGRAM.search(p.filename) for p in parts):
                return None
            return _office_kind(archive, {part.filename for part in parts})
    except _BROKEN:
        return None


def _is_trap(parts: list[zipfile.ZipInfo], packed: int) -> bool:
    unpacked = sum(part.file_size for part in parts)
    return (
        len(parts) > MOST_PARTS
        or unpacked > MOST_UNPACKED
        or unpacked > 1024 * 1024 + MOST_TIMES_LARGER * packed
        or any(part.flag_bits & 1 for part in parts)
    )


def _office_kind(archive: zipfile.ZipFile, names: set[str]) -> Kind | None:
    if "[Content_Types].xml" in names:
        if _PROGRAM_TYPE.search(_start_of(archive, "[Content_Types].xml")):
            return None
        if "word/document.xml" in names:
            return DOCX
        return XLSX if "xl/workbook.xml" in names else None
    if "mimetype" in names and _start_of(archive, "mimetype") == ODT.content_type.encode():
        return ODT
    return None


def _start_of(archive: zipfile.ZipFile, name: str, most: int = 1024 * 1024) -> bytes:
    with archive.open(name) as part:
        return part.read(most)


#: Control characters that no text has: all but tab, line feed, form feed and carriage return.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP = re.compile(r"<(!doctype|!--|html|head|body|svg|\?xml|script|iframe|[a-z]+ [^>]*on\w+=)")


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if _MARKUP.match(text.lstrip()[:1000].lower()):
        return False
    return _CONTROL.search(text) is None


def safe_name(name: str) -> str:
    """A name without folders, control and bidi characters, at most 120 letters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    kept = "".join(c for c in last if unicodedata.category(c) not in hidden)
    kept = re.sub(r'[<>:"|?*]', "_", kept).strip(" .")
    if len(kept) > 120:
        stem, dot, ending = kept.rpartition(".")
        kept = f"{stem[: 119 - len(ending)]}.{ending}" if dot and len(ending) < 10 else kept[:120]
    return kept or "file"


EMPTY = gettext_noop("The file is empty.")
TOO_LARGE = gettext_noop("The file is larger than {most} MB. Send a smaller one.")
NOT_TAKEN = gettext_noop(
    "This kind of file is not accepted, or its content does not match its name. "
    "Send a PDF, PNG, JPEG, WebP, Word (docx), Excel (xlsx), OpenDocument (odt) or text file "
    "without macros."
)

NOT_KEPT = gettext_noop("The file could not be saved. Wait a minute and send it again.")


def check_size(size: int, *, most_bytes: int) -> None:
    """Raise UnsafeFileError for a file that is empty or too large; sizes in bytes."""
    if not size:
        raise UnsafeFileError(EMPTY)
    if size > most_bytes:
        raise UnsafeFileError(TOO_LARGE, most=most_bytes // (1024 * 1024))


def check(name: str, content: bytes, *, most_bytes: int) -> Kind:
    """The file's kind, or UnsafeFileError with a sentence: empty, too large, or not taken."""
    check_size(len(content), most_bytes=most_bytes)
    kind = kind_of(content)
    if kind is None or not safe_name(name).lower().endswith(kind.endings):
        raise UnsafeFileError(NOT_TAKEN)
    return kind
