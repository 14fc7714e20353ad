"""The hash chain: each line's digest covers its content and the digest before it."""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterable
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
    chain: str, lines: Iterable[Line], *, heads: Iterable[tuple[int, str]] = ()
) -> list[Fault]:
    """Check a chain's lines, given in order of number, against themselves and against heads.

    `heads` are (number, digest) of last lines known: the chain's own and those kept elsewhere. Finds
    a changed, removed, inserted or cut-off line and says which, also where the lines after it were
    numbered anew. Lines that were all written anew from one on differ from a head kept elsewhere.
    """
    walk = _Walk(chain)
    for line in lines:
        walk.take(line)
    for number, digest in sorted(set(heads)):
        walk.compare(number, digest)
    return sorted(walk.faults, key=lambda fault: fault.number)


#: How many lines put in or taken out at one place are told apart from changed ones.
_FURTHEST = 20


class _Walk:
    """A walk along a chain. `shift` is by how much later lines were numbered anew."""

    def __init__(self, chain: str) -> None:
        self.chain = chain
        self.faults: list[Fault] = []
        self.last = self.shift = 0
        self.before = GENESIS
        self.seen: dict[int, tuple[int, str]] = {}
        self.blamed: dict[int, Fault] = {}

    def take(self, line: Line) -> None:
        if line.number <= self.last:
            self._say(line.number, "inserted")
            return
        missing = range(self.last + 1, line.number)
        for number in missing:
            self._say(number, "removed")
        shift = self._shift_of(line)
        moved = shift is not None and shift != self.shift
        if shift is not None and moved:
            self._numbered_anew(line, shift)
        elif not missing and line.previous != self.before:
            self._does_not_follow(line, holds=shift is not None)
        if shift is None:
            self._say(line.number, "changed")
        elif line.why and digest_of_reason(line.why, line.why_salt) != line.why_digest:
            self._say(line.number, "its reason was changed")
        self.seen[line.number + self.shift] = (line.number, line.digest)
        self.last, self.before = line.number, line.digest

    def _shift_of(self, line: Line) -> int | None:
        """By how much the line's number differs from the one it was sealed under; None: changed."""
        further = (d for far in range(1, _FURTHEST + 1) for d in (-far, far))
        for shift in (self.shift, *(self.shift + d for d in further)):
            if digest_of(dataclasses.replace(line, number=line.number + shift)) == line.digest:
                return shift
        return None

    def _numbered_anew(self, line: Line, shift: int) -> None:
        if shift > self.shift:
            self._say(line.number, "removed, and the lines after it numbered anew")
        for number in range(line.number - (self.shift - shift), line.number):
            wrong = {self.blamed.pop(number, None), Fault(self.chain, number, "changed")}
            self.faults = [fault for fault in self.faults if fault not in wrong]
            self._say(number, "inserted")
        self.shift = shift

    def _does_not_follow(self, line: Line, *, holds: bool) -> None:
        # A line that holds is sealed over the digest that the line before it had: that one changed.
        number = line.number - 1 if holds and line.number > 1 else line.number
        if not any(fault.number == number for fault in self.faults):
            self._say(number, "changed")
            self.blamed[line.number] = self.faults[-1]

    def compare(self, number: int, digest: str) -> None:
        if number == 0:
            return
        if number not in self.seen:
            if number > self.last + self.shift:
                self._say(self.last + 1, f"cut off: the chain once reached line {number}")
            return
        stored, found = self.seen[number]
        if found != digest and not any(fault.number == stored for fault in self.faults):
            self._say(stored, "it, or a line before it, was written anew")

    def _say(self, number: int, what: str) -> None:
        fault = Fault(self.chain, number, what)
        if fault not in self.faults:
            self.faults.append(fault)
