"""Judges a file of grants as it is against the standard, grant by grant, in flat memory."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, BinaryIO, NamedTuple

import orjson

from allotment.register.domain.reading.changes import pointer
from allotment.register.domain.validation import (
    Path,
    Problem,
    Rule,
    grant_problems,
    grants_field,
    head_problems,
    is_list_item,
)
from allotment.register.readers.faults import Fault
from allotment.register.readers.grants_file import GrantsFile, Item
from allotment.register.readers.opening import open_grants
from allotment.register.readers.table_grants import TableGrants
from allotment.register.readers.wording import fault_sentence, problem_sentence


class Breach(NamedTuple):
    """One thing wrong with a file: where, from the file's root, and the sentence that says what."""

    path: Path
    message: str


@dataclass(frozen=True, slots=True)
class Error:
    """All breaches of one kind in a file.

    `path` has a star for every place in a list; `first` is the place of the first breach. Both are
    JSON pointers, whose places in lists count from 0.
    """

    count: int
    path: str
    first: str
    message: str


@dataclass(slots=True)
class Verdict:
    """A file judged: how many grants it has, how many of them are valid, what is wrong."""

    grants: int = 0
    valid: int = 0
    errors: list[Error] = field(default_factory=list)
    is_readable: bool = True


class _Sentences(dict[tuple[Rule, int, bool], str]):
    """What is said of each kind of problem, put into words once a file."""

    def breach(self, problem: Problem, at: Path) -> Breach:
        """The problem of a grant that stands there. The lines of the standard's table are met as
        themselves, so that each is known by its identity."""
        kind = problem.rule, id(problem.field), is_list_item(problem)
        if kind not in self:
            self[kind] = problem_sentence(problem)
        return Breach((*at, *problem.path), self[kind])


class _Seen:
    """Which grants of a file were met before; on disk, so that memory stays flat."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.execute("PRAGMA journal_mode = OFF")
        self._rows.execute("CREATE TABLE seen (digest BLOB PRIMARY KEY) WITHOUT ROWID")

    def add(self, value: Any) -> bool:
        """Note a grant; whether an equal one was noted before."""
        digest = blake2b(_canonical(value), digest_size=16).digest()
        added = self._rows.execute("INSERT OR IGNORE INTO seen VALUES (?)", (digest,))
        return added.rowcount == 0

    def close(self) -> None:
        self._rows.close()


_LARGE_FLOAT = re.compile(rb"e\d+[,}\]]")


def _canonical(value: Any) -> bytes:
    """The same bytes for values that JSON Schema holds equal: 1 and 1.0, fields in any order."""
    try:
        written = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
        if b".0" in written or _LARGE_FLOAT.search(written):
            return orjson.dumps(_whole_numbers(value), option=orjson.OPT_SORT_KEYS)
        return written
    except TypeError:
        return repr(value).encode("utf-8", "surrogatepass")


def _whole_numbers(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {name: _whole_numbers(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_whole_numbers(inner) for inner in value]
    return value


def breaches(file: BinaryIO) -> Iterator[Breach]:
    """Everything wrong with a file, in the order of the grants, the file's own fields last."""
    grants = open_grants(file, as_written=True)
    for _item, found in _judged(grants):
        yield from found
    yield from _of_the_file(grants)


def judge(file: BinaryIO) -> Verdict:
    """Judge a whole file and sum up what is wrong, the most frequent first."""
    grants = open_grants(file, as_written=True)
    verdict = Verdict()
    counts: Counter[tuple[Path, str]] = Counter()
    first: dict[tuple[Path, str], Path] = {}

    def note(breach: Breach) -> None:
        starred = tuple(["*" if isinstance(step, int) else step for step in breach.path])
        kind = starred, breach.message
        counts[kind] += 1
        first.setdefault(kind, breach.path)

    for _item, found in _judged(grants):
        verdict.grants += 1
        verdict.valid += not found
        for breach in found:
            note(breach)
    for breach in _of_the_file(grants):
        note(breach)
    verdict.is_readable = bool(verdict.grants) or grants.fault is None
    verdict.errors = [
        Error(count, pointer(kind[0]), pointer(first[kind]), kind[1])
        for kind, count in counts.most_common()
    ]
    return verdict


def _judged(grants: GrantsFile | TableGrants) -> Iterator[tuple[Item, list[Breach]]]:
    repeated, sentences = False, _Sentences()
    with closing(_Seen()) as seen:
        for place, item in enumerate(grants):
            at: Path = ("grants", place)
            if item.fault is not None:
                yield item, [Breach(at, fault_sentence(item.fault))]
                continue
            found = [sentences.breach(problem, at) for problem in grant_problems(item.value)]
            if seen.add(item.value) and not repeated:
                repeated = True
                found.append(_breach(Problem((), Rule.UNIQUE, grants_field()), ("grants",)))
            yield item, found


def _of_the_file(grants: GrantsFile | TableGrants) -> Iterator[Breach]:
    if grants.fault is Fault.GRANTS_NOT_A_LIST:
        yield _breach(Problem((), Rule.TYPE, grants_field()), ("grants",))
    elif grants.fault is Fault.NO_GRANTS:
        yield _breach(Problem((), Rule.MISSING, grants_field()), ())
    elif grants.fault is not None:
        yield Breach((), fault_sentence(grants.fault))
    elif not grants.rows:
        yield _breach(Problem((), Rule.AT_LEAST_ONE, grants_field()), ("grants",))
    if grants.is_bare_list or grants.has_loose_commas:
        yield Breach((), fault_sentence(Fault.SYNTAX))
    for name, fault in grants.head_faults.items():
        yield Breach((name,), fault_sentence(fault))
    for problem in head_problems(grants.head):
        yield _breach(problem, ())


def _breach(problem: Problem, at: Path) -> Breach:
    return Breach((*at, *problem.path), problem_sentence(problem))
