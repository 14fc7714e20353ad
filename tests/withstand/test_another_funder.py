"""Every address and form × everybody of one funder × the real ids of another: what an outsider gets.

The other funder has a world as large as the first one's, and all that is theirs is called Hartmoor.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from pytest_django import DjangoDbBlocker

from tests.databases import Worlds
from tests.house.kept import part_of, shared_out, with_all_people
from tests.house.test_access import (
    HARMLESS,
    ROLES,
    _address,
    _client,
    _read,
    _word,
    addresses,
    roles_for,
)
from tests.house.world import World, make_world
from tests.people import Neighbours, People
from tests.withstand.conftest import BUSY, Clients
from tests.withstand.forms_of import forms_of
from tests.withstand.test_hostile_requests import undone

Rows = dict[type[models.Model], set[Any]]
Forms = set[tuple[str, tuple[tuple[str, str], ...]]]

#: Meant for everybody: public, or opened by a secret in the address.
OPEN = {"200", "302"}


@dataclass
class Two:
    """Two funders, each with a world of its own; `before` are the rows of the first one alone."""

    ours: World
    before: Rows
    theirs: World


def _make() -> Two:
    people = People()
    ours = make_world(people)
    with_all_people(people)
    before = _rows()
    theirs = make_world(Neighbours(people.keeper))
    with_all_people(theirs.people)
    return Two(ours, before, theirs)


@pytest.fixture(scope="module")
def in_two(worlds: Worlds, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), worlds.entered("two", _make):
        yield


@pytest.fixture
def two(in_two: None, db: None, worlds: Worlds, settings: Any) -> Two:
    made: Two = worlds.copy_of("two", settings.MEDIA_ROOT)
    return made


@pytest.fixture
def people(two: Two) -> People:
    return two.ours.people


def _rows() -> Rows:
    return {model: set(model._base_manager.values_list("pk", flat=True)) for model in _tables()}


def _tables() -> list[type[models.Model]]:
    """All that is kept, but for what passes: who is signed in, what waits in the queue."""
    passing = {"sessions", "contenttypes", "usersessions", "privacy"}
    return [each for each in apps.get_models() if each._meta.app_label not in passing]


def _with_ids(mine: World, theirs: World) -> list[tuple[str, str]]:
    """(name, address) of every address that is another one for them."""
    of_parts = [(name, parts) for name, parts in addresses() if parts]
    both = [(n, _address(mine, n, p), _address(theirs, n, p)) for n, p in of_parts]
    return [(name, there) for name, here, there in both if here != there]


def _meant(table: dict[str, list[str]], name: str, role: str) -> str:
    """What the table gives somebody from outside; a visitor and the site's keeper are the same."""
    return table[name][ROLES.index(role if role in {"visitor", "keeper"} else "outsider")]


def _said(answer: HttpResponseBase) -> bytes:
    if isinstance(answer, StreamingHttpResponse):
        return b"".join(answer.streaming_content)  # type: ignore[arg-type]
    return bytes(answer.content)  # type: ignore[attr-defined]


@shared_out
def test_whoever_knows_another_funder_s_addresses_sees_what_an_outsider_sees(
    two: Two, clients: Clients, share: int
) -> None:
    table, wrong, tried = _read(), [], 0
    for name, address in part_of(_with_ids(two.ours, two.theirs), share):
        for role in roles_for(name, table[name]):
            tried += 1
            answer = clients(role).get(address)
            got = _word(answer.status_code, answer.headers.get("Location", ""))
            shows = got != "200" and b"Hartmoor" in _said(answer)
            if got != _meant(table, name, role) or shows:
                wrong.append((role, name, address, got))

    assert tried > 20
    assert wrong == []


def _forms(theirs: World, listed: list[tuple[str, str]]) -> Forms:
    """Every form that they see on these pages: where it goes, and its fields as they stand."""
    found = {(address, ()) for _name, address in listed}
    for role in BUSY:
        client = _client(theirs.people, role)
        for _name, page in listed:
            for address, fields in _on(client, page):
                found.add((address, tuple(sorted(fields.items()))))
    return found


def _on(client: Client, page: str) -> list[tuple[str, dict[str, str]]]:
    """Where each form of a page goes, and its fields."""
    answer = client.get(page)
    if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
        return []
    return [(action or page, fields) for action, fields in forms_of(answer.content.decode())]


