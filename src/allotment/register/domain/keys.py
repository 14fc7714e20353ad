"""Permanent keys for addresses, made from identifiers, so that links outlive a new import."""

from hashlib import blake2b

from allotment.kernel.domain.identifiers import ALPHABET, KEY_LENGTH

_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
_BASE = len(_PAIRS)


def key_of(text: str, attempt: int = 0) -> str:
    """The key for a text: always the same, some 58 bits; another for each further attempt."""
    written = text if not attempt else f"{text}\n{attempt}"
    number = int.from_bytes(blake2b(written.encode(), digest_size=8).digest(), "big")
    pairs = []
    for _ in range(KEY_LENGTH // 2):
        number, place = divmod(number, _BASE)
        pairs.append(_PAIRS[place])
    return "".join(pairs)
