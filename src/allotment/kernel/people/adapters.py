"""What sign-in does our own way."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from allotment.kernel.notify import delivery
from allotment.kernel.notify.mail import send_later


def _at_our_address(address: Any) -> str:
    """The same page at the site's own address: the request's Host is what somebody sent."""
    parts = urlsplit(str(address))
    return settings.BASE_URL + urlunsplit(("", "", *parts[2:]))


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sends its mail through the queue, so that a mail server that is down loses nothing."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("This account has been closed."),
        "email_password_mismatch": gettext_lazy(
            "The e-mail address or password is not correct. Check both, or ask for a sign-in code."
        ),
        "email_taken": gettext_lazy("Somebody has an account with this e-mail address already."),
        "enter_current_password": gettext_lazy("That is not your current password."),
        "incorrect_code": gettext_lazy("That is not the right code. Check it and try again."),
        "incorrect_password": gettext_lazy("That is not your password."),
        "too_many_login_attempts": gettext_lazy(
            "There have been too many failed attempts. Wait five minutes, then try again."
        ),
        "rate_limited": gettext_lazy("You are trying too often. Wait a minute, then try again."),
        "same_as_current": gettext_lazy("That is already your address."),
        "invalid_password_reset": gettext_lazy("This link has been used or has expired."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        given = {
            name: _at_our_address(value) if name.endswith("_url") else value
            for name, value in context.items()
        }
        message = self.render_mail(template_prefix, email, {"email": email, **given})
        send_later(to=email, subject=str(message.subject), body=str(message.body))

    def post_login(self, request: Any, user: Any, **signed_in: Any) -> Any:
        if delivery.is_bounced(user.email):
            words = _("E-mails to you are returned. “Your tasks” says what to do.")
            messages.warning(request, words)
        return super().post_login(request, user, **signed_in)

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        user.email = form.cleaned_data["email"].strip().lower()
        user.name = form.cleaned_data.get("name", "").strip()
        password = form.cleaned_data.get("password1")
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        if commit:
            user.save()
        return user

    def get_client_ip(self, request: Any) -> str:
        try:
            return str(super().get_client_ip(request))
        except PermissionDenied:  # a server behind a socket does not say where a request is from
            return "127.0.0.1"

    def get_password_change_redirect_url(self, request: Any) -> str:
        del request
        return reverse("people:account")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        if self.request.user.is_authenticated:
            return reverse("people:account")
        return str(super().get_email_verification_redirect_url(email_address))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use a code from your app, or a recovery code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [each | {"description": words[each["id"]]} for each in methods]


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Takes a person's name as the organisation's account gives it."""

    def populate_user(self, request: Any, sociallogin: Any, data: dict[str, Any]) -> Any:
        user = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        user.name = (data.get("name") or " ".join(part for part in parts if part))[:120]
        return user

    def get_signup_form_initial_data(self, sociallogin: Any) -> dict[str, Any]:
        return {"email": sociallogin.user.email, "name": sociallogin.user.name}


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("That is not the right code. Check it and try again."),
        "cannot_delete_authenticator": gettext_lazy("You cannot remove this."),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Set up an authenticator app or a passkey first."
        ),
        "unverified_email": gettext_lazy("Confirm your new e-mail address first."),
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity = super().get_public_key_credential_rp_entity()
        return {**entity, "name": settings.SITE_NAME}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(number)d") % {"number": count + 1}

    def build_totp_svg(self, url: str) -> str:
        """The picture for the app to scan, to stand in the page itself: no style, no data address."""
        code = segno.make(url, error="m", micro=False)
        return str(code.svg_inline(scale=5, border=4, light="#ffffff", dark="#0b0c0c"))
