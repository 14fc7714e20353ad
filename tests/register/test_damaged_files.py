"""Damaged files: whatever is done to one, reading it gives grants and reasons, never an error."""

import json
from io import BytesIO
from random import Random

import pytest

from allotment.register.readers.grant_stream import GrantStream
from allotment.register.readers.judging import judge
from tests.register.grants import full_grant, full_package, small_grant

SEED = 2026
_PIECES = (
    b"\0", b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"NaN", b"1e999", b"\xff", b"\xed\xa0\x80",
    b"\\u0000", b"\\ud800", b"\xef\xbb\xbf", b"[" * 2000, b"-", b"null", b"\n", b'"grants":', b"{}",
)  # fmt: skip


def damaged(whole: bytes, random: Random) -> bytes:
    """The file with a few pieces put in, taken out, doubled, or its end cut off."""
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(whole) + 1)
        how = random.randrange(4)
        if how == 0:
            whole = whole[:at] + random.choice(_PIECES) + whole[at:]
        elif how == 1:
            whole = whole[:at] + whole[at + random.randint(1, 30) :]
        elif how == 2:
            whole = whole[:at] + whole[max(0, at - random.randint(1, 300)) :]
        elif random.random() < 0.3:
            whole = whole[:at]
    return whole


@pytest.fixture(scope="module")
def whole() -> bytes:
    grants = [small_grant(id=f"g{number}") for number in range(4)]
    return json.dumps(full_package(full_grant(), *grants), indent=1).encode()


@pytest.mark.parametrize("seed", range(SEED, SEED + 300))
def test_a_damaged_file_is_read_as_far_as_it_can_be(whole: bytes, seed: int) -> None:
    content = damaged(whole, Random(seed))

    stream = GrantStream(BytesIO(content))
    rows = list(stream)
    verdict = judge(BytesIO(content))

    turned_away = sum(row.reading is None for row in rows)
    assert turned_away == stream.tally.rejected == len(stream.tally.rejections)
    assert len({row.row for row in rows}) == len(rows)
    assert verdict.grants >= verdict.valid


def test_one_bad_byte_costs_one_grant_at_most(whole: bytes) -> None:
    random = Random(SEED)
    lost = []
    for _ in range(300):
        at = random.randrange(whole.index(b'"grants"') + 20, len(whole) - 20)
        content = whole[:at] + b"\x07" + whole[at + 1 :]
        rows = list(GrantStream(BytesIO(content)))
        lost.append(5 - sum(row.reading is not None for row in rows))

    assert sum(each > 1 for each in lost) <= 0.05 * len(lost)
