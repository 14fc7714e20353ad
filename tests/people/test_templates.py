"""Every page and e-mail of the sign-in package is ours, in our one template language."""

from pathlib import Path

import allauth
import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone

from allotment.config.settings import PACKAGE
from allotment.kernel.people.forms import SignupDetails

OURS = PACKAGE / "kernel/people/templates"
THEIRS = Path(allauth.__file__).parent / "templates"
APPS = ("account", "mfa", "socialaccount", "usersessions")


def shipped(pattern: str) -> list[str]:
    found = [
        str(path.relative_to(THEIRS)) for app in APPS for path in (THEIRS / app).rglob(pattern)
    ]
    return sorted(
        name for name in found if not Path(name).name.startswith("base") and "snippets/" not in name
    )


@pytest.mark.parametrize("name", shipped("*.html") + shipped("*.txt"))
def test_a_template_of_ours_stands_before_the_packages(name: str) -> None:
    found = engines["jinja2"].get_template(name)

    assert (OURS / name).exists()
    assert found.template is not None  # type: ignore[attr-defined]


def test_the_list_is_not_empty() -> None:
    assert len(shipped("*.html")) > 30
    assert len(shipped("*_message.txt")) > 15


@pytest.mark.parametrize("name", shipped("*_subject.txt"))
def test_a_subject_says_nothing_personal(name: str) -> None:
    text = (OURS / name).read_text()

    assert text.startswith('{% autoescape false %}{{ _("')
    assert "%(" not in text


#: Pages that our settings never lead to; they must still stand if a setting is changed.
UNUSED = (
    "account/confirm_password_reset_code.html",
    "account/confirm_phone_verification_code.html",
    "account/email.html",
    "account/email_confirm.html",
    "account/phone_change.html",
    "account/signup_by_passkey.html",
    "account/signup_closed.html",
    "account/verification_sent.html",
    "account/verified_email_required.html",
    "mfa/trust.html",
    "mfa/webauthn/signup_form.html",
)


@pytest.mark.parametrize("name", UNUSED)
def test_a_page_that_settings_never_lead_to_stands_all_the_same(
    rf: RequestFactory, name: str
) -> None:
    request = rf.get("/account/")
    request.user = AnonymousUser()
    form = SignupDetails()
    form.credential = {"auto_id": "id_credential"}  # type: ignore[attr-defined]

    page = render_to_string(
        name,
        {
            "form": form, "verify_form": form, "signup_url": "/", "emailaddresses": [],
            "can_add_email": True, "trust_until": timezone.now(), "js_data": {"a": "</script>"},
        },
        request=request,
    )  # fmt: skip

    assert "<h1" in page
    assert '</script>"' not in page
