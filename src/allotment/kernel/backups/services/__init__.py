"""Make a backup, and restore one."""

from django.db import connection

from allotment.kernel.backups.services import postgresql, sqlite
from allotment.kernel.backups.services.engines import Engine


def engine() -> Engine:
    """What backs up and restores the database that is configured."""
    return postgresql.PostgreSQL() if connection.vendor == "postgresql" else sqlite.SQLite()
