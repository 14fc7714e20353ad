"""The words that stand around every message in an e-mail, and the address that stops such e-mails."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse
from django.utils.translation import gettext as _

_SALT = "notify.stop"


def site_address(path: str) -> str:
    """A path of this site as a whole address."""
    return f"{settings.BASE_URL}{path}"


def letter(person: Any, body: str, *, link: str = "", stop: str = "") -> str:
    """The text of an e-mail; `stop` is an address that stops such e-mails, without signing in."""
    parts = [_("Hello %(name)s,") % {"name": person.display_name}, body]
    if link:
        parts.append(site_address(link))
    parts.append(settings.SITE_NAME)
    if stop:
        parts.append(
            _("You get this e-mail because you chose to. To stop e-mails like this: %(address)s")
            % {"address": stop}
        )
    return "\n\n".join(parts) + "\n"


def stop_address(person: Any, kind: str | None) -> str:
    """The address that stops mails of a kind to a person; without a kind, their summaries."""
    token = signing.dumps([str(person.pk), kind or ""], salt=_SALT)
    return site_address(reverse("notify:stop", args=[token]))


def whose(token: str) -> tuple[str, str]:
    """Person's id and kind ("" for summaries) that such an address names.

    Raises ObjectDoesNotExist for one that we did not write.
    """
    try:
        person, kind = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        raise ObjectDoesNotExist from None
    return person, kind
