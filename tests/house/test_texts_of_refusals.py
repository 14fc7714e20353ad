"""What a form says of wrong answers can be translated too: every form is sent with nonsense."""

from tests.house.kept import part_of, people, shared_out
from tests.house.test_access import _address, addresses
from tests.house.test_texts import (
    data_of_the_world,
    foreign_on,
    in_world,
    pseudo_language,
    untranslated,
    world,
)
from tests.house.world import World
from tests.withstand.conftest import Clients, clients
from tests.withstand.test_hostile_requests import pages_with_forms, undone

__all__ = ["clients", "in_world", "people", "pseudo_language", "world"]

#: Wrong in as many ways as a form may have: missing, no number, no date, too small, too large.
NONSENSE = ["", "qqq", "-1", "999999999999", "GB-CHC-qqq"]
FOREIGN = [*NONSENSE, "GB-CHC", "CHC", "GB"]
SIGNING_IN = [
    ("/account/login/", {"login": "qqq", "password": "qqq"}),
    ("/account/signup/", {"name": "", "email": "qqq", "password1": "qqq"}),
    ("/account/login/code/", {"email": ""}),
    ("/account/password/reset/", {"email": ""}),
]


@shared_out
def test_every_refusal_of_a_form_can_be_translated(
    world: World, clients: Clients, pseudo_language: None, share: int
) -> None:
    pages = [(name, _address(world, name, parts)) for name, parts in part_of(addresses(), share)]
    forms = list(pages_with_forms(pages, clients))
    data = sorted([*data_of_the_world(), *filter(None, FOREIGN)], key=len, reverse=True)
    shown, problems = 0, set()

    def send(role: str, address: str, fields: dict[str, str]) -> None:
        nonlocal shown
        answer = clients(role).post(address, fields)
        if "html" in answer.headers.get("Content-Type", "") and not answer.has_header("Location"):
            shown += 1
            known = [*foreign_on(address), *data]
            for text in untranslated(answer.content.decode(), known):
                problems.add(f"{address} as {role}: {text}")

    for role, _page, address, fields in forms:
        filled = {name: text or "qqq" for name, text in fields.items()}
        tries = [dict.fromkeys(fields, text) for text in NONSENSE]
        tries += [{**filled, name: text} for name in fields for text in ("", "GB-CHC-qqq")]
        for each in tries:
            undone(lambda: send(role, address, each))  # noqa: B023
    for address, fields in SIGNING_IN:
        send("visitor", address, fields)

    assert shown > 20
    assert not problems, "\n".join(["", *sorted(problems)])
