"""Sending by GOV.UK Notify: one template whose subject is ((subject)) and whose text is ((body))."""

from typing import Any

from django.conf import settings
from notifications_python_client.errors import HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from allotment.kernel.notify.models import Mail

#: What Notify says of an e-mail at its end, in our words.
OUTCOMES = {
    "delivered": Mail.State.DELIVERED,
    "permanent-failure": Mail.State.RETURNED,
    "temporary-failure": Mail.State.FAILED,
    "technical-failure": Mail.State.FAILED,
}
_SECONDS = 20


class RefusedError(Exception):
    """Notify will never take this e-mail. `is_gone`: because there can be no such address."""

    def __init__(self, why: str, *, is_gone: bool) -> None:
        super().__init__(why)
        self.is_gone = is_gone


def _client() -> Any:
    return NotificationsAPIClient(  # type: ignore[no-untyped-call]  # the package has no types
        settings.NOTIFY_API_KEY, base_url=settings.NOTIFY_URL, timeout=_SECONDS
    )


def send(mail: Mail, *, again: bool) -> str:
    """Hand an e-mail over. Returns Notify's number of it.

    With `again`, Notify is asked first whether it has it from a try whose answer was lost. Raises
    RefusedError, or what the client raises where a later try may succeed.
    """
    client = _client()
    if again:
        known = client.get_all_notifications(reference=mail.key)["notifications"]
        if known:
            return str(known[0]["id"])
    stop = mail.unsubscribe if mail.unsubscribe.startswith("https://") else None
    try:
        answer = client.send_email_notification(
            mail.to,
            settings.NOTIFY_TEMPLATE_ID,
            personalisation={"subject": mail.subject, "body": mail.body},
            reference=mail.key,
            one_click_unsubscribe_url=stop,
        )
    except HTTPError as error:
        if error.status_code in {400, 413}:
            message = str(error.message)
            raise RefusedError(message, is_gone="email_address" in message) from error
        raise
    return str(answer["id"])


def status_of(service_id: str) -> str:
    """What Notify says of an e-mail; "" of one that it does not know, as after a change of service."""
    try:
        return str(_client().get_notification_by_id(service_id)["status"])
    except HTTPError as error:
        if error.status_code != 404:
            raise
        return ""
