"""The home page says what has been funded lately."""

import datetime as dt
from collections.abc import Callable

from allotment.register.domain.own_awards import Body, OwnAward
from allotment.register.services.awards import publish_award
from tests.people import People


def test_the_home_page_shows_what_is_open_and_then_what_was_funded(
    people: People, as_person: Callable[..., object]
) -> None:
    publish_award(
        award=OwnAward(
            key="a-first-one",
            funder=Body(people.wexcombe.key, people.wexcombe.org_id, people.wexcombe.name),
            recipient=Body(people.repair_cafe.key, "", people.repair_cafe.name),
            title="Tools <b>for</b> the mending table",
            description="Irons.",
            amount_pence=120_000,
            award_date=dt.date(2026, 5, 1),
        ),
        funder=people.wexcombe,
        by=people.manager,
    )

    page = as_person(None).get("/").content.decode()  # type: ignore[attr-defined]

    assert "Tools &lt;b&gt;for&lt;/b&gt; the mending table" in page
    assert "£1,200" in page
    assert page.index("Open now") < page.index("Recently funded")
