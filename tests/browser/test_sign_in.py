"""Signing up and in, in a real browser: code, password, app, passkey, an organisation's own sign-in."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from allotment.kernel.organisations import services
from allotment.kernel.people.models import User
from tests.browser.conftest import Open, axe
from tests.people import People
from tests.people.sign_in import ADDRESS, PASSWORD, app_code, mailed_code, newest_mail
from tests.people.single_sign_on import (  # noqa: F401
    StartProvider,
    provider_address,
    start_provider,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: With this set, each page is also kept as a picture, for somebody to look at.
PICTURES = os.environ.get("SIGN_IN_PICTURES", "")


@pytest.fixture(autouse=True)
def _fresh_limits(db: None) -> None:
    cache.clear()


@pytest.fixture
def nia(people: People) -> User:
    """Somebody with a password and a confirmed address."""
    person = people.newcomer
    person.set_password(PASSWORD)
    person.save()
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return person


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def press_on(page: Page, name: str) -> None:
    """The same, until the next page is there."""
    with page.expect_navigation():
        press(page, name)


def sign_out(page: Page) -> None:
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()


def at_tasks(page: Page) -> None:
    expect(page.get_by_role("heading", name="Your tasks")).to_be_visible()


def sign_in(page: Page, person: User, password: str = PASSWORD) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(password)
    press(page, "Sign in")


def fits(page: Page, name: str) -> None:
    """Nothing for axe to find on this page, wide or narrow, and no sideways scrolling."""
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)
        assert axe(page) == [], (name, width)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (name, wide)
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("width", [1280, 320])
def test_signing_up_with_a_code_from_the_mail(open_page: Open, width: int) -> None:
    page = open_page(None, width=width)
    page.goto("/account/login/")
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Your name").fill("Nell Newcomer")
    page.get_by_label("E-mail address").fill("nell@example.org")
    page.get_by_label("Password (optional)").fill(PASSWORD)
    press(page, "Create the account")

    page.get_by_label("Code").fill("WRON-GONE")
    press(page, "Continue")
    expect(page.get_by_role("alert")).to_contain_text("That is not the right code")
    page.get_by_label("Code").fill(mailed_code("nell@example.org"))
    press(page, "Continue")

    at_tasks(page)


def test_with_a_password_and_with_a_code(open_page: Open, nia: User) -> None:
    page = open_page(None)
    sign_in(page, nia, "three loud wrens")
    expect(page.get_by_role("alert")).to_contain_text("is not correct")
    expect(page.get_by_label("E-mail address")).to_have_value(nia.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")
    at_tasks(page)
    sign_out(page)

    page.goto("/account/profile/")
    page.get_by_role("button", name="Send me a code by e-mail").click()
    page.get_by_label("E-mail address").fill(nia.email)
    press(page, "Send me a code")
    page.get_by_label("Code").fill(mailed_code(nia.email))
    press(page, "Continue")

    expect(page.get_by_role("heading", name="Your profile")).to_be_visible()


def test_setting_up_an_app_and_signing_in_with_it(open_page: Open, nia: User) -> None:
    page = open_page(None)
    sign_in(page, nia)
    page.goto("/account/2fa/")
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Continue")
    page.get_by_text("I cannot scan the picture").click()
    secret = page.locator("main strong").inner_text().replace(" ", "")
    assert page.locator("main svg").bounding_box() is not None
    page.get_by_label("Code from your app").fill(app_code(secret))
    press(page, "Check the code and finish")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    recovery = page.locator("main code").first.inner_text()
    sign_out(page)

    sign_in(page, nia)
    expect(page.get_by_role("heading", name="Two-step verification")).to_be_visible()
    page.get_by_label("Code").fill(app_code(secret))
    press(page, "Sign in")
    at_tasks(page)

    sign_out(page)
    sign_in(page, nia)
    page.get_by_label("Code").fill(recovery)
    press(page, "Sign in")
    at_tasks(page)


def authenticator(page: Page) -> Any:
    """A telephone's passkeys, played by the browser itself; its user always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                     "hasUserVerification": True, "isUserVerified": True,
                     "automaticPresenceSimulation": True}},
    )  # fmt: skip
    return session, made["authenticatorId"]


