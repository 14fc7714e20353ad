"""Whatever is done to a chain behind the audit's back is found, and its line is named."""

import dataclasses
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from allotment.cli import main
from allotment.kernel.audit import queries
from allotment.kernel.audit.domain import (
    GENESIS,
    Fault,
    Link,
    digest_of,
    digest_of_reason,
    verify,
)
from allotment.kernel.audit.models import AuditLine

ByHand = Callable[..., None]

BROKEN_LINK = "does not follow the line before it: one of the two was changed, removed or inserted"


def found(chain: str, kept: dict[str, tuple[int, str]] | None = None) -> list[tuple[int, str]]:
    _count, faults = queries.verify_all(kept)
    assert all(fault.chain == chain for fault in faults)
    return [(fault.number, fault.what) for fault in faults]


def test_an_untouched_chain_holds(chain: str) -> None:
    assert found(chain, queries.heads()) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "'tests.other'"),
        ("at", "'2020-01-01 00:00:00+00:00'"),
        ("by", "'somebody-else'"),
        ("on", "'tests.thing:9'"),
        ("facts", "'{\"pence\": 1}'"),
        ("digest", "'" + "f" * 64 + "'"),
        ("why_digest", "'" + "f" * 64 + "'"),
    ],
)
def test_a_changed_line_is_found(chain: str, by_hand: ByHand, column: str, value: str) -> None:
    by_hand(
        f'UPDATE audit_auditline SET "{column}" = {value} WHERE chain = %s AND number = 3', chain
    )

    assert found(chain) == [(3, "changed")]


def test_a_changed_reason_is_found(chain: str, by_hand: ByHand) -> None:
    by_hand("UPDATE audit_auditline SET why = 'Another' WHERE chain = %s AND number = 3", chain)

    assert found(chain) == [(3, "its reason was changed")]


def test_a_line_that_was_changed_and_sealed_again_is_found(chain: str, by_hand: ByHand) -> None:
    row = AuditLine.objects.get(chain=chain, number=3)
    line = Link(**{f: getattr(row, f) for f in Link.__dataclass_fields__})
    forged = digest_of(dataclasses.replace(line, by="somebody-else"))

    by_hand(
        "UPDATE audit_auditline SET \"by\" = 'somebody-else', digest = %s "
        "WHERE chain = %s AND number = 3", forged, chain,
    )  # fmt: skip

    assert found(chain) == [(4, BROKEN_LINK)]


def test_a_removed_line_is_found(chain: str, by_hand: ByHand) -> None:
    by_hand("DELETE FROM audit_auditline WHERE chain = %s AND number = 3", chain)

    assert found(chain) == [(3, "removed")]


def test_the_first_line_removed_is_found(chain: str, by_hand: ByHand) -> None:
    by_hand("DELETE FROM audit_auditline WHERE chain = %s AND number = 1", chain)

    assert found(chain) == [(1, "removed")]


def test_a_cut_off_end_is_found(chain: str, by_hand: ByHand) -> None:
    by_hand("DELETE FROM audit_auditline WHERE chain = %s AND number >= 4", chain)

    assert found(chain) == [(4, "cut off: the chain once reached line 5")]


def test_an_end_cut_off_after_the_head_kept_elsewhere_is_found(chain: str, by_hand: ByHand) -> None:
    third = AuditLine.objects.get(chain=chain, number=3)
    kept = {chain: (3, third.digest)}

    by_hand("DELETE FROM audit_auditline WHERE chain = %s AND number = 5", chain)

    assert found(chain, kept) == [(5, "cut off: the chain once reached line 5")]


def test_a_cut_off_end_whose_head_was_set_back_is_found_by_the_head_kept_elsewhere(
    chain: str, by_hand: ByHand
) -> None:
    kept = queries.heads()
    third = AuditLine.objects.get(chain=chain, number=3)

    by_hand("DELETE FROM audit_auditline WHERE chain = %s AND number > 3", chain)
    by_hand(
        "UPDATE audit_chainhead SET number = 3, digest = %s WHERE chain = %s", third.digest, chain
    )

    assert found(chain) == []
    assert found(chain, kept) == [(4, "cut off: the chain once reached line 5")]


def test_a_chain_that_is_gone_is_found_by_the_head_kept_elsewhere(
    chain: str, by_hand: ByHand
) -> None:
    kept = queries.heads()

    by_hand("DELETE FROM audit_auditline WHERE chain = %s", chain)
    by_hand("DELETE FROM audit_chainhead WHERE chain = %s", chain)

    assert found(chain, kept) == [(1, "cut off: the chain once reached line 5")]


