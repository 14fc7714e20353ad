"""`allotment analyse`: what it writes, and what it answers where it cannot."""

import json
from pathlib import Path

import pytest

from allotment import cli
from allotment.fund.models import Call
from tests.evidence import made
from tests.people import People


def run(*arguments: object) -> int | None:
    with pytest.raises(SystemExit) as ended:
        raise SystemExit(cli.main(["analyse", *map(str, arguments)]))
    return ended.value.code  # type: ignore[return-value]


def test_a_file_of_grants_becomes_a_report_with_its_tables(
    people: People, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "grants.json", tmp_path / "out"
    file.write_text(json.dumps({"grants": made.some_grants(people)}))

    code = run(file, "--out", out, "--json")

    assert code in {0, None}
    assert json.loads(capsys.readouterr().out)["figures"]["rows"] == 49
    assert (out / "report.pdf").read_bytes().startswith(b"%PDF")
    assert (out / "data" / "themes.csv").exists()


def test_a_call_is_read_by_its_key(people: People, closed_call: Call, tmp_path: Path) -> None:
    made.sent_entries(people, closed_call, [{"title": f"Idea {n}"} for n in range(6)])

    code = run(closed_call.key, "--out", tmp_path / "out")

    assert code in {0, None}
    assert "Idea 1" not in (tmp_path / "out" / "report.json").read_text()


@pytest.mark.parametrize(("content", "code"), [(b"no grants at all", 1), (None, 2)])
def test_what_cannot_be_read_is_said(
    db: None, tmp_path: Path, content: bytes | None, code: int,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    file = tmp_path / "grants.json"
    if content is not None:
        file.write_bytes(content)

    assert run(file, "--out", tmp_path / "out") == code

    assert capsys.readouterr().err.strip()
    assert not (tmp_path / "out" / "report.pdf").exists()
