"""What every test may ask for."""

import warnings
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests import databases
from tests.databases import Worlds
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


#: What gives a test the database.
_DATABASE = {"db", "transactional_db", "live_server", "django_db_setup"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as `pure` every test that asks for no database: the engine makes no difference to it."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if not (_DATABASE & fixtures or item.get_closest_marker("django_db")):
            item.add_marker("pure")


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
    _write_times(terminalreporter)


#: Seconds from which a test is listed at the end.
SLOW = 10


def _write_times(terminalreporter: "pytest.TerminalReporter") -> None:
    """List the slow tests and what each room took, with what was set up for them."""
    tests: dict[str, float] = defaultdict(float)
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                tests[report.nodeid] += report.duration
    rooms: dict[str, float] = defaultdict(float)
    for name, seconds in tests.items():
        rooms["/".join(name.split("/")[:2])] += seconds
    for name, seconds in sorted(tests.items(), key=lambda each: -each[1]):
        if seconds >= SLOW:
            terminalreporter.write_line(f"slow: {seconds:6.0f} s  {name}")
    totals = sorted(rooms.items(), key=lambda each: -each[1])
    terminalreporter.write_line(
        "seconds of each room: " + ", ".join(f"{name} {seconds:.0f}" for name, seconds in totals)
    )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Each worker's database begins as a copy of the migrated one, where there is one."""
    databases.begin_with_template(django_settings.DATABASES["default"])


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """A copied file of SQLite is used as it is."""
    is_file = django_settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    return bool(request.config.getvalue("reuse_db") or (databases.TEMPLATE and is_file))


@pytest.fixture(scope="session")
def worlds(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Worlds]:
    """What is made once for all tests of a worker."""
    kept = Worlds()
    yield kept
    with django_db_blocker.unblock():
        kept.remove()


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
