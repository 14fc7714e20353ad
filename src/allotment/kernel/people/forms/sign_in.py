"""allauth's forms in our words: each name below is the one that allauth's settings know it by."""

import dataclasses
import hashlib
from collections.abc import Callable
from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from allauth.socialaccount import forms as social
from allauth.socialaccount.adapter import get_adapter
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

#: Longer ones only keep the server busy.
LONGEST_PASSWORD = 1000
#: Seconds in which an app's code can be right: its own half minute, the one before, the one after.
CODE_HOLDS = 90


@dataclasses.dataclass(frozen=True, slots=True)
class Words:
    """A field's label, the sentence for when it is empty, its hint and the way it is typed."""

    label: Any
    missing: Any
    hint: Any = ""
    widget: Callable[[], forms.Widget] | None = None


def _email(autocomplete: str = "email") -> Callable[[], forms.Widget]:
    return lambda: forms.EmailInput(
        attrs={"autocomplete": autocomplete, "autocapitalize": "none", "spellcheck": "false"}
    )


def _password(autocomplete: str) -> Callable[[], forms.Widget]:
    return lambda: forms.PasswordInput(attrs={"autocomplete": autocomplete})


def _mailed_code() -> forms.Widget:
    return forms.TextInput(
        attrs={"autocomplete": "one-time-code", "autocapitalize": "characters",
               "spellcheck": "false", "class": "govuk-input--width-10"}
    )  # fmt: skip


def _app_code() -> forms.Widget:
    return forms.TextInput(
        attrs={"autocomplete": "one-time-code", "inputmode": "numeric",
               "class": "govuk-input--width-10"}
    )  # fmt: skip


def _key_name() -> forms.Widget:
    return forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20"})


EMAIL = Words(_("E-mail address"), _("Enter your e-mail address"), widget=_email())
PASSWORD = Words(
    _("Password"), _("Enter your password"), widget=_password("current-password")
)  # fmt: skip
NEW_PASSWORD = Words(
    _("New password"),
    _("Enter a new password"),
    _("At least 12 characters. Three words that you can remember make a good one."),
    _password("new-password"),
)
MAILED_CODE = Words(
    _("Code"),
    _("Enter the code from the e-mail"),
    _("Capital letters and the dash do not matter."),
    _mailed_code,
)
KEY_NAME = Words(
    _("A name for it"),
    _("Enter a name"),
    _("So that you can tell it from others, for example “My phone”."),
    _key_name,
)
USUAL = {
    "email": EMAIL,
    "login": Words(_("E-mail address"), _("Enter your e-mail address"), "", _email("username")),
    "password": PASSWORD,
    "oldpassword": Words(
        _("Current password"), _("Enter your current password"), "", _password("current-password")
    ),
    "password1": NEW_PASSWORD,
    "code": MAILED_CODE,
    "name": KEY_NAME,
}


def _set_words(field: forms.Field, words: Words) -> None:
    field.label = words.label
    field.help_text = words.hint
    field.error_messages["required"] = words.missing
    if words.widget is not None:
        field.widget = words.widget()
    if isinstance(field.widget, forms.PasswordInput) and isinstance(field, forms.CharField):
        field.widget.attrs["maxlength"] = LONGEST_PASSWORD


def _once(base: Any) -> Any:
    """The form, refusing a code that has just been used: a code holds longer than the package says."""

    class Once(base):  # type: ignore[misc]  # allauth has no types
        def clean_code(self) -> str:
            code = str(super().clean_code())
            digits = "".join(filter(str.isalnum, code))
            once = hashlib.sha256(f"{self.user.pk}:{digits}".encode()).hexdigest()
            if not cache.add(f"code-used:{once}", 1, timeout=CODE_HOLDS):
                raise mfa_adapter().validation_error("incorrect_code")
            return code

    return Once


def worded(base: Any, *, plain: bool = False, **own: Words) -> Any:
    """A subclass of allauth's form with our labels, hints and sentences.

    A new password is asked for once: the page can show it. With `plain`, fields that `own` does not
    name stay as they are.
    """

    class Worded(base):  # type: ignore[misc]  # allauth has no types
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.fields.pop("password2", None)
            known = own if plain else USUAL | own
            for name, field in self.fields.items():
                if name in known:
                    _set_words(field, known[name])

        def ways_in(self) -> list[Any]:
            """The organisations' accounts that one can sign in with: name and address each."""
            return [
                {"name": each.name, "address": each.get_login_url(context.request)}
                for each in get_adapter().list_providers(context.request)
            ]

    Worded.__name__ = Worded.__qualname__ = base.__name__
    return Worded


login = worded(account.LoginForm)
signup = worded(
    account.SignupForm,
    plain=True,
    email=Words(
        _("E-mail address"),
        _("Enter your e-mail address"),
        _("We send a code to it, to make sure that it is yours."),
        _email(),
    ),
    password1=Words(
        _("Password (optional)"),
        "",
        _(
            "At least 12 characters. Leave it empty if you would rather get a code by e-mail each "
            "time you sign in."
        ),
        _password("new-password"),
    ),
)
add_email = worded(
    account.AddEmailForm,
    email=Words(_("New e-mail address"), _("Enter the new e-mail address"), "", _email()),
)
change_email = worded(account.ChangeEmailForm)
change_password = worded(account.ChangePasswordForm)
set_password = worded(account.SetPasswordForm)
reset_password = worded(account.ResetPasswordForm)
reset_password_from_key = worded(account.ResetPasswordKeyForm)
reauthenticate = worded(account.ReauthenticateForm)
request_login_code = worded(account.RequestLoginCodeForm)
confirm_login_code = worded(account.ConfirmLoginCodeForm)
confirm_email_verification_code = worded(account.ConfirmEmailVerificationCodeForm)
confirm_password_reset_code = worded(account.ConfirmPasswordResetCodeForm)

authenticate = worded(
    _once(mfa.AuthenticateForm),
    code=Words(
        _("Code"),
        _("Enter the code from your app, or a recovery code"),
        _("The six digits that your authenticator app shows now, or one of your recovery codes."),
        _app_code,
    ),
)
mfa_reauthenticate = worded(
    _once(mfa.ReauthenticateForm),
    code=Words(
        _("Code"),
        _("Enter the code from your app, or a recovery code"),
        _("The six digits that your authenticator app shows now, or one of your recovery codes."),
        _app_code,
    ),
)
activate_totp = worded(
    totp.ActivateTOTPForm,
    code=Words(
        _("Code from your app"),
        _("Enter the six digits that your app shows"),
        _("Six digits. A new code comes every 30 seconds."),
        _app_code,
    ),
)
add_webauthn = worded(
    webauthn.AddWebAuthnForm,
    passwordless=Words(
        _("Let me sign in with it alone"),
        "",
        _(
            "Without e-mail address and password. It must then ask for your PIN, fingerprint or face."
        ),
    ),
)
signup_webauthn = worded(webauthn.SignupWebAuthnForm)
edit_webauthn = worded(webauthn.EditWebAuthnForm)

social_signup = worded(social.SignupForm, plain=True, email=EMAIL)
disconnect = worded(social.DisconnectForm)
