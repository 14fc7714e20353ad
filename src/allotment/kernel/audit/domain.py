"""The hash chain: each line's digest covers its content and the digest before it."""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Collection, Iterable
from typing import Any

import orjson

GENESIS = "0" * 64

#: Whole numbers beyond this are not written alike by every reader of JSON (RFC 7493, section 2.2).
MOST_EXACT = 2**53 - 1


class BadFactsError(TypeError):
    """Facts hold only text, whole numbers, yes or no, nothing, and lists or maps of these."""


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One line as it is hashed. People and things are named by opaque ids alone."""

    chain: str
    number: int
    kind: str
    at: dt.datetime
    by: str
    on: str
    why: str
    why_salt: str
    why_digest: str
    facts: dict[str, Any]
    previous: str
    digest: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a chain and at which line."""

    chain: str
    number: int
    what: str


def check_facts(facts: Any) -> None:
    """Raise BadFactsError for what a database may give back otherwise than it was given.

    Fractions, huge numbers and null bytes are such: the line would seem to have been changed.
    """
    if isinstance(facts, dict):
        for name, value in facts.items():
            if not isinstance(name, str):
                raise BadFactsError(f"{name!r} is no name of a fact")
            check_facts(value)
    elif isinstance(facts, list):
        for value in facts:
            check_facts(value)
    elif isinstance(facts, str):
        if "\0" in facts:
            raise BadFactsError("a fact has a null byte in it")
    elif facts is not None and not isinstance(facts, int):
        raise BadFactsError(f"{type(facts).__name__} is no fact")
    elif isinstance(facts, int) and abs(facts) > MOST_EXACT:
        raise BadFactsError(f"{facts} is too large to be written alike everywhere")


def digest_of_reason(why: str, salt: str) -> str:
    """A reason is hashed apart, with a salt, so that its words can be erased and the chain stands."""
    return hashlib.sha256(f"{salt}:{why}".encode()).hexdigest() if why else ""


def digest_of(line: Line) -> str:
    """SHA-256 over the previous digest and the line as canonical JSON (sorted keys, UTC moments)."""
    content = {
        "chain": line.chain,
        "number": line.number,
        "kind": line.kind,
        "at": line.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "by": line.by,
        "on": line.on,
        "why": line.why_digest,
        "facts": line.facts,
        "previous": line.previous,
    }
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def verify(
    chain: str, lines: Iterable[Line], *, heads: Collection[tuple[int, str]] = ()
) -> Fault | None:
    """Find the first line, in order of number, that does not hold or does not follow the one before it.

    `heads` are (number, digest) of last lines known: the chain's own and those kept elsewhere. A chain
    that was cut off, or written anew from one line on, differs from them.
    """
    last, before = 0, GENESIS
    for last, line in enumerate(lines, 1):
        what = _broken(line, last, before, {digest for number, digest in heads if number == last})
        if what:
            return Fault(chain, last, what)
        before = line.digest
    once = max((number for number, _digest in heads), default=0)
    if once > last:
        return Fault(chain, last + 1, f"cut off: the chain once reached line {once}")
    return None


def _broken(line: Line, number: int, before: str, known: set[str]) -> str:
    if line.number != number:
        return "removed"
    if line.previous != before:
        return "does not follow the line before it: one of the two was changed, removed or inserted"
    if digest_of(line) != line.digest:
        return "changed"
    if line.why and digest_of_reason(line.why, line.why_salt) != line.why_digest:
        return "its reason was changed"
    if not known <= {line.digest}:
        return "it, or a line before it, was written anew"
    return ""
