"""Starts the provider's process, and reads from the environment the settings that point at it."""

import functools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.people.oidc_provider import CLIENT_ID, CLIENT_SECRET
from tests.waiting import HANGS

HERE = Path(__file__).resolve().parent
StartProvider = Callable[..., str]


@functools.cache
def _settings_read_from_the_environment() -> str:
    """`SOCIALACCOUNT_PROVIDERS` as a fresh process reads it, for a provider at {address}."""
    program = (
        "import json; from allotment.config import settings; "
        "print(json.dumps(settings.SOCIALACCOUNT_PROVIDERS))"
    )
    environment = {
        "OIDC_SERVER_URL": "{address}", "OIDC_CLIENT_ID": CLIENT_ID,
        "OIDC_CLIENT_SECRET": CLIENT_SECRET, "OIDC_NAME": "Wexcombe Council",
    }  # fmt: skip
    made = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return made.stdout


@pytest.fixture(scope="session")
def provider_address() -> Iterator[str]:
    """Where the provider's process listens."""
    process = subprocess.Popen(
        [sys.executable, str(HERE / "oidc_provider.py")], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    yield process.stdout.readline().strip()
    process.terminate()
    process.wait()
    process.stdout.close()


@pytest.fixture
def start_provider(settings: Any, provider_address: str) -> StartProvider:
    """`start_provider(sub=…, email=…, name=…)` points the site at it and says who comes."""

    def start(**person: Any) -> str:
        requests.post(f"{provider_address}/person", json=person, timeout=HANGS).raise_for_status()
        settings.SOCIALACCOUNT_PROVIDERS = json.loads(
            _settings_read_from_the_environment().replace("{address}", provider_address)
        )
        return provider_address

    return start
