"""What the server's log says: errors are ours, what is refused is a warning, and nobody is named.

Messages of our own loggers hold keys, kinds and counts. Those of other packages may hold anything, and
so may the words of an exception; as JSON neither is written, only what was meant to be filled in and
where it happened.
"""

import logging
import re
import traceback
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

#: By what the lines of one request, or of one job, are found.
reference: ContextVar[str] = ContextVar("reference", default="")

_ADDRESS = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")
_OURS = "allotment"
_FIELDS = ("request_id", "method", "route", "status", "ms")


def refused_is_no_error(record: logging.LogRecord) -> bool:
    """Lower a request that was refused as suspicious from error to warning.

    Anybody can send such requests; whoever keeps the site is to be woken by faults of the site.
    """
    if record.name.startswith("django.security.") and record.levelno == logging.ERROR:
        record.levelno, record.levelname = logging.WARNING, "WARNING"
    return True


class PlainLines(logging.Formatter):
    """A line for a person to read; what another package puts into it cannot begin a second one."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        return super().formatMessage(record).replace("\r", "\\r").replace("\n", "\\n")


class JsonLines(JsonFormatter):
    """One JSON object a line: time, level, logger, message, what the request or job was, where it
    failed."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            "request_id": reference.get(),
        }
        line |= {
            name: value for name in _FIELDS if (value := getattr(record, name, None)) is not None
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
            line["at"] = _places(record.exc_info[2])
        return self.serialize_log_record({k: v for k, v in line.items() if v != ""})


def _message(record: logging.LogRecord) -> str:
    ours = record.name.split(".", 1)[0] == _OURS
    return _ADDRESS.sub("(address)", record.getMessage() if ours else str(record.msg))


def _places(trace: TracebackType | None) -> list[str]:
    """Where it happened, outermost first, without a line of code or a value."""
    return [
        f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)
    ]
