"""What sign-in does our own way."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from allotment.kernel.notify.mail import send_later


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sends its mail through the queue, so that a mail server that is down loses nothing."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(
            template_prefix, email, {"site_name": settings.SITE_NAME, **context}
        )
        send_later(to=email, subject=str(message.subject), body=str(message.body))

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
        return str(request.META.get("REMOTE_ADDR", "127.0.0.1"))


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity = super().get_public_key_credential_rp_entity()
        return {**entity, "name": settings.SITE_NAME}