@shared_out
def test_whoever_sends_another_funder_s_forms_changes_nothing(
    two: Two, clients: Clients, share: int
) -> None:
    table, wrong, tried = _read(), [], 0
    listed = part_of(_with_ids(two.ours, two.theirs), share)
    for address, fields in sorted(_forms(two.theirs, list(listed))):
        to = resolve(address)
        if to.view_name not in table or not to.kwargs:
            continue
        for role in roles_for(to.view_name, table[to.view_name]):
            client = clients(role)
            meant = _meant(table, to.view_name, role)
            if meant in OPEN:
                continue
            tried += 1
            # A page may give back what was sent, but names nothing of theirs itself.
            sent = {name: text.replace("Hartmoor", "Elsewhere") for name, text in fields}
            with CaptureQueriesContext(connection) as queries:
                answer = client.post(address, sent)
            got = _word(answer.status_code, answer.headers.get("Location", ""))
            changed = [q["sql"] for q in queries if not HARMLESS.search(q["sql"])]
            if b"You have been signed out" in _said(answer):
                got = "sign-in"
            if got not in {meant, "405"} or changed or b"Hartmoor" in _said(answer):
                wrong.append((role, to.view_name, address, got, changed))

    assert tried > 20
    assert wrong == []


def _ids(rows: Rows) -> set[str]:
    """What may name a row of theirs in a form."""
    return {
        str(value)
        for model, pks in rows.items()
        for name in ("pk", "key", "reference")
        if name == "pk" or name in {each.name for each in model._meta.fields}
        for value in model._base_manager.filter(pk__in=pks).values_list(name, flat=True)
    }


def _links(rows: Rows) -> set[tuple[str, str, Any, Any]]:
    """Every link from a row that is not theirs to one that is."""
    found = set()
    for model in rows:
        for each in model._meta.fields:
            if isinstance(each, models.ForeignKey) and each.related_model in rows:
                mine = model._base_manager.exclude(pk__in=rows[model])
                to = mine.filter(**{f"{each.attname}__in": rows[each.related_model]})
                found |= {
                    (model.__name__, each.name, *r) for r in to.values_list("pk", each.attname)
                }
    return found


def _kept(rows: Rows) -> dict[str, list[Any]]:
    return {
        model.__name__: list(model._base_manager.filter(pk__in=pks).order_by("pk").values_list())
        for model, pks in rows.items()
        if pks
    }


#: Fields of forms in which their ids must have been tried.
MUST_BE_TRIED = {("fund:decide", "pot"), ("fund:moments", "pots"), ("fund:new", "funder")}


@shared_out
def test_another_funder_s_ids_in_a_form_reach_nothing_of_theirs(
    two: Two, clients: Clients, share: int
) -> None:
    world, theirs = two.ours, two.theirs
    signed_in = {role: (clients(role), _client(theirs.people, role)) for role in BUSY}
    rows = {model: now - two.before[model] for model, now in _rows().items()}
    ids, wrong, tried = _ids(rows), [], set()
    kept, links = _kept(rows), _links(rows)

    def send(role: str, address: str, fields: dict[str, str], name: str) -> None:
        with CaptureQueriesContext(connection) as queries:
            answer = clients(role).post(address, fields)
        wrote = any(not HARMLESS.search(each["sql"]) for each in queries)
        moved = wrote and (_kept(rows) != kept or _links(rows) != links)
        if moved or b"Hartmoor" in _said(answer):
            wrong.append((role, address, name, fields[name], answer.status_code))

    for name, parts in part_of(addresses(), share):
        for role in BUSY[:-1]:  # the site administrator is theirs as well
            ours = _on(signed_in[role][0], _address(world, name, parts))
            of_them = _on(signed_in[role][1], _address(theirs, name, parts))
            for (address, fields), (_there, others) in zip(ours, of_them, strict=False):
                for each in fields:
                    if others.get(each, "") in ids and others[each] != fields[each]:
                        tried.add((name, each))
                        filled = {field: typed or "10" for field, typed in fields.items()}
                        swapped = {**filled, each: others[each]}
                        undone(lambda: send(role, address, swapped, each))  # noqa: B023
    assert tried >= {
        each
        for each in MUST_BE_TRIED
        if each[0] in {name for name, _parts in part_of(addresses(), share)}
    }
    assert wrong == []
