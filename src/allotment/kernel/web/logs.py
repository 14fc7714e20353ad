"""What the server's log says: errors are ours, what is refused is a warning."""

import logging


def refused_is_no_error(record: logging.LogRecord) -> bool:
    """Lower a request that was refused as suspicious from error to warning.

    Anybody can send such requests; whoever keeps the site is to be woken by faults of the site.
    """
    if record.name.startswith("django.security.") and record.levelno == logging.ERROR:
        record.levelno, record.levelname = logging.WARNING, "WARNING"
    return True
