"""Two hundred bad files: each is read as far as it can be, or refused in a sentence; memory stays flat."""

import io
import resource
from pathlib import Path

import pytest

from allotment.register.models import Award, ImportRun
from allotment.register.readers.grant_stream import GrantStream
from allotment.register.readers.wording import fault_sentence
from allotment.register.services.imports import import_grants
from tests.withstand.bad_files import bad_files

OURS_NOT_THEIRS = ("Traceback", "Error(", "Exception", "<class", "codec can", "0x")
#: Bad in ways that a reader can look past: every grant is in them.
READ_ALL_THE_SAME = ("UTF-", "Windows-1252", "five marks", "workbook with", "json with twenty")
MOST_MEMORY = 350 * 1024
"""Kibibytes that all files together may add to the process; the largest has 50 MB unpacked."""


def is_a_sentence(text: str) -> bool:
    return (
        bool(text.strip())
        and text[0].upper() == text[0]
        and not any(word in text for word in OURS_NOT_THEIRS)
    )


def memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_each_is_read_as_far_as_it_can_be_or_refused_in_a_sentence() -> None:
    before, names, wrong = memory(), [], []

    for name, content in bad_files():
        names.append(name)
        stream = GrantStream(io.BytesIO(content))
        rows = list(stream)
        read = sum(each.reading is not None for each in rows)
        reasons = [each.reason for each in stream.tally.rejections]
        if stream.fault is not None:
            reasons.append(fault_sentence(stream.fault))
        if not all(map(is_a_sentence, reasons)):
            wrong.append((name, reasons[:2]))
        if not reasons and read and not any(word in name for word in READ_ALL_THE_SAME):
            wrong.append((name, [f"{read} read and nothing said"]))
        if len(rows) - read > stream.tally.rejected:
            wrong.append((name, ["turned away without a reason"]))

    assert wrong == []
    assert len(names) == len(set(names)) >= 200
    assert memory() - before < MOST_MEMORY


@pytest.mark.parametrize("start", [b'{"grants":[', b"Identifier,Title\n", b"PK\x03\x04", b""])
def test_a_gigabyte_of_nothing_is_refused_and_takes_no_memory(tmp_path: Path, start: bytes) -> None:
    path = tmp_path / "grants"
    with path.open("wb") as file:
        file.write(start)
        file.truncate(1024**3)
    before = memory()

    with path.open("rb") as file:
        stream = GrantStream(file)
        assert [each for each in stream if each.reading is not None] == []

    assert stream.fault is not None
    assert memory() - before < 64 * 1024


@pytest.mark.django_db
def test_importing_them_keeps_what_is_whole_and_counts_the_rest() -> None:
    few = [
        each for place, each in enumerate(bad_files()) if place % 9 == 0 and len(each[1]) < 10**6
    ]
    assert len(few) >= 20

    for name, content in few:
        there = Award.objects.count()
        report = import_grants(io.BytesIO(content), file_name=name, by=None)
        run = ImportRun.objects.get(key=report.run_key)
        assert Award.objects.count() == there + report.imported, name
        assert run.status == ImportRun.Status.FINISHED, name
        assert run.read == report.imported + report.updated + report.unchanged + report.rejected
