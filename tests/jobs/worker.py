"""A real worker that also knows the tests' kinds of jobs: `python -m tests.jobs.worker`.

With CLOCK_SET_BACK_BY its clock is so many seconds behind.
"""

import datetime as dt
import os

import time_machine

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allotment.config.settings")

import django  # the settings are named first

django.setup()

if back := os.environ.get("CLOCK_SET_BACK_BY"):
    time_machine.travel(dt.datetime.now(dt.UTC) - dt.timedelta(seconds=int(back))).start()

import tests.jobs.kinds  # noqa: E402, F401
from allotment.cli import main  # noqa: E402

if __name__ == "__main__":  # a process that it starts anew imports this module too
    main(["worker"])
