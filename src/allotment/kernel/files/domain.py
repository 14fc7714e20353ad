"""What a file is, told from its content and never from its name alone."""

import dataclasses
import io
import re
import unicodedata
import zipfile


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken: its media type, the names it may end with."""

    content_type: str
    endings: tuple[str, ...]


PDF = Kind("application/pdf", (".pdf",))
PNG = Kind("image/png", (".png",))
JPEG = Kind("image/jpeg", (".jpg", ".jpeg"))
DOCX = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",))
XLSX = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",))
ODT = Kind("application/vnd.oasis.opendocument.text", (".odt",))
TEXT = Kind("text/plain", (".txt", ".csv"))
TAKEN = (PDF, PNG, JPEG, DOCX, XLSX, ODT, TEXT)


class UnsafeFileError(ValueError):
    """The file is not one of the kinds that are taken. `str(error)` says so to a person."""


def kind_of(content: bytes) -> Kind | None:
    """The kind of a file by its content; None for one that is not taken."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"PK\x03\x04"):
        return _zipped_kind(content)
    return TEXT if _is_text(content) else None


def _zipped_kind(content: bytes) -> Kind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if any("vbaProject" in name for name in names):
                return None
            if "word/document.xml" in names:
                return DOCX
            if "xl/workbook.xml" in names:
                return XLSX
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                return ODT if archive.read("mimetype") == ODT.content_type.encode() else None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, KeyError, OSError):
        return None
    return None


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    start = text.lstrip()[:1000].lower()
    if re.match(r"<(!doctype|html|svg|\?xml|script)", start):
        return False
    return "\0" not in text


def safe_name(name: str) -> str:
    """A name without folders, control and bidi characters, at most 120 letters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"})
    kept = re.sub(r'[<>:"|?*]', "_", kept).strip(" .")
    if len(kept) > 120:
        stem, dot, ending = kept.rpartition(".")
        kept = f"{stem[: 119 - len(ending)]}.{ending}" if dot and len(ending) < 10 else kept[:120]
    return kept or "file"


def check(name: str, content: bytes, *, most_bytes: int) -> Kind:
    """The file's kind, or UnsafeFileError with a sentence: empty, too large, or not taken."""
    if not content:
        raise UnsafeFileError("The file is empty.")
    if len(content) > most_bytes:
        most = most_bytes // (1024 * 1024)
        raise UnsafeFileError(f"The file is larger than {most} MB. Send a smaller one.")
    kind = kind_of(content)
    if kind is None or not safe_name(name).lower().endswith(kind.endings):
        raise UnsafeFileError(
            "This kind of file is not taken, or its content is not what its name says. "
            "Send a PDF, PNG, JPEG, Word (docx), Excel (xlsx), OpenDocument (odt) or text file."
        )
    return kind
