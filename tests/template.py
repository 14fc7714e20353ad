"""Migrate the database of which each test worker's is a copy: `python -m tests.template`."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # the settings are named first

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402


def main() -> None:
    name = os.environ["TEST_TEMPLATE"]
    if connection.vendor != "sqlite":
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    connection.close()


if __name__ == "__main__":
    main()
