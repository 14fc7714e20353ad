"""People come, go, get in again and are told, as they see it on their pages."""

from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from playwright.sync_api import expect

from allotment.kernel.organisations.models import MailDomain, Membership
from tests.browser import walking as walk
from tests.browser.conftest import Open, fine
from tests.organisations.test_recovery import link_to
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_two_colleagues_let_somebody_in_who_lost_the_second_step(
    people: People, open_page: Open, width: int
) -> None:
    cache.clear()
    lost, helpers = people.manager, (people.board, people.finance)
    visitor = open_page(width=width)
    visitor.goto("/organisations/recovery/")
    walk.headed(visitor, "You have lost your second step")
    assert fine(visitor, width)
    walk.fill(visitor, "E-mail address", lost.email)
    walk.press(visitor, "Send me an e-mail")
    visitor.goto(link_to(lost, "ask"))
    walk.press(visitor, "Ask them")
    walk.headed(visitor, "Your colleagues have been asked")
    for helper in helpers:
        page = open_page(helper, width=width)
        walk.to_task(page, f"Say whether it is {lost.name}")
        walk.headed(page, f"Is it {lost.name} who asks?")
        assert fine(page, width)
        page.locator("main input[type=radio]").first.check(force=True)
        walk.press(page, "Answer")
    visitor.goto(link_to(lost, "use"))
    assert fine(visitor, width)
    walk.press(visitor, "Remove")
    walk.headed(visitor, "Sign in")
    assert not Authenticator.objects.filter(user=lost).exists()


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_an_administrator_takes_a_list_in_and_lets_in_who_asks(
    people: People, open_page: Open, tmp_path: Path, width: int
) -> None:
    MailDomain.objects.create(
        organisation=people.wexcombe, name="wexcombe.example", state="approved"
    )
    EmailAddress.objects.create(user=people.newcomer, email="nia@wexcombe.example", verified=True)
    sent = tmp_path / "list.csv"
    sent.write_text(
        f"name,e-mail,role,change\nAnn Example,ann@example.org,Member,joins\n"
        f"Bea Board,{people.board.email},,leaves\nX,nobody,,joins\n"
    )
    page = open_page(people.administrator, width=width)
    page.goto(f"/organisations/{people.wexcombe.key}/joiners-and-leavers/")
    assert fine(page, width)
    page.get_by_label("The list, as a CSV file").set_input_files(sent)
    walk.press(page, "Look at the list")
    walk.headed(page, "What this list would do")
    walk.sees(page, "ann@example.org", people.board.email, "Problem")
    assert fine(page, width)
    walk.press(page, "Do this")
    assert not Membership.objects.filter(person=people.board, ended_at=None).exists()

    newcomer = open_page(people.newcomer, width=width)
    newcomer.goto("/organisations/")
    walk.press(newcomer, f"Ask to join {people.wexcombe.name}")
    walk.sees(newcomer, "and wait for its answer")
    assert fine(newcomer, width)
    page.goto("/tasks/")
    main = page.locator("main")
    main.get_by_role("link").filter(has_text=people.newcomer.display_name).first.click()
    expect(main.locator("input[type=radio]").first).to_be_attached()
    assert fine(page, width)
    page.locator("main input[type=radio]").first.check(force=True)
    page.locator("main form button").first.click()
    newcomer.goto("/organisations/")
    walk.sees(newcomer, people.wexcombe.name)
    assert Membership.objects.filter(person=people.newcomer, ended_at=None).exists()


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_somebody_chooses_to_be_told_once_a_day(
    people: People, open_page: Open, width: int
) -> None:
    page = open_page(people.manager, width=width)
    page.goto("/account/")
    walk.follow(page, "Change E-mails from this site")
    expect(page.locator("main select").first).to_be_attached()
    assert fine(page, width)
    page.locator("main select").first.select_option("daily")
    walk.press(page, "Save")
    people.manager.refresh_from_db()
    assert "daily" in people.manager.mail_choices.values()
    page.goto("/account/")
    walk.follow(page, "Change E-mails from this site")
    expect(page.locator("main select").first).to_have_value("daily")
    walk.follow(page, "E-mails to you")
    walk.sees(page, "No e-mail was sent in the last 30 days.")
    assert fine(page, width)
