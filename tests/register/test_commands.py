"""`allotment import`, `export` and `validate`, as somebody types them: output and exit codes."""

import io
import json
import os
from pathlib import Path
from threading import Thread, Timer
from typing import Any

import pytest

from allotment import cli
from allotment.register import commands
from allotment.register.models import Award
from allotment.register.readers.judging import judge
from tests.register.conftest import FIXTURES
from tests.register.grants import full_grant, full_package, small_grant
from tests.waiting import HANGS

pytestmark = pytest.mark.django_db

Captured = pytest.CaptureFixture[str]


def run(*words: str | Path) -> int:
    """Run the command line in this process; its exit code."""
    with pytest.raises(SystemExit) as caught:
        cli.main([str(word) for word in words])
    return int(caught.value.code or 0)


def report(captured: Captured) -> Any:
    return json.loads(captured.readouterr().out)


@pytest.fixture
def valid(tmp_path: Path) -> Path:
    path = tmp_path / "valid.json"
    path.write_text(json.dumps(full_package(full_grant(), small_grant(id="b", amountAwarded=10.5))))
    return path


def test_import_prints_a_report_for_programs(quirks: Path, capsys: Captured) -> None:
    code = run("import", quirks, "--json")

    found = report(capsys)
    assert code == 0
    assert list(found) == ["read", "imported", "updated", "unchanged", "rejected",
                           "total_pounds", "changes", "rejections"]  # fmt: skip
    assert found["read"] == 20
    assert found["rejections"][1] == {
        "row": 11,
        "reason": "We cannot read the amount awarded: lots",
    }
    assert {"kind", "count", "first"} == set(found["changes"][0])
    assert len(found["rejections"]) == found["rejected"]


def test_import_adds_up_pounds(valid: Path, capsys: Captured) -> None:
    run("import", valid, "--json")

    assert report(capsys)["total_pounds"] == 1260.5


