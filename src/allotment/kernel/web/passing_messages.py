"""The sentence that the next page shows travels in a cookie for this host alone, as the others do."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class _Cookie(CookieStorage):
    cookie_name = settings.MESSAGES_COOKIE_NAME


class Messages(FallbackStorage):
    """In the cookie, and in the session where it is too long for one."""

    storage_classes = (_Cookie, SessionStorage)
