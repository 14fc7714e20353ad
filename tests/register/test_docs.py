"""The how-to guide names every kind of change that an import reports."""

from pathlib import Path

from allotment.register.domain.reading.changes import ChangeKind, Refusal
from allotment.register.readers.faults import Fault
from allotment.register.readers.wording import CHANGES, FAULTS, REFUSALS
from allotment.register.services.imports import BATCH

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "import-grants.md"


def test_every_kind_of_change_is_in_the_guide() -> None:
    text = GUIDE.read_text()

    assert [
        kind for kind in ChangeKind if f"| `{kind.value}` | {CHANGES[kind]} |" not in text
    ] == []
    assert f"batches of {BATCH:,}" in text


def test_every_change_refusal_and_fault_has_its_sentence() -> None:
    assert set(CHANGES) == set(ChangeKind)
    assert set(REFUSALS) == set(Refusal)
    assert set(FAULTS) == set(Fault)
