"""Pictures are made anew: their points alone, upright, without place, camera, name or thumbnail."""

import io
import struct
import zlib

from PIL import Image, ImageCms, ImageOps

from allotment.kernel.domain.sentences import gettext_noop
from allotment.kernel.files.domain import JPEG, PNG, WEBP, Kind, UnsafeFileError

#: More points than any telephone's camera makes; a small file that unpacks to more is a trap.
MOST_POINTS = 60_000_000
TOO_MANY = gettext_noop(
    "The picture has more than {most} million points. Make it smaller and try again."
)
BROKEN = gettext_noop("The picture cannot be read. Save it again as JPEG or PNG and try again.")
_FORMATS = {PNG: "PNG", JPEG: "JPEG", WEBP: "WEBP"}
#: Modes that each format keeps as they are; others become colours, with transparency or without.
_KEPT = {PNG: {"1", "L", "RGB", "RGBA", "I;16"}, JPEG: {"L", "RGB"}, WEBP: {"RGB", "RGBA"}}
_OPTIONS = {PNG: {}, JPEG: {"quality": 90, "optimize": True}, WEBP: {"quality": 90, "method": 4}}
_TROUBLES = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, OverflowError,
    MemoryError, struct.error, zlib.error, Image.DecompressionBombError,
)  # fmt: skip


def is_picture(kind: Kind) -> bool:
    return kind in _FORMATS


def redrawn(content: bytes, kind: Kind) -> bytes:
    """The picture without anything but what one sees. Of an animation the first picture stays.

    Raises UnsafeFileError for one that is broken or has more than `MOST_POINTS`; how many it has is
    read from its head, before it is unpacked.
    """
    try:
        with Image.open(io.BytesIO(content), formats=[_FORMATS[kind]]) as picture:
            if picture.width * picture.height > MOST_POINTS:
                raise UnsafeFileError(TOO_MANY, most=MOST_POINTS // 1_000_000)
            upright = ImageOps.exif_transpose(_in_common_colours(picture))
            plain = (
                upright if upright.mode in _KEPT[kind] else upright.convert(_mode(upright, kind))
            )
            plain.info.clear()
            made = io.BytesIO()
            plain.save(made, _FORMATS[kind], **_OPTIONS[kind])
            return made.getvalue()
    except UnsafeFileError:
        raise
    except _TROUBLES as error:
        raise UnsafeFileError(BROKEN) from error


def _mode(picture: Image.Image, kind: Kind) -> str:
    return "RGBA" if picture.has_transparency_data and kind is not JPEG else "RGB"


def _in_common_colours(picture: Image.Image) -> Image.Image:
    """Colours as every screen shows them (sRGB): the profile that explains them goes, too."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in {"RGB", "CMYK"}:
        picture.load()
        return picture
    try:
        changed = ImageCms.profileToProfile(
            picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )  # fmt: skip
    except ImageCms.PyCMSError:
        picture.load()
        return picture
    return changed if changed is not None else picture