def test_a_passkey_is_added_signs_in_alone_and_is_a_second_step(open_page: Open, nia: User) -> None:
    page = open_page(None)
    session, device = authenticator(page)
    sign_in(page, nia)
    page.goto("/account/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Continue")
    page.get_by_label("A name for it").fill("My phone")
    page.get_by_label("Let me sign in with it alone").check(force=True)
    press(page, "Add the passkey")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    page.goto("/account/2fa/webauthn/")
    fits(page, "passkeys")
    page.get_by_role("link", name="Rename").click()
    fits(page, "passkey-rename")
    page.get_by_label("A name for it").fill("Nia's phone")
    press(page, "Save")
    expect(page.get_by_role("heading", name="Nia's phone")).to_be_visible()
    page.get_by_role("link", name="Remove").click()
    fits(page, "passkey-remove")
    sign_out(page)

    page.goto("/account/login/?next=/account/profile/")
    press(page, "Use a passkey")
    expect(page.get_by_role("heading", name="Your profile")).to_be_visible()
    sign_out(page)

    sign_in(page, nia)
    fits(page, "second-step")
    press(page, "Use a passkey instead")
    at_tasks(page)
    page.goto("/account/2fa/webauthn/reauthenticate/?next=/account/2fa/")
    fits(page, "confirm-with-passkey")
    press(page, "Use a passkey")
    expect(page.get_by_role("heading", name="Two-step verification and passkeys")).to_be_visible()
    sign_out(page)

    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})
    authenticator(page)
    page.goto("/account/login/")
    press(page, "Use a passkey")
    expect(page.locator("#passkey-problem")).to_contain_text("That did not work")


def test_signing_one_browser_out_and_then_everywhere_else(open_page: Open, nia: User) -> None:
    here, strange, library = open_page(None), open_page(None), open_page(None)
    for page in (strange, library, here):
        sign_in(page, nia)
        at_tasks(page)
    here.goto("/account/sessions/")
    fits(here, "sessions")
    cards = here.locator(".govuk-summary-card")
    expect(cards).to_have_count(3)
    here.get_by_role("button", name="Sign this one out").last.click()
    expect(here.locator("main")).to_contain_text("That browser has been signed out.")
    expect(cards).to_have_count(2)
    here.get_by_role("button", name="Sign out everywhere else").click()
    fits(here, "sign-out-everywhere")
    press(here, "Sign out everywhere else")
    expect(here.locator("main")).to_contain_text("You have signed out in 1 other browser.")

    for page in (strange, library):
        page.goto("/tasks/")
        expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    here.goto("/tasks/")
    at_tasks(here)


def test_an_invitation_leads_a_newcomer_to_the_role(open_page: Open, people: People) -> None:
    services.invite(
        organisation=people.wexcombe, email="ivy@example.org", role="fund.assessor",
        by=people.administrator,
    )  # fmt: skip
    link = ADDRESS.search(str(newest_mail("ivy@example.org").body))
    assert link is not None
    page = open_page(None)
    page.goto(link[0])
    fits(page, "invitation-visitor")
    page.get_by_role("button", name="Create an account").click()
    page.get_by_label("Your name").fill("Ivy Invited")
    page.get_by_label("E-mail address").fill("ivy@example.org")
    press(page, "Create the account")
    page.get_by_label("Code").fill(mailed_code("ivy@example.org"))
    press_on(page, "Continue")
    fits(page, "invitation")
    press(page, "Accept the invitation")

    at_tasks(page)
    expect(page.locator("main")).to_contain_text("Welcome to Wexcombe Borough Council.")
    page.get_by_role("link", name="Set up two-step verification").click()
    expect(page.get_by_role("link", name="Set up an app")).to_be_visible()


def test_an_organisations_own_sign_in(open_page: Open, start_provider: StartProvider) -> None:
    start_provider(sub="m-1", email="mara@wexcombe.example", email_verified=True, name="Mara")
    page = open_page(None)
    page.goto("/account/login/")
    fits(page, "sign-in-with-organisation")
    page.get_by_role("button", name="Continue with Wexcombe Council").click()
    page.get_by_role("link", name="Continue").click()

    at_tasks(page)
    page.goto("/account/3rdparty/")
    fits(page, "connections")


