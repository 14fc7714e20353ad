"""Whatever is sent, the answer is a page that says what is wrong, and nothing is stored by half."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.house.kept import in_world, part_of, people, shared_out, world
from tests.house.test_access import HARMLESS
from tests.withstand.conftest import BUSY, Clients
from tests.withstand.forms_of import forms_of

__all__ = ["in_world", "people", "world"]

HTML = "<script>alert('gotcha')</script><img src=x onerror=alert(1)>\"'>{{7*7}}{% raise %}"
HOSTILE = {
    "markup, bidi marks, odd signs, quotes": HTML
    + "\u202egnp.exe\u2066\u2069\u200f \ufffe\uffff\ud7ff\x7f\x1b[31m ﷽ '; DROP TABLE fund_entry; --",
    "a formula": '=HYPERLINK("http://evil.example")',
    "a huge number": "99999999999999999999999999",
    "less than nothing": "-1",
    "nothing": "",
}
QUERIES = [
    "?after=%27&before=zz&sort=%3Cscript%3E&state=x&text=%E2%80%AE&format=csv",
    "?after=99999999999999999999&page=-1&page=99999999999999999999&sort=-id",
    "?text=" + "a" * 3000,
    "?q=%22unbalanced&kind=nothing&near=%FF%FE&lat=nan&next=//evil.example",
    "?%5B%5D=1&a[b]=c&&&=x",
]
#: What every address may answer; 500 never.
FINE = {200, 204, 301, 302, 400, 403, 404, 405, 409, 410, 413, 429}


def pages_with_forms(
    every_address: list[tuple[str, str]], clients: Clients
) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """(role, page, address, fields) of every form that some role sees, once."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for _name, page in every_address:
        for role in BUSY:
            response = clients(role).get(page)
            if response.status_code != 200 or "html" not in response.headers.get(
                "Content-Type", ""
            ):
                continue
            for action, fields in forms_of(response.content.decode()):
                address = action or page
                if (address, tuple(sorted(fields))) not in seen:
                    seen.add((address, tuple(sorted(fields))))
                    yield role, page, address, fields
            break


def pages_of(
    share: int, every_address: list[tuple[str, str]], clients: Clients
) -> list[tuple[str, str, str, dict[str, str]]]:
    """The forms of one share of the pages."""
    return list(pages_with_forms(list(part_of(every_address, share)), clients))


def undone(act: Callable[[], object]) -> None:
    """Do something and undo all of it, so that the next has the same world."""
    with transaction.atomic():
        act()
        transaction.set_rollback(True)


@shared_out
def test_hostile_words_in_every_field_of_every_form(
    every_address: list[tuple[str, str]], clients: Clients, share: int
) -> None:
    wrong, tried = [], 0

    def send(role: str, address: str, fields: dict[str, str], what: str) -> None:
        nonlocal tried
        tried += 1
        answer = clients(role).post(address, fields)
        if answer.status_code not in FINE or b"<script>alert" in getattr(answer, "content", b""):
            wrong.append((role, address, what, answer.status_code))

    for role, _page, address, fields in pages_of(share, every_address, clients):
        for what, text in HOSTILE.items():
            undone(lambda: send(role, address, dict.fromkeys(fields, text), what))  # noqa: B023
        undone(lambda: send(role, address, fields, "as it stands"))  # noqa: B023
        undone(lambda: send(role, address, {}, "no field at all"))  # noqa: B023

    assert tried > 40
    assert wrong == []


@shared_out
def test_a_null_byte_in_any_form_changes_nothing(
    every_address: list[tuple[str, str]], clients: Clients, share: int
) -> None:
    for role, _page, address, fields in pages_of(share, every_address, clients):
        with CaptureQueriesContext(connection) as queries:
            answer = clients(role).post(address, {**fields, "why": "a\0b", "text\0": "x"})

        assert answer.status_code == 400, address
        assert not [q["sql"] for q in queries if not HARMLESS.search(q["sql"])]
        assert "Nothing was changed" in answer.content.decode()


@shared_out
def test_a_megabyte_in_a_field_is_refused_or_kept_whole_in_its_limit(
    every_address: list[tuple[str, str]], clients: Clients, share: int
) -> None:
    megabyte, wrong = "long words " * 100_000, []

    def send(role: str, address: str, fields: dict[str, str], name: str) -> None:
        answer = clients(role).post(address, {**fields, name: megabyte})
        if answer.status_code not in FINE:
            wrong.append((role, address, name, answer.status_code))

    for role, _page, address, fields in pages_of(share, every_address, clients):
        for name in fields:
            undone(lambda: send(role, address, fields, name))  # noqa: B023

    assert wrong == []