def test_a_line_put_after_the_head_is_found(chain: str, by_hand: ByHand) -> None:
    last = AuditLine.objects.get(chain=chain, number=5)
    line = Link(**{f: getattr(last, f) for f in Link.__dataclass_fields__})
    line = dataclasses.replace(line, number=6, previous=last.digest)

    insert(by_hand, dataclasses.replace(line, digest=digest_of(line)))

    assert found(chain) == [(6, "inserted: the chain's head does not know it")]


def test_a_line_put_between_others_is_found(chain: str, by_hand: ByHand) -> None:
    by_hand(
        "UPDATE audit_auditline SET number = number + 100 WHERE chain = %s AND number > 2", chain
    )
    by_hand(
        "UPDATE audit_auditline SET number = number - 99 WHERE chain = %s AND number > 100", chain
    )
    row = AuditLine.objects.get(chain=chain, number=2)
    line = Link(**{f: getattr(row, f) for f in Link.__dataclass_fields__})
    line = dataclasses.replace(line, number=3, previous="f" * 64)

    insert(by_hand, dataclasses.replace(line, digest=digest_of(line)))

    assert found(chain) == [(3, BROKEN_LINK)]


def insert(by_hand: ByHand, line: Link) -> None:
    fields = {f: getattr(line, f) for f in Link.__dataclass_fields__} | {
        "facts": json.dumps(line.facts)
    }
    names = ", ".join(f'"{name}"' for name in fields)
    marks = ", ".join(["%s"] * len(fields))
    by_hand(f"INSERT INTO audit_auditline ({names}) VALUES ({marks})", *fields.values())


def test_the_command_names_the_line_and_exits_one(
    chain: str, by_hand: ByHand, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as printed:
        main(["audit", "heads"])
    heads = tmp_path / "heads.json"
    heads.write_text(capsys.readouterr().out)
    by_hand("DELETE FROM audit_auditline WHERE chain = %s AND number = 5", chain)

    with pytest.raises(SystemExit) as verified:
        main(["audit", "verify", "--heads", str(heads)])

    assert (printed.value.code, verified.value.code) == (0, 1)
    assert f"{chain}, line 5: cut off" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "[]", '{"site": 3}', '{"site": ["x", 1]}', "\x00"])
def test_a_file_that_holds_no_heads_is_said_to(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    heads = tmp_path / "heads.json"
    heads.write_text(text)

    with pytest.raises(SystemExit) as ended:
        main(["audit", "verify", "--heads", str(heads)])

    assert ended.value.code == 2
    assert "is not a file that" in capsys.readouterr().err


def made(count: int) -> list[Link]:
    lines, previous = [], GENESIS
    for n in range(1, count + 1):
        at = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
        why = f"why {n}"
        sealed = digest_of_reason(why, "s")
        line = Link("c", n, "k", at, "by", f"on:{n}", why, "s", sealed, {"n": n}, previous)
        lines.append(dataclasses.replace(line, digest=digest_of(line)))
        previous = lines[-1].digest
    return lines


def numbered(lines: list[Link]) -> list[Link]:
    return [dataclasses.replace(line, number=n) for n, line in enumerate(lines, 1)]


@given(count=st.integers(3, 12), data=st.data())
def test_lines_taken_out_and_numbered_again_are_named(count: int, data: st.DataObject) -> None:
    lines = made(count)
    head = (count, lines[-1].digest)
    first = data.draw(st.integers(1, count - 1))
    many = data.draw(st.integers(1, count - first))

    left = numbered(lines[: first - 1] + lines[first - 1 + many :])

    assert verify("c", left, heads=[head]) == Fault("c", first, BROKEN_LINK)


@given(count=st.integers(2, 12), data=st.data())
def test_a_line_put_in_and_numbered_again_is_named(count: int, data: st.DataObject) -> None:
    lines = made(count)
    place = data.draw(st.integers(1, count - 1))
    forged = dataclasses.replace(lines[0], number=place + 1, by="x", previous="e" * 64)
    forged = dataclasses.replace(forged, digest=digest_of(forged))

    more = numbered([*lines[:place], forged, *lines[place:]])

    fault = verify("c", more, heads=[(count, lines[-1].digest)])

    assert fault == Fault("c", place + 1, BROKEN_LINK)


@given(count=st.integers(2, 12), data=st.data())
def test_a_chain_written_again_from_one_line_on_differs_from_the_head_kept(
    count: int, data: st.DataObject
) -> None:
    lines = made(count)
    place = data.draw(st.integers(1, count))
    rewritten, previous = lines[: place - 1], lines[place - 1].previous
    for line in lines[place - 1 :]:
        changed = dataclasses.replace(line, by="forger", previous=previous)
        rewritten.append(dataclasses.replace(changed, digest=digest_of(changed)))
        previous = rewritten[-1].digest

    assert verify("c", rewritten) is None
    assert verify("c", rewritten, heads=[(count, lines[-1].digest)]) == Fault(
        "c", count, "it, or a line before it, was written anew"
    )
