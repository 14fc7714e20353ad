"""The plainest Django view that does the same INSERT: what the rush is measured against."""

import os
from urllib.parse import parse_qs, urlsplit

import django
from django.conf import settings

_database = urlsplit(os.environ["DATABASE_URL"])
settings.configure(
    SECRET_KEY="bare",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    INSTALLED_APPS=[],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql", "NAME": _database.path.lstrip("/"),
            "USER": _database.username, "HOST": parse_qs(_database.query)["host"][0], "PORT": _database.port,
            "CONN_MAX_AGE": 60,
        }
    },
)  # fmt: skip
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402


def insert(request: HttpRequest) -> HttpResponse:
    """Insert the body as a row's document."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bare (number, token, document, digest, sent_at) VALUES (1, %s, %s, %s, now())",
            ["t", request.body.decode(), "0" * 64],
        )
    return HttpResponse("ok")


urlpatterns = [path("", insert)]
application = get_wsgi_application()
