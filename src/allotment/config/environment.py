"""What the environment says, as settings take it; what makes no sense ends the program with a sentence."""

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any
from urllib.parse import unquote, urlsplit


def flag(name: str) -> bool:
    """Whether a variable says yes."""
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int, most: int) -> int:
    """A whole number from 1 to `most`. SystemExit for anything else."""
    given = os.environ.get(name, "").strip() or str(default)
    if not given.isascii() or not given.isdigit() or not 1 <= int(given) <= most:
        raise SystemExit(f"{name} must be a whole number from 1 to {most}, and is “{given}”.")
    return int(given)


def seconds(name: str, default: float) -> float:
    """Seconds, from 1 to a day. SystemExit for anything else."""
    given = os.environ.get(name, "").strip() or str(default)
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0.0
    if not 1 <= seconds <= 86_400:
        raise SystemExit(f"{name} must be seconds, from 1 to 86400, and is “{given}”.")
    return seconds


def database(address: str) -> dict[str, Any]:
    """The settings of the database at an address. SystemExit where it is of no known kind."""
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path) or ":memory:",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        query = dict(p.split("=", 1) for p in parts.query.split("&") if "=" in p)
        return {
            "ENGINE": "allotment.config.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(query.get("host", parts.hostname or "")),
            "PORT": str(parts.port or query.get("port", "")),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            # Statements are planned once a connection. Behind a pooler that hands a connection on
            # after each transaction it must know of prepared ones, as PgBouncer does from 1.21.
            # A server that has gone is noticed, instead of waited for until somebody gives up.
            "OPTIONS": {
                "server_side_binding": True,
                "prepare_threshold": 5,
                "connect_timeout": 5,
                "keepalives_idle": 10,
                "keepalives_interval": 5,
                "keepalives_count": 3,
                "tcp_user_timeout": 15_000,
            },
        }
    raise SystemExit(
        "DATABASE_URL must begin with postgresql:// or sqlite:///, for example "
        "postgresql://allotment@localhost/allotment."
    )


def uploads(address: str) -> dict[str, Any]:
    """The settings of the storage: the home, or a private bucket. SystemExit for a malformed address."""
    if not address:
        return {"BACKEND": "allotment.kernel.files.storage.Disk"}
    parts = urlsplit(address)
    bucket = parts.path.strip("/")
    if parts.scheme not in {"https", "http"} or not parts.username or not bucket or "/" in bucket:
        raise SystemExit(
            "S3_URL must be like https://KEY:SECRET@s3.eu-west-2.amazonaws.com/bucket?region=eu-west-2"
        )
    host = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    return {
        "BACKEND": "allotment.kernel.files.bucket.Bucket",
        "OPTIONS": {
            "access_key": unquote(parts.username),
            "secret_key": unquote(parts.password or ""),
            "bucket_name": bucket,
            "endpoint_url": f"{parts.scheme}://{host}",
            "region_name": parts.query.removeprefix("region=") or "eu-west-2",
        },
    }


def scanner(address: str) -> str:
    """The address of ClamAV's daemon, or "". SystemExit where it is neither."""
    parts = urlsplit(address)
    if (
        address
        and not (parts.scheme == "tcp" and parts.hostname)
        and not (parts.scheme == "unix" and parts.path)
    ):
        raise SystemExit(
            "CLAMAV_URL must be like tcp://127.0.0.1:3310 or unix:/run/clamav/clamd.ctl."
        )
    return address


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Networks, divided by commas. SystemExit where one is none."""
    given = os.environ.get(name, "")
    try:
        return [ip_network(each.strip()) for each in given.split(",") if each.strip()]
    except ValueError:
        raise SystemExit(f"{name} must be networks like 127.0.0.1/32, and is “{given}”.") from None
