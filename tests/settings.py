"""The settings under test: what differs is said here, and nothing is loosened."""

import atexit
import shutil
import tempfile

from allotment.config.settings import *  # noqa: F403
from allotment.config.settings import DATABASES, HOME, STORAGES

SECRET_KEY = "only-for-tests"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["*"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A folder of its own for each run, so that two runs in one checkout do not meet.
    _folder = tempfile.mkdtemp(prefix="allotment-test-")
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
