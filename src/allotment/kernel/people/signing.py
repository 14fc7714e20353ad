"""What the server's log says of signing in and out and of what one signs in with: numbers, no names."""

import logging
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

log = logging.getLogger("allotment.security")


def listen() -> None:
    """Write a line of each from now on."""
    for signal, words in (
        (user_logged_in, "signed in"), (user_logged_out, "signed out"),
        (account.password_changed, "password changed"), (account.password_set, "password set"),
        (account.password_reset, "password reset"), (account.email_changed, "e-mail address changed"),
        (mfa.authenticator_added, "second step added"),
        (mfa.authenticator_removed, "second step removed"),
        (mfa.authenticator_reset, "recovery codes made anew"),
    ):  # fmt: skip
        _write(signal, words)
    user_login_failed.connect(_refused, dispatch_uid="allotment.security: refused")


def _write(signal: Any, words: str) -> None:
    def line(user: Any = None, **_rest: Any) -> None:
        if user is not None:
            log.info("%s: person %s", words, user.pk)

    signal.connect(line, weak=False, dispatch_uid=f"allotment.security: {words}")


def _refused(**_rest: Any) -> None:
    log.warning("sign-in refused")