def test_import_tells_people_what_happened(quirks: Path, capsys: Captured) -> None:
    code = run("import", quirks)

    said = capsys.readouterr().out
    assert code == 0
    assert "20 grants read: 14 new, 0 updated, 1 unchanged, 5 rejected." in said
    assert "Total: USD 500.00" in said
    assert "Date written day first (row 2, awardDate: 05/03/2025 → 2025-03-05)" in said
    assert "row 14: This is not a grant but: not a grant" in said


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04", "The workbook is damaged."),
        (b"%PDF-1.7", "The file is a PDF."),
        (b"<html>", "The file is a web page"),
        (b"\x1f\x8b\x08\x00", "The file is compressed."),
        (b"id,title,amount,date\n", "There are no grants under the headings"),
        (b"hello", "The file is neither JSON nor a spreadsheet."),
        (b"{}", "no list of grants"),
        (b'{"grants": 5}', "is not a list"),
        (b'{"grants": []}', "The file holds no grants."),
        (b"[" * 100_000, ""),
        (b'{"grants": [' + b'{"a":' * 100_000, ""),
        (b"\0" * 1000, "The file is empty."),
        (bytes(range(256)) * 40, "The file is neither JSON nor a spreadsheet."),
    ],
)
def test_import_of_a_wrong_file_says_so_in_a_sentence(
    content: bytes, sentence: str, tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "wrong.json"
    path.write_bytes(content)

    code = run("import", path, "--json")

    captured = capsys.readouterr()
    assert code == 1
    assert sentence in captured.err
    assert "Traceback" not in captured.err
    assert json.loads(captured.out)["imported"] == 0


def test_import_of_a_file_of_which_every_grant_is_rejected_fails(
    tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "bad.json"
    path.write_text(json.dumps({"grants": [{}, {}]}))

    code = run("import", path, "--json")

    assert code == 1
    assert report(capsys)["rejected"] == 2


@pytest.mark.parametrize("verb", ["import", "validate"])
def test_a_file_that_is_not_there_is_said(verb: str, tmp_path: Path, capsys: Captured) -> None:
    missing, folder = run(verb, tmp_path / "nothing.json"), run(verb, tmp_path)

    said = capsys.readouterr().err
    assert (missing, folder) == (2, 2)
    assert "There is no file" in said
    assert "is a folder" in said


@pytest.mark.parametrize("verb", ["import", "validate"])
def test_a_pipe_into_which_nobody_writes_is_said(
    verb: str, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "WRITER_COMES_WITHIN", 0.05)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    code = run(verb, pipe)

    assert code == 2
    assert f"Nothing is writing into {pipe}." in capsys.readouterr().err
    os.close(os.open(pipe, os.O_WRONLY))  # lets go what still waits


@pytest.mark.parametrize("verb", ["import", "validate"])
def test_a_pipe_is_read_though_its_writer_comes_late(
    verb: str, valid: Path, tmp_path: Path, capsys: Captured
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = Timer(0.1, lambda: pipe.write_bytes(valid.read_bytes()))
    writer.start()

    code = run(verb, pipe)

    writer.join()
    assert code == 0
    assert "2 grants" in capsys.readouterr().out


def test_export_writes_everything_published(valid: Path, tmp_path: Path, capsys: Captured) -> None:
    run("import", valid)
    target = tmp_path / "out.json"

    code = run("export", target)

    assert code == 0
    assert json.loads(target.read_text())["grants"] == json.loads(valid.read_text())["grants"]
    assert judge(io.BytesIO(target.read_bytes())).errors == []
    assert "2 awards written" in capsys.readouterr().out
    assert list(tmp_path.glob(".out*")) == []


def test_export_imported_again_changes_nothing(
    quirks: Path, tmp_path: Path, capsys: Captured
) -> None:
    run("import", quirks)
    target = tmp_path / "out.json"
    run("export", target)
    capsys.readouterr()

    run("import", target, "--json")

    found = report(capsys)
    count = Award.objects.count()
    assert (found["read"], found["unchanged"], found["rejected"]) == (count, count, 0)


def test_export_to_where_nothing_can_be_written_is_said(tmp_path: Path, capsys: Captured) -> None:
    code = run("export", tmp_path / "no" / "such" / "folder.json")

    assert code == 2
    assert "cannot be written" in capsys.readouterr().err


def test_export_goes_into_a_pipe_or_link_and_never_takes_its_place(
    valid: Path, tmp_path: Path, capsys: Captured
) -> None:
    run("import", valid)
    capsys.readouterr()
    kept, link, pipe = tmp_path / "kept.json", tmp_path / "link.json", tmp_path / "pipe"
    kept.write_text("")
    link.symlink_to(kept)
    os.mkfifo(pipe)
    reader = Thread(target=lambda: came.append(pipe.read_bytes()))
    came: list[bytes] = []
    reader.start()

    codes = (run("export", link), run("export", pipe))
    reader.join(timeout=HANGS)

    said = capsys.readouterr()
    assert codes == (0, 0)
    assert link.is_symlink()
    assert len(json.loads(kept.read_text())["grants"]) == 2
    assert pipe.is_fifo()
    assert len(json.loads(came[0])["grants"]) == 2
    assert (said.out, said.err.count("2 awards written to")) == ("", 2)


def test_a_full_disk_is_said(valid: Path, capsys: Captured, tmp_path: Path) -> None:
    run("import", valid)
    full = tmp_path / "full"
    full.symlink_to("/dev/full")

    code = run("export", full)

    assert code == 2
    assert "cannot be written: No space left on device." in capsys.readouterr().err
    assert Path("/dev/full").is_char_device()


def test_validate_of_a_valid_file(valid: Path, capsys: Captured) -> None:
    code = run("validate", valid, "--json")

    assert code == 0
    assert report(capsys) == {"grants": 2, "valid": 2, "errors": []}


def test_validate_judges_the_file_as_it_is(quirks: Path, capsys: Captured) -> None:
    code = run("validate", quirks, "--json")

    found = report(capsys)
    assert code == 1
    assert found["grants"] == 20
    errors = {error["path"]: error for error in found["errors"]}
    assert errors["/grants/*/fromOpenCall"] == {
        "count": 2,
        "path": "/grants/*/fromOpenCall",
        "first": "/grants/0/fromOpenCall",
        "message": "fromOpenCall must be one of: Yes, No. Write Yes or No in full.",
    }
    assert errors["/grants/*/awardDate"]["first"] == "/grants/1/awardDate"
    assert errors["/grants/*/amountAwarded"]["count"] == 4
    assert errors["/grants"]["message"].startswith("grants has the same item twice.")


def test_validate_tells_people_what_to_correct(quirks: Path, capsys: Captured) -> None:
    run("validate", quirks)

    said = capsys.readouterr().out
    assert "of 20 grants are valid." in said
    assert "Write a plain number such as 12500 or 12500.50" in said
    assert "/grants/12  description is missing." in said


@pytest.mark.parametrize("content", [b"", b"hello", b"[" * 100_000, b"{}", b'{"grants": []}'])
def test_validate_of_a_wrong_file_is_a_sentence(
    content: bytes, tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "wrong.json"
    path.write_bytes(content)

    code = run("validate", path, "--json")

    found = report(capsys)
    assert code == 1
    assert (found["grants"], found["valid"]) in [(0, 0), (1, 0)]
    assert found["errors"][0]["message"]


def test_validate_needs_no_remote_file_and_no_database_rows(
    valid: Path, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        run("validate", valid)


def test_the_fixture_of_quirks_stays_small() -> None:
    assert sum(path.stat().st_size for path in FIXTURES.iterdir()) < 20_000
