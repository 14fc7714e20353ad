"""The one indexed file of postcodes."""

import os
from array import array
from collections.abc import Iterator
from math import nan
from pathlib import Path

import pytest

from allotment.kernel.places.domain.layout import DamagedIndexError, Row
from allotment.kernel.places.readers import authorities, directory
from allotment.kernel.places.readers.directory import Letter
from allotment.kernel.places.readers.postcode_index import PostcodeIndex, opened
from allotment.kernel.places.writers.postcode_index import write


def letters() -> Iterator[Letter]:
    yield Letter(
        b"M1  1AEM1  1AFM90 1QX",
        ["E08000003", "E08000003", ""],
        array("f", [384_756, 384_757, nan]),
        array("f", [398_553, 398_554, nan]),
    )
    yield Letter(b"", [], array("f"), array("f"))
    yield Letter(b"ZE1 0AA", ["S12000027"], array("f", [447_759]), array("f", [1_141_280]))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "cache" / "postcodes.bin"
    write(path, letters(), edition="small")
    return path


def test_a_postcode_has_its_council_and_its_place_on_the_grid(small: Path) -> None:
    index = PostcodeIndex(small)

    assert index.find("M1  1AE") == Row("E08000003", 384_756, 398_553)
    assert index.find("ZE1 0AA") == Row("S12000027", 447_759, 1_141_280)


def test_a_postcode_without_council_or_place_is_there_all_the_same(small: Path) -> None:
    assert PostcodeIndex(small).find("M90 1QX") == Row(None, None, None)


@pytest.mark.parametrize("key", ["M1  1AA", "M1  1AG", "M99 9ZZ", "A1  1AA", "ZZ9 9ZZ", "M"])
def test_what_is_not_in_the_directory_is_not_found(small: Path, key: str) -> None:
    assert PostcodeIndex(small).find(key) is None


def test_every_cut_of_the_file_is_known_for_what_it_is(small: Path, tmp_path: Path) -> None:
    whole = small.read_bytes()
    cut = tmp_path / "cut.bin"

    for length in range(0, len(whole), 7):
        cut.write_bytes(whole[:length])
        with pytest.raises(DamagedIndexError):
            PostcodeIndex(cut)


def test_a_failed_write_leaves_the_old_file_and_no_rubbish(small: Path) -> None:
    before = small.read_bytes()

    def broken() -> Iterator[Letter]:
        yield next(letters())
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write(small, broken(), edition="new")

    assert small.read_bytes() == before
    assert [entry.name for entry in small.parent.iterdir()] == [small.name]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("places") / "postcodes.bin"
    opened(path)
    return path


def test_the_whole_directory_is_there_without_northern_ireland(whole: Path) -> None:
    footer = PostcodeIndex(whole).footer

    assert footer.edition == directory.edition()
    assert sum(segment.count for segment in footer.segments.values()) > 2_600_000
    assert not any(code.startswith("N") for code in footer.councils)
    assert PostcodeIndex(whole).find("BT1 5GS") is None
    assert PostcodeIndex(whole).find("BS1 5TR") is not None


@pytest.mark.parametrize(
    ("key", "council"),
    [
        ("SW1A1AA", "E09000033"),
        ("AB101AB", "S12000033"),
        ("CF101EP", "W06000015"),
        ("YO1 9TL", "E06000014"),
        ("HG1 2SU", "E06000065"),
        ("S1  2HH", "E08000039"),
    ],
)
def test_a_well_known_postcode_lies_in_its_council(whole: Path, key: str, council: str) -> None:
    row = PostcodeIndex(whole).find(key)

    assert row is not None
    assert row.council_code == council
    assert row.easting is not None


def test_a_file_from_another_edition_or_a_damaged_one_is_made_again(tmp_path: Path) -> None:
    old, damaged = tmp_path / "old.bin", tmp_path / "damaged.bin"
    write(old, letters(), edition="1999")
    damaged.write_bytes(os.urandom(1_000))

    for path in (old, damaged):
        assert opened(path).footer.edition == directory.edition()


def test_every_council_in_the_directory_is_one_of_today(whole: Path) -> None:
    today = {council.code for council in authorities.read() if council.is_current}
    elsewhere = {"", "L99999999", "M99999999"}  # none, Channel Islands, Isle of Man

    assert set(PostcodeIndex(whole).footer.councils) - elsewhere <= today
