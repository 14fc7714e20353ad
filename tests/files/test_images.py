"""A picture is kept as what one sees: without where and with what it was taken."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageCms, PngImagePlugin

from allotment.kernel.files import images
from allotment.kernel.files.domain import JPEG, PNG, WEBP, Kind, UnsafeFileError, kind_of
from allotment.kernel.files.images import redrawn
from allotment.kernel.files.services import keep
from tests.files import made
from tests.people import People

AsPerson = Callable[[object | None], Client]
SECRET = b"Mill Lane 7, Wexcombe"
FORMATS = [(JPEG, "JPEG"), (PNG, "PNG"), (WEBP, "WEBP")]


def picture(kind: str, *, turned: bool = False, mode: str = "RGB", **options: Any) -> bytes:
    """Forty points wide and twenty high: the left half red, the right half blue."""
    drawn = Image.new("RGB", (40, 20), "blue")
    drawn.paste("red", (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[2] = (51.0, 12.0, 30.0)
    if turned:
        exif[0x0112] = 6
    written = io.BytesIO()
    drawn.convert(mode).save(written, kind, exif=exif.tobytes(), **options)
    return written.getvalue()


def opened(content: bytes) -> Image.Image:
    found = Image.open(io.BytesIO(content))
    found.load()
    return found


def colour(content: bytes, at: tuple[int, int]) -> str:
    red, _green, blue = opened(content).convert("RGB").getpixel(at)  # type: ignore[misc]
    return "red" if red > blue else "blue"


@pytest.mark.parametrize(("kind", "name"), FORMATS)
def test_where_and_with_what_it_was_taken_goes_and_what_one_sees_stays(
    kind: Kind, name: str
) -> None:
    taken = picture(name) + (SECRET if kind is JPEG else b"")
    assert kind_of(taken) is kind

    kept = redrawn(taken, kind)

    assert SECRET in taken
    assert SECRET not in kept
    assert kind_of(kept) is kind
    assert not opened(kept).getexif()
    assert (opened(kept).size, colour(kept, (5, 10)), colour(kept, (35, 10))) == (
        (40, 20), "red", "blue",
    )  # fmt: skip


@pytest.mark.parametrize(("kind", "name"), FORMATS)
def test_a_picture_taken_sideways_stands_upright(kind: Kind, name: str) -> None:
    kept = redrawn(picture(name, turned=True), kind)

    assert opened(kept).size == (20, 40)
    assert (colour(kept, (10, 5)), colour(kept, (10, 35))) == ("red", "blue")


def test_texts_comments_and_profiles_go_too() -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", SECRET.decode())
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    for kind, content in (
        (PNG, picture("PNG", pnginfo=texts, icc_profile=profile)),
        (JPEG, picture("JPEG", comment=SECRET, icc_profile=profile)),
        (JPEG, picture("JPEG", mode="CMYK")),
    ):
        kept = redrawn(content, kind)
        assert SECRET not in kept
        assert "icc_profile" not in opened(kept).info
        assert colour(kept, (5, 10)) == "red"


def test_what_one_can_see_through_stays_so() -> None:
    clear = Image.new("RGBA", (4, 4), (255, 0, 0, 0))
    for mode in ("RGBA", "P"):
        written = io.BytesIO()
        clear.convert(mode).save(written, "PNG", transparency=0 if mode == "P" else None)
        kept = opened(redrawn(written.getvalue(), PNG)).convert("RGBA")
        assert kept.getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_a_small_file_that_unpacks_to_a_huge_picture_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trap = io.BytesIO()
    Image.new("1", (9_000, 8_000)).save(trap, "PNG")
    monkeypatch.setattr(Image.Image, "load", lambda _self: pytest.fail("it was unpacked"))

    with pytest.raises(UnsafeFileError, match="60 million points"):
        redrawn(trap.getvalue(), PNG)
    assert images.MOST_POINTS < 72_000_000


@pytest.mark.parametrize(("kind", "name"), FORMATS)
def test_a_broken_picture_is_refused_with_a_sentence(kind: Kind, name: str) -> None:
    whole = picture(name)
    for broken in (whole[: len(whole) // 2], whole[:12], made.JPEG):
        with pytest.raises(UnsafeFileError, match="cannot be read"):
            redrawn(broken, kind)


def test_an_uploaded_picture_is_drawn_again_before_it_is_given_out(
    people: People, as_person: AsPerson
) -> None:
    upload = SimpleUploadedFile("photo.webp", picture("WEBP", turned=True))
    stored = keep(upload=upload, about_kind="x", about_key="y", by=people.entrant)

    answer = as_person(people.entrant).get(f"/files/{stored.key}/")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]

    assert answer["Content-Type"] == "image/webp"
    assert stored.size == len(content)
    assert SECRET not in content
    assert opened(content).size == (20, 40)


def test_other_files_stay_as_they_were_sent(people: People, as_person: AsPerson) -> None:
    upload = SimpleUploadedFile("plan.pdf", made.PDF)
    stored = keep(upload=upload, about_kind="x", about_key="y", by=people.entrant)

    answer = as_person(people.entrant).get(f"/files/{stored.key}/")

    assert b"".join(answer.streaming_content) == made.PDF  # type: ignore[attr-defined]
