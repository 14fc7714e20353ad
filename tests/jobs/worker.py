"""A real worker that also knows the tests' kinds of jobs: `python -m tests.jobs.worker`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allotment.config.settings")

import django  # the settings are named first

django.setup()

import tests.jobs.kinds  # noqa: E402, F401
from allotment.cli import main  # noqa: E402

main(["worker"])
