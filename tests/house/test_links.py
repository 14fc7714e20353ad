"""Nobody is shown a link that leads to a refusal or to nothing."""

import html
import re
from collections.abc import Iterator

from tests.house.kept import IN_FULL, in_world, part_of, people, shared_out, world
from tests.house.test_access import ROLES, _address, _client, _read, addresses
from tests.house.world import World

__all__ = ["in_world", "people", "world"]

#: Where a form leads, too: whoever signs in again after sending it comes to its address.
_LINK = re.compile(r'<(?:a\b[^>]*?href|form\b[^>]*?action)="(/[^"#]*)')
#: A made-up part of an address; the pages of packages, which have tests of their own.
_LEFT_OUT = re.compile(r"nothing-here|/account/(?!data/)")


def links_of(page: str) -> Iterator[str]:
    for href in _LINK.findall(page):
        address = html.unescape(href)
        if not _LEFT_OUT.search(address) and "?" not in address:
            yield address


@shared_out
def test_every_link_on_a_page_can_be_followed_by_whoever_sees_it(world: World, share: int) -> None:
    table, clients = _read(), {role: _client(world.people, role) for role in ROLES}
    tried: dict[tuple[str, str], int] = {}
    refused = set()
    for name, converters in part_of(addresses(), share):
        readers = [role for role in ROLES if table[name][ROLES.index(role)] == "200"]
        turn = sum(map(ord, name))
        for role in readers if IN_FULL else readers[turn % 3 :: 3]:
            answer = clients[role].get(_address(world, name, converters))
            if not answer.get("Content-Type", "").startswith("text/html"):
                continue
            for link in links_of(answer.content.decode()):
                if (role, link) not in tried:
                    tried[role, link] = clients[role].get(link).status_code
                if tried[role, link] in {403, 404, 500}:
                    refused.add((role, name, link, tried[role, link]))

    assert len(tried) > 20
    assert not refused
