"""What a person does to sign in, for tests: read the mail, compute the app's code."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client

from allotment.kernel.jobs.models import Job
from allotment.kernel.jobs.services import run

PASSWORD = "three quiet wrens"
CODE = re.compile(r"^ {4}(\S+)$", re.MULTILINE)
ADDRESS = re.compile(r"https?://\S+")


def deliver_mail() -> list[mail.EmailMessage]:
    """Run the queued mail jobs, as the worker does; gives all that has been sent."""
    for key in Job.objects.filter(kind="notify.mail", status=Job.Status.QUEUED).values_list(
        "key", flat=True
    ):
        run(key)
    return mail.outbox


def newest_mail(to: str) -> mail.EmailMessage:
    return [each for each in deliver_mail() if each.to == [to]][-1]


def mailed_code(to: str) -> str:
    """The code in the newest e-mail to this address."""
    found = CODE.search(str(newest_mail(to).body))
    assert found is not None
    return found[1]


def app_code(secret: str) -> str:
    """What an authenticator app would show now (RFC 6238)."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def sign_up(client: Client, email: str, *, password: str = PASSWORD, **more: str) -> None:
    """Create an account by its pages and confirm the address."""
    client.post(
        "/account/signup/",
        {"name": "Nell Newcomer", "email": email, "password1": password, **more},
    )
    client.post("/account/confirm-email/", {"code": mailed_code(email)})
