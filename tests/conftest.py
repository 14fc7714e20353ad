"""What every test may ask for."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.test import Client

from tests.people import People

# A busy machine is no defect of what is tested.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data; a test that needs it is skipped, loudly, where it is not."""
    if not SHARED.exists():
        pytest.skip("the folder of real data is not here")
    return SHARED


def pytest_terminal_summary(terminalreporter: "pytest.TerminalReporter") -> None:
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if "folder of real data" in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.write_line(
            f"!! {len(skipped)} tests on real data WERE SKIPPED: ../shared/data is not here."
        )


@pytest.fixture(autouse=True)
def _own_home(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]


@pytest.fixture
def people(db: None) -> People:
    """People with names, so that tests read as stories."""
    return People()


@pytest.fixture
def as_person() -> Iterator[object]:
    """`as_person(user)` gives a client signed in as that person; None a visitor."""

    def make(user: object | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)  # type: ignore[arg-type]
        return client

    yield make


warnings.filterwarnings("ignore", category=DeprecationWarning, module="allauth")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-access", action="store_true", help="write tests/house/access.tsv")
