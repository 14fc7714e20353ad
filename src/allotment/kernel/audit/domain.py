"""The hash chain: each line's digest covers its content and the digest before it."""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any

import orjson

GENESIS = "0" * 64


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
    chain: str, lines: Iterable[Line], *, head: tuple[int, str] | None = None
) -> list[Fault]:
    """Check a chain's lines, given in order of number, against themselves and a head kept elsewhere.

    `head` is (number, digest) of the last line known. Finds a changed, removed, inserted or cut-off
    line and says which.
    """
    faults: list[Fault] = []
    expected, previous, seen_head = 1, GENESIS, head is None or head[0] == 0
    last = 0
    for line in lines:
        if line.number > expected:
            faults.append(Fault(chain, expected, "removed"))
            previous = line.previous
        elif line.number < expected:
            faults.append(Fault(chain, line.number, "inserted"))
            continue
        if line.previous != previous:
            faults.append(Fault(chain, line.number, "does not follow the line before it"))
        reason_changed = line.why and digest_of_reason(line.why, line.why_salt) != line.why_digest
        if digest_of(line) != line.digest or reason_changed:
            faults.append(Fault(chain, line.number, "changed"))
        if head is not None and line.number == head[0]:
            seen_head = True
            if line.digest != head[1]:
                faults.append(Fault(chain, line.number, "differs from the head kept elsewhere"))
        previous, expected, last = line.digest, line.number + 1, line.number
    if not seen_head and head is not None:
        faults.append(Fault(chain, last + 1, f"cut off: the chain once reached line {head[0]}"))
    return faults
