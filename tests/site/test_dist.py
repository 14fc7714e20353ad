"""`make dist`: the wheel holds all that the package needs, and demos where there is no checkout."""

import os
import re
import signal
import subprocess
import sys
import sysconfig
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.serving import free_port, wait_for
from tests.waiting import HANGS
from tools import dist

PACKAGE = dist.ROOT / "src/allotment"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dist.build(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def allotment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command from the wheel in an environment of its own; what it needs is borrowed."""
    place = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-index", "--no-deps",
         "--disable-pip-version-check", "--prefix", str(place), "--ignore-installed", str(wheel)],
        check=True,
    )  # fmt: skip
    script = place / "bin/allotment"
    script.write_text(re.sub("^#!.*", f"#!{place}/bin/python", script.read_text(), count=1))
    packages = next(place.glob("lib/python*/site-packages"))
    # The line adds a folder and nothing more: the checkout, installed in place there, stays unseen.
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    return script


def away_from_the_checkout(home: Path, **extra: str) -> dict[str, str]:
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "ALLOTMENT_HOME": str(home / "own"),
        **extra,
    }


def test_the_wheel_holds_every_file_of_the_package_and_what_is_built(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    there = {
        str(path.relative_to(PACKAGE.parent))
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert there <= packed
    built = "allotment/kernel/web/static/built"
    assert {f"{built}/allotment.css", f"{built}/allotment.js", "allotment/py.typed"} <= packed
    assert not [name for name in packed - there if ".dist-info/" not in name]
    locked = (wheel.parent / "requirements.txt").read_text()
    assert "--hash=sha256:" in locked
    assert "pytest" not in locked


def test_the_wheel_demos_without_a_checkout(allotment: Path, tmp_path: Path) -> None:
    environment = away_from_the_checkout(tmp_path)
    version = subprocess.run(
        [allotment, "--version"], env=environment, cwd=tmp_path, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert re.fullmatch(r"Allotment \d+\.\d+\.\d+\n", version.stdout)

    port = free_port()
    served = subprocess.Popen(
        [allotment, "demo", "--serve"], cwd=tmp_path, stdout=subprocess.PIPE, text=True,
        env={**environment, "ALLOTMENT_DEMO": "1", "PORT": str(port)},
    )  # fmt: skip
    try:
        assert served.stdout is not None
        for line in served.stdout:
            if line.startswith("Serving"):
                break
        wait_for(port)
        home = _get(f"http://127.0.0.1:{port}/demonstration/")
        assert "Marian Thistlewood" in home
        style = re.search(r'href="(/static/[^"]+\.css)"', home)
        assert style
        assert "govuk" in _get(f"http://127.0.0.1:{port}{style[1]}")
    finally:
        served.send_signal(signal.SIGTERM)
        served.wait()
    checked = subprocess.run([allotment, "check"], env=environment, cwd=tmp_path, check=False)
    assert checked.returncode == 0
    assert os.listdir(tmp_path) == ["own"]


def _get(address: str) -> str:
    return str(urllib.request.urlopen(address, timeout=HANGS).read().decode())