VISITORS_PAGES = {
    "sign-up": "/account/signup/",
    "sign-in": "/account/login/",
    "code-request": "/account/login/code/",
    "password-forgotten": "/account/password/reset/",
    "password-link-sent": "/account/password/reset/done/",
    "password-link-old": "/account/password/reset/key/x-y/",
    "password-chosen": "/account/password/reset/key/done/",
    "closed": "/account/inactive/",
    "organisation-cancelled": "/account/3rdparty/login/cancelled/",
    "organisation-error": "/account/3rdparty/login/error/",
}
OWN_PAGES = {
    "account": "/account/",
    "profile": "/account/profile/",
    "email": "/account/email/",
    "password": "/account/password/change/",
    "sign-out": "/account/logout/",
    "second-step-index": "/account/2fa/",
    "confirm-password": "/account/reauthenticate/?next=/account/2fa/totp/activate/",
    "my-organisations": "/organisations/",
    "add-organisation": "/organisations/add/",
}
AFTER_CONFIRMING = {
    "app": "/account/2fa/totp/activate/",
    "passkey-add": "/account/2fa/webauthn/add/",
}
WITH_THE_APP = {
    "codes": "/account/2fa/recovery-codes/",
    "codes-new": "/account/2fa/recovery-codes/generate/",
    "app-remove": "/account/2fa/totp/deactivate/",
    "second-step-index-set-up": "/account/2fa/",
    "confirm-with-app": "/account/2fa/reauthenticate/",
}


def walk(page: Page, pages: dict[str, str]) -> None:
    for name, address in pages.items():
        answer = page.goto(address)
        assert answer is not None
        assert answer.status in {200, 401}, (address, answer.status)
        fits(page, name)


def test_axe_finds_nothing_on_the_pages_of_visitors(open_page: Open, nia: User) -> None:
    page = open_page(None)
    walk(page, VISITORS_PAGES)
    page.goto("/account/signup/")
    press_on(page, "Create the account")
    fits(page, "sign-up-wrong")
    page.get_by_label("Your name").fill("Nell")
    page.get_by_label("E-mail address").fill("nell@example.org")
    press_on(page, "Create the account")
    fits(page, "confirm-address")
    press(page, "Cancel")
    page.goto("/account/login/code/")
    page.get_by_label("E-mail address").fill(nia.email)
    press_on(page, "Send me a code")
    fits(page, "code")
    press(page, "Cancel")
    page.goto("/account/password/reset/")
    page.get_by_label("E-mail address").fill(nia.email)
    press(page, "Send me a link")
    link = ADDRESS.search(str(newest_mail(nia.email).body))
    assert link is not None
    page.goto(link[0])
    fits(page, "password-new")


def test_axe_finds_nothing_on_the_account_pages(open_page: Open, nia: User) -> None:
    page = open_page(None)
    sign_in(page, nia)
    walk(page, OWN_PAGES)
    page.goto("/account/email/")
    page.get_by_label("New e-mail address").fill("nia.new@example.org")
    press_on(page, "Send a code to the new address")
    fits(page, "confirm-new-address")
    page.goto("/account/reauthenticate/?next=/account/2fa/totp/activate/")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Continue")
    walk(page, AFTER_CONFIRMING)
    page.goto("/account/2fa/totp/activate/")
    page.get_by_text("I cannot scan the picture").click()
    secret = page.locator("main strong").inner_text().replace(" ", "")
    page.get_by_label("Code from your app").fill("000000")
    press_on(page, "Check the code and finish")
    fits(page, "app-wrong-code")
    page.get_by_label("Code from your app").fill(app_code(secret))
    press(page, "Check the code and finish")
    walk(page, WITH_THE_APP)


def test_axe_finds_nothing_on_the_pages_of_an_organisation(open_page: Open, people: People) -> None:
    people.manager, people.finance  # noqa: B018
    services.invite(
        organisation=people.wexcombe, email="a@example.org", role="fund.board",
        by=people.administrator,
    )  # fmt: skip
    row = people.manager.memberships.get()
    page = open_page(people.administrator)
    at = f"/organisations/{people.wexcombe.key}"
    walk(page, {
        "organisation": f"{at}/", "organisation-change": f"{at}/change/",
        "invite": f"{at}/invite/", "role-end": f"{at}/roles/{row.pk}/end/",
        "hand-over": f"{at}/hand-over/{people.manager.pk}/",
    })  # fmt: skip
    keeper = open_page(people.keeper)
    walk(keeper, {"all-organisations": "/organisations/all/", "funder": f"{at}/funder/"})
