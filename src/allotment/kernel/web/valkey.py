"""The cache in Valkey; where Valkey is away, the one in the database (decision 0041)."""

import json
import logging
import time
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as ValkeyAwayError, TimeoutError as ValkeySilentError

log = logging.getLogger("allotment.cache")

#: Seconds until Valkey is asked again: a person must not wait for it at each step of a page.
_ASK_AGAIN = 5.0


class Json:
    """Values as JSON, never pickled: who can write to Valkey must not be able to run code here."""

    def dumps(self, value: Any) -> bytes | int:
        return value if type(value) is int else json.dumps(value).encode()

    def loads(self, value: bytes) -> Any:
        return json.loads(value)


class ValkeyCache(RedisCache):
    """Limits on tries are kept here, so being without a cache would mean being without limits."""

    _away_until: ClassVar[float] = 0.0

    @classmethod
    def is_unavailable(cls) -> bool:
        """It did not answer when it was asked last."""
        return time.monotonic() < ValkeyCache._away_until

    def _ask(self, what: str, *args: Any, **options: Any) -> Any:
        if not self.is_unavailable():
            try:
                return getattr(super(), what)(*args, **options)
            except (ValkeyAwayError, ValkeySilentError):
                log.error("Valkey does not answer: limits are counted in the database meanwhile")
                ValkeyCache._away_until = time.monotonic() + _ASK_AGAIN
        return getattr(caches["database"], what)(*args, **options)

    def add(self, *args: Any, **options: Any) -> Any:
        return self._ask("add", *args, **options)

    def get(self, *args: Any, **options: Any) -> Any:
        return self._ask("get", *args, **options)

    def set(self, *args: Any, **options: Any) -> Any:
        return self._ask("set", *args, **options)

    def touch(self, *args: Any, **options: Any) -> Any:
        return self._ask("touch", *args, **options)

    def delete(self, *args: Any, **options: Any) -> Any:
        return self._ask("delete", *args, **options)

    def get_many(self, *args: Any, **options: Any) -> Any:
        return self._ask("get_many", *args, **options)

    def has_key(self, *args: Any, **options: Any) -> Any:
        return self._ask("has_key", *args, **options)

    def incr(self, *args: Any, **options: Any) -> Any:
        return self._ask("incr", *args, **options)

    def set_many(self, *args: Any, **options: Any) -> Any:
        return self._ask("set_many", *args, **options)

    def delete_many(self, *args: Any, **options: Any) -> Any:
        return self._ask("delete_many", *args, **options)

    def clear(self) -> Any:
        return self._ask("clear")


def caches_of(address: str) -> dict[str, dict[str, Any]]:
    """Django's CACHES for an address of Valkey, or the database alone for none."""
    in_database = {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Tries to sign in are counted here: what is full forgets, so a crowd must not fill it.
        "OPTIONS": {"MAX_ENTRIES": 50_000, "CULL_FREQUENCY": 10},
    }
    if not address:
        # Requests to the API are counted for each process: a write a request would cost more.
        counted = {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "api",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
        return {"default": in_database, "api": counted}
    scheme = urlsplit(address).scheme
    if scheme not in {"valkey", "valkeys"}:
        raise SystemExit("CACHE_URL must begin with valkey:// or valkeys://.")
    in_valkey = {
        "BACKEND": "allotment.kernel.web.valkey.ValkeyCache",
        "LOCATION": address.replace("valkey", "redis", 1),
        "OPTIONS": {"serializer": Json(), "socket_connect_timeout": 1, "socket_timeout": 1},
    }
    return {"default": in_valkey, "api": in_valkey, "database": in_database}
