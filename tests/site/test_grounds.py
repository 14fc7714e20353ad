"""The ground under `make test`: PostgreSQL from the machine or from a package, for root and others."""

import os
import sys

import psycopg
import pytest

from tools import postgres

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the package is for Linux"),
]


@pytest.mark.parametrize("source", ["machine", "package"])
def test_a_throw_away_postgresql_has_what_the_site_needs_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    monkeypatch.setenv("POSTGRES_FROM", source)

    with (
        postgres.server() as address,
        psycopg.connect(f"{address}/postgres", autocommit=True) as connection,
    ):
        connection.execute("CREATE EXTENSION pg_trgm")
        likeness = connection.execute("SELECT similarity('library', 'libary')").fetchone()
        where = connection.execute("SHOW data_directory").fetchone()

    assert likeness is not None
    assert likeness[0] > 0.4
    assert where is not None
    assert not os.path.exists(os.path.dirname(where[0]))