@shared_out
def test_odd_questions_in_every_address(
    every_address: list[tuple[str, str]], clients: Clients, share: int
) -> None:
    wrong = [
        (role, address + query, answer.status_code)
        for _name, address in part_of(every_address, share)
        for query in QUERIES
        for role in ("visitor", "manager")
        if (answer := clients(role).get(address + query)).status_code not in FINE
    ]

    assert wrong == []


FORGED = [
    "'", "%00", "%ff%fe", "a" * 3000, "99999999999999999999", "‮x",
    "00000000-0000-0000-0000-000000000000",
]  # fmt: skip


@shared_out
def test_forged_keys_in_every_address(
    every_address: list[tuple[str, str]], clients: Clients, share: int
) -> None:
    """Each part of each address is replaced in turn: not found, or not understood, never an error."""
    forged = set()
    for _name, address in part_of(every_address, share):
        steps = address.strip("/").split("/")
        for at in range(1, len(steps)):
            forged |= {"/" + "/".join([*steps[:at], p, *steps[at + 1 :]]) + "/" for p in FORGED}
    wrong = [
        (address[:80], status)
        for address in sorted(forged)
        if (status := clients("manager").get(address).status_code) not in FINE
    ]

    assert len(forged) > 50
    assert wrong == []


@shared_out
def test_other_methods_on_every_address_change_nothing_and_break_nothing(
    every_address: list[tuple[str, str]], clients: Clients, share: int
) -> None:
    wrong = []
    for role in ("visitor", "manager"):
        client = clients(role)
        for method in ("head", "options", "put", "patch", "delete", "trace"):
            for name, address in part_of(every_address, share):
                with CaptureQueriesContext(connection) as queries:
                    answer = getattr(client, method)(address)
                if answer.status_code not in (FINE if method != "trace" else {405}):
                    wrong.append((name, role, method, answer.status_code))
                changed = [q["sql"] for q in queries if not HARMLESS.search(q["sql"])]
                if changed:
                    wrong.append((name, role, method, changed))

    assert wrong == []


#: Mail programs press it by themselves (RFC 8058): its secret is in the address.
ONE_CLICK = {"notify:stop"}


@shared_out
def test_a_form_without_its_token_changes_nothing_anywhere(
    every_address: list[tuple[str, str]], people: object, share: int
) -> None:
    wrong = []
    for role in ("visitor", "entrant", "manager", "keeper"):
        client = Client(enforce_csrf_checks=True)
        if role != "visitor":
            client.force_login(getattr(people, role))
        for name, address in part_of(every_address, share):
            with CaptureQueriesContext(connection) as queries:
                answer = client.post(address, {"why": "x"})
            changed = [q["sql"] for q in queries if not HARMLESS.search(q["sql"])]
            if name in ONE_CLICK:
                continue
            if answer.status_code not in {403, 404, 405} or changed:
                wrong.append((name, role, answer.status_code, changed))

    assert wrong == []


def test_a_form_that_has_expired_is_said_to_be_so(people: object) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.manager)  # type: ignore[attr-defined]

    page = client.post("/messages/read/").content.decode()

    assert "This form has expired" in page
    assert "Nothing was changed" in page


@pytest.mark.parametrize(
    ("content_type", "body", "answers"),
    [
        ("application/json", b'{"why": ', {400, 403, 404, 200, 302, 409}),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken", {400, 200}),
        ("multipart/form-data", b"no boundary", {400}),
        ("application/x-www-form-urlencoded; charset=utf-7", b"why=%FF%FE", {400, 200}),
        ("application/x-www-form-urlencoded; charset=nothing", b"why=x", {400, 200}),
        ("application/x-www-form-urlencoded", b"a=1&" * 3000, {400}),
        ("application/x-www-form-urlencoded", b"why=" + b"a" * (3 * 1024 * 1024), {400}),
        ("text/plain", b"\xff\xfe\x00", {200, 400}),
    ],
)
def test_bodies_that_are_no_form(
    clients: Clients, people: object, content_type: str, body: bytes, answers: set[int]
) -> None:
    answer = clients("entrant").generic(
        "POST", "/account/profile/", body, content_type=content_type
    )

    assert answer.status_code in answers


def test_a_body_beyond_every_limit_is_refused_unread(clients: Clients, settings: object) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1024  # type: ignore[attr-defined]

    answer = clients("visitor").post("/account/login/", {"login": "x" * (3 * 1024 * 1024)})

    assert answer.status_code == 413
    assert "That is too large" in answer.content.decode()
