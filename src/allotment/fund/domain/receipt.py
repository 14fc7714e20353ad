"""The receipt for a submission: a digest of exactly what was sent, and a reference to quote."""

import json
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from allotment.kernel.domain.sentences import RuleBrokenError, gettext_noop as _

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]

MOST_EXACT = 2**53 - 1
"""The largest whole number that every reader of JSON reads alike (RFC 7493, section 2.2)."""

FORMAT = "allotment-submission/1"

ALPHABET = "2346789CDFGHJKMNPQRTWXY"
"""23 signs: none alike to the eye or ear of another (0 and O, 1, I and L, 5 and S, 2 and Z, 8
and B, U and V), no vowel to make a word by accident, and a prime number for the check sign."""

RANDOM_SIGNS = 6
"""23 to the power of 6 is 148 million: a thousand references collide once in 300 calls, and
nobody guesses one (which would open nothing: a reference is no address and no password)."""

_PREFIX = re.compile(r"[A-Z]{2,4}")
_REFERENCE = re.compile(rf"([A-Z]{{2,4}})([{ALPHABET}]{{{RANDOM_SIGNS}}})([{ALPHABET}])")


class NotCanonicalError(ValueError):
    """The value has no one canonical form: a float, a huge number, a broken character."""


class BadReferenceError(RuleBrokenError):
    """The text is no reference: mistyped, or of something else."""


@dataclass(frozen=True, slots=True)
class SentAnswer:
    """One answer as it was sent: the question's key and words, the kind, and what was typed."""

    key: str
    question: str
    kind: str
    answer: Json


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that went with an answer: name, length in bytes and SHA-256 of its content."""

    question: str
    name: str
    length: int
    sha256: str


def submission_document(
    *,
    reference: str,
    call: str,
    version: int,
    sent_at: str,
    answers: Sequence[SentAnswer],
    files: Sequence[SentFile] = (),
) -> dict[str, Json]:
    """Build what the receipt's digest is made of and the entrant may download.

    `call` is the call's public key, `version` counts the submissions of this entry from 1,
    `sent_at` is the moment in UTC as ISO 8601.
    """
    return {
        "format": FORMAT,
        "reference": reference,
        "call": call,
        "version": version,
        "sent_at": sent_at,
        "answers": [
            {"key": a.key, "question": a.question, "kind": a.kind, "answer": a.answer}
            for a in answers
        ],
        "files": [
            {"question": f.question, "name": f.name, "length": f.length, "sha256": f.sha256}
            for f in files
        ],
    }


def canonical_json(value: Json) -> bytes:
    """Write a value in the one canonical form of RFC 8785 (JSON Canonicalization Scheme).

    Keys are sorted, spaces left out, text kept sign by sign (no Unicode normalisation: the
    digest is of exactly what was sent). Fractions are refused, since money is whole pence.
    Raises NotCanonicalError.
    """
    try:
        return json.dumps(
            _ordered(value), ensure_ascii=False, allow_nan=False, separators=(",", ":")
        ).encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonicalError("a lone surrogate is no character") from error


def digest(value: Json) -> str:
    """Return the SHA-256 of the canonical form, as 64 hexadecimal digits."""
    return sha256(canonical_json(value)).hexdigest()


def digest_in_groups(hexadecimal: str, signs: int = 8) -> str:
    """Write a digest in groups, for a page or a letter: "3f2a91bc 04d7…"."""
    groups = (hexadecimal[at : at + signs] for at in range(0, len(hexadecimal), signs))
    return " ".join(groups)


def new_reference(prefix: str, choose: Callable[[str], str] = secrets.choice) -> str:
    """Make a reference to quote, like "SI-7K2Q9D-M"; `prefix` is two to four capital letters.

    The last sign checks the six before it. `choose` picks a sign (tests and demonstrations
    give a seeded one). The caller keeps references unique by the database.
    """
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(f"a prefix is two to four capital letters, not {prefix!r}")
    signs = "".join(choose(ALPHABET) for _sign in range(RANDOM_SIGNS))
    return f"{prefix}-{signs}-{_check_sign(signs)}"


def read_reference(text: str) -> str:
    """Tidy a reference as typed or read out: any case, with or without hyphens and spaces.

    Raises BadReferenceError when a sign is wrong or two neighbours have changed places.
    """
    match = _REFERENCE.fullmatch(re.sub(r"[\s\-‐‑‒–—_.]", "", text[:40]).upper())
    if match is None:
        raise BadReferenceError(
            _("A reference looks like {example}: check it and type it again."), example=EXAMPLE
        )
    prefix, signs, check = match.groups()
    if check != _check_sign(signs):
        raise BadReferenceError(
            _("That reference has a letter or digit wrong: check it and type it again.")
        )
    return f"{prefix}-{signs}-{check}"


def _check_sign(signs: str) -> str:
    """Weigh the signs 1, 2, 3 … modulo 23: one wrong sign or two exchanged always show."""
    total = sum(at * ALPHABET.index(sign) for at, sign in enumerate(signs, start=1))
    return ALPHABET[total % len(ALPHABET)]


EXAMPLE = f"SI-7K2Q9D-{_check_sign('7K2Q9D')}"


def _ordered(value: Json) -> Json:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        if abs(value) > MOST_EXACT:
            raise NotCanonicalError(f"{value} is too large to be read alike everywhere")
        return int(value)
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise NotCanonicalError("a key is not text")
        # RFC 8785, section 3.2.3, sorts by UTF-16 code units
        return {k: _ordered(value[k]) for k in sorted(value, key=_utf_16)}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_ordered(one) for one in value]
    raise NotCanonicalError(f"{type(value).__name__} has no canonical form")


def _utf_16(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")
