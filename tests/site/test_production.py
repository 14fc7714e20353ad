"""The files of deploy/, which the guide has people copy: each is what its reader takes.
`make test` also sets all of it up from the wheel, as `make production` does alone."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.exceptions import ClickException
from granian.cli import cli

from tools import production

GUIDE = production.ROOT / "docs/how-to/production.md"
SERVICES = sorted(production.DEPLOY.glob("*.service"))


def test_the_settings_are_ones_that_there_are() -> None:
    described = (production.ROOT / "docs/reference/settings.md").read_text()
    given = production.settings_of(production.DEPLOY / "allotment.env")

    assert [name for name in given if f"`{name}`" not in described] == []
    assert given["ALLOTMENT_URL"] == f"https://{production.HOST}"


def test_the_commands_of_the_units_are_ones_that_there_are() -> None:
    words = {unit.stem: production.command_of(unit) for unit in SERVICES}
    granian = words.pop("allotment-web")
    verbs = (production.ROOT / "docs/reference/commands.md").read_text()

    assert granian[0] == "/opt/allotment/bin/granian"
    try:
        asked = cli.make_context("granian", granian[1:], resilient_parsing=False)
    except ClickException as refused:
        pytest.fail(refused.message)
    assert asked.params["host"] == "127.0.0.1", "only the proxy may reach it"
    assert asked.params["http1_header_read_timeout"] <= 15_000
    for name, command in words.items():
        assert command[0] == "/opt/allotment/bin/allotment", name
        assert f"## allotment {command[1]}\n" in verbs, name


def test_the_guide_names_every_file_and_nothing_else() -> None:
    there = {file.name for file in production.DEPLOY.iterdir()}
    named = set(re.findall(r"\.\./\.\./deploy/([a-z.-]+)", GUIDE.read_text()))

    assert named == there


def test_the_proxy_takes_in_whole_forms_and_says_itself_who_asks() -> None:
    lines = {line.strip() for line in (production.DEPLOY / "nginx.conf").read_text().splitlines()}

    assert {
        "proxy_request_buffering on;", "underscores_in_headers off;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Forwarded-Proto $scheme;", "ssl_protocols TLSv1.2 TLSv1.3;",
    } <= lines  # fmt: skip


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    production.place(tmp_path / "etc", {"/opt/allotment/bin/granian": "/bin/true",
                                        "/opt/allotment/bin/allotment": "/bin/true"})  # fmt: skip
    for unit in SERVICES:
        read = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", str(tmp_path / "etc" / unit.name)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert [line for line in read.stderr.splitlines() if unit.name in line] == []
