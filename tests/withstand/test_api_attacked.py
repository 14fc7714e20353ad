"""The API over a real server, asked whatever its own description allows, and what it does not."""

import json
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from requests.adapters import HTTPAdapter
from schemathesis import GenerationMode

from tests.register.conftest import bring
from tests.register.grants import full_grant, small_grant
from tests.serving import Server
from tests.waiting import HANGS

EXAMPLES = 30


class From(HTTPAdapter):
    """Asks from one address of this machine, so that not all requests count for one asker."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, source_address=(self._address, 0), **options)


def _asker(number: int) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", From(f"127.0.3.{number}"))
    return session


@pytest.fixture
def served(transactional_db: None, tmp_path: Path) -> Iterator[Server]:
    bring(full_grant(), *(small_grant(id=f"360G-attack-{n}", title=f"Shop {n}") for n in range(40)))
    server = Server(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.mark.enable_socket
def test_the_api_keeps_to_its_description_whatever_it_is_asked(served: Server) -> None:
    address = f"http://127.0.0.1:{served.port}"
    description = json.loads(_asker(1).get(f"{address}/api/v1/openapi.json").content)
    schema = schemathesis.openapi.from_dict(description)
    schema.config.update(base_url=address)
    askers = cycle([_asker(number) for number in range(2, 60)])
    seen: dict[str, set[int]] = {}

    for result in schema.get_all_operations():
        operation = result.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @settings(
                max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
                suppress_health_check=list(HealthCheck),
            )  # fmt: skip
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case: Any) -> None:
                response = case.call(session=next(askers), timeout=HANGS)
                case.validate_response(response)
                seen.setdefault(case.path, set()).add(response.status_code)

            with suppress(*([Unsatisfiable] if mode is GenerationMode.NEGATIVE else [])):
                ask()  # a key alone has nothing that could be wrong with it

    assert len(seen) == len(description["paths"]) >= 6
    assert all(codes <= {200, 400, 401, 404, 405, 422} for codes in seen.values()), seen
    assert 200 in seen["/api/v1/awards"]
    assert 422 in seen["/api/v1/awards"]
