"""What the register's tests may ask for."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from allotment.register.services.imports import ImportReport, import_grants

FIXTURES = Path(__file__).parent / "fixtures"

Importer = Callable[..., ImportReport]


@pytest.fixture
def quirks() -> Path:
    """A small file with every quirk that a reader must explain."""
    return FIXTURES / "quirks.json"


def bring(*grants: Any, content: bytes | None = None, batch: int = 3) -> ImportReport:
    """Import these grants, or the content of a file."""
    data = json.dumps({"grants": list(grants)}).encode() if content is None else content
    return import_grants(BytesIO(data), file_name="test.json", by=None, batch=batch)


@pytest.fixture
def bring_in(db: None) -> Importer:
    """As `bring`, with a database."""
    return bring
