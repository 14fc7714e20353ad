"""`allotment analyse`: what it writes, what it refuses, and what it keeps to itself."""

import json
from pathlib import Path

import pytest
from pytest_django import Settings

from allotment.cli import main
from allotment.commands import demo
from allotment.evidence.queries.sources import of_calls
from allotment.fund.models import Call

GRANTS = {
    "grants": [
        {
            "id": f"360G-made-{number}",
            "title": f"Grant {number}",
            "description": "Volunteers visit older people who are lonely.",
            "currency": "GBP",
            "amountAwarded": 1000 + number,
            "awardDate": f"202{number % 3}-05-01",
            "recipientOrganization": [
                {"id": f"GB-CHC-{200000 + number}", "name": f"Group {number}"}
            ],
            "fundingOrganization": [{"id": "GB-CHC-100000", "name": "Made-up Trust"}],
        }
        for number in range(12)
    ]
}


@pytest.fixture
def grants(tmp_path: Path) -> Path:
    path = tmp_path / "grants.json"
    path.write_text(json.dumps(GRANTS))
    return path


def ended(*words: object) -> int:
    with pytest.raises(SystemExit) as ending:
        main(["analyse", *map(str, words)])
    assert isinstance(ending.value.code, int)
    return ending.value.code


def test_a_file_becomes_a_report_and_its_tables(
    grants: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "folder"

    code = ended(grants, "--out", out)

    assert code == 0
    assert sorted(each.name for each in out.iterdir()) == ["data", "report.json", "report.pdf"]
    assert "2020,4" in (out / "data" / "years.csv").read_text()
    assert json.loads((out / "report.json").read_bytes())["title"] == (
        "What the grants of Made-up Trust say"
    )
    assert capsys.readouterr().out.startswith("There were 12 awards.\n")


def test_as_json_it_prints_nothing_else(
    grants: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = ended(grants, "--out", tmp_path / "out", "--json")

    assert code == 0
    assert json.loads(capsys.readouterr().out)["figures"]["rows"] == 12
    found = json.loads((tmp_path / "out" / "found.json").read_bytes())
    assert found["note"].startswith("Not for publication")
    assert len(found["rows"]) == 12


def test_the_same_file_gives_the_same_report(grants: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        ended(grants, "--out", tmp_path / name)

    one, two = ((tmp_path / name / "report.json").read_bytes() for name in ("one", "two"))
    assert one == two


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\x00\x01\x02", b"<html></html>", b'{"grants": 7}']
)
def test_a_file_that_cannot_be_read_ends_with_a_sentence(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.json").write_bytes(content)

    code = ended(tmp_path / "broken.json", "--out", tmp_path / "out")

    assert code == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_a_folder_is_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(tmp_path, "--out", tmp_path / "out") == 2
    assert capsys.readouterr().err == f"{tmp_path} cannot be used: Is a directory.\n"


def test_a_file_that_is_not_there_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(tmp_path / "none.json", "--out", tmp_path / "out") == 2
    assert "cannot be used: No such file or directory." in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_said_before_anything_is_read(
    grants: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(grants, "--out", grants / "below") == 2
    assert "cannot be used: Not a directory." in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_reported(
    grants: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "data").write_text("a file of somebody else")

    assert ended(grants, "--out", tmp_path / "out") == 2
    assert "data cannot be used: File exists." in capsys.readouterr().err


def test_a_taxonomy_that_cannot_be_read_is_said(
    grants: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "own.toml").write_text("[[service")

    assert ended(grants, "--out", tmp_path / "out", "--taxonomy", tmp_path / "own.toml") == 2
    assert capsys.readouterr().err.startswith("The taxonomy cannot be read as TOML")


@pytest.mark.django_db
def test_a_call_that_is_not_there_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended("zzzzzzzzzzzz", "--out", tmp_path / "out") == 2
    assert capsys.readouterr().err == "There is no file and no call zzzzzzzzzzzz.\n"


@pytest.fixture
def calls(settings: Settings, capsys: pytest.CaptureFixture[str]) -> list[Call]:
    settings.DEMO = True
    demo()
    capsys.readouterr()
    return list(Call.objects.select_related("funder").order_by("pk"))


@pytest.mark.django_db
def test_what_is_written_of_a_call_names_no_entry_that_is_not_published(
    calls: list[Call], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read = [(call, of_calls([call]).rows) for call in calls]
    call, rows = max(read, key=lambda each: sum(not row.is_public for row in each[1]))
    hidden = [row for row in rows if not row.is_public]

    code = ended(call.key, "--out", tmp_path / "out")

    assert code == 0
    written = [each for each in (tmp_path / "out").rglob("*") if each.suffix in (".json", ".csv")]
    texts = "\n".join(each.read_text() for each in written) + capsys.readouterr().out
    assert len(hidden) > 4
    assert [row.title for row in hidden if row.title in texts] == []
    assert [row.who for row in hidden if row.who and row.who != call.funder.name
            and row.who in texts] == []  # fmt: skip
