"""The log that a person reads has a line for each thing that happened, whatever the thing was called."""

import logging
import logging.config

import pytest

from allotment.config import settings


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_nobody_begins_a_line_of_the_log(ends: str) -> None:
    line = logging.config.DictConfigurator(settings.LOGGING).configure_formatter(
        dict(settings.LOGGING["formatters"]["line"])  # type: ignore[index]
    )
    words = f"no such file{ends}2026-01-01 INFO allotment all is well"
    record = logging.LogRecord("another", logging.WARNING, "", 0, "%s", (words,), None)

    assert line.format(record).count("\n") == line.format(record).count("\r") == 0
    assert "all is well" in line.format(record)
