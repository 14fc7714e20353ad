"""A list of joiners and leavers: shown line by line first, then done, all of it or nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, strategies as st

from allotment.kernel.audit.models import AuditLine
from allotment.kernel.organisations.domain import staff_list
from allotment.kernel.organisations.models import Invitation, Membership
from tests.people import People

AsPerson = Callable[[object | None], Client]
HEAD = "Name,E-mail,Role,Change\n"


@pytest.fixture
def address(people: People) -> str:
    for person in (people.administrator, people.manager, people.board):
        assert person
    return f"/organisations/{people.wexcombe.key}/joiners-and-leavers/"


def look(client: Client, address: str, content: str | bytes) -> str:
    """What the page says of a file."""
    encoded = content if isinstance(content, bytes) else content.encode()
    return client.post(address, {"file": SimpleUploadedFile("x.csv", encoded)}).content.decode()


def do(client: Client, address: str, text: str) -> str:
    form = {"text": text, "confirmed": "on"}
    return client.post(address, form, follow=True).content.decode()


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfe-mail;change\r\nann@example.org;Joins\r\n",
        b"Change\tFull name\tEmail address\njoiner\tAnn\tANN@example.org\n\n",
        "name,email,change\nZoë,ann@example.org,join\n".encode("cp1252"),
    ],
)
def test_files_as_offices_write_them_are_read(content: bytes) -> None:
    (line,) = staff_list.read(staff_list.decoded(content))

    assert (line.email, line.leaves, line.problem) == ("ann@example.org", False, "")


@pytest.mark.parametrize(
    "email",
    [
        "a" * 250 + "@example.org",
        "ß" * 130 + "@example.org",  # each becomes two letters
        "a" * 190 + "@example.org.cut",
        "a\0b@example.org",
    ],
)
def test_an_address_is_taken_as_it_is_or_not_at_all(email: str) -> None:
    (line,) = staff_list.read(f"{HEAD}Ann,{email},,joins\n")

    assert line.email == email.casefold()
    assert (line.problem == staff_list.BAD_EMAIL) == (len(line.email) > 254 or "\0" in email)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", staff_list.NO_HEADINGS), ("name,role\nAnn,Member\n", staff_list.NO_HEADINGS),
        (HEAD, staff_list.NO_LINES), (HEAD + " , ,,\n", staff_list.NO_LINES),
        (HEAD + "a,a@example.org,,joins\n" * 1001, staff_list.TOO_LONG),
    ],
)  # fmt: skip
def test_what_is_no_list_is_said_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(staff_list.BadListError) as refused:
        staff_list.read(text)

    assert refused.value.sentence.template == sentence


@given(st.text(max_size=200))
def test_nothing_that_is_sent_breaks_the_reading(text: str) -> None:
    try:
        lines = staff_list.read(HEAD + text)
    except staff_list.BadListError:
        return
    assert all(line.number > 1 for line in lines)


@pytest.mark.django_db
def test_each_line_says_what_it_would_do_and_nothing_happens_yet(
    people: People, as_person: AsPerson, address: str
) -> None:
    before = Membership.objects.filter(ended_at=None).count()
    page = look(
        as_person(people.administrator), address,
        HEAD + "New,new@example.org,Board member,joins\n"
        "Mara,mara.manager@example.org,Fund manager,joins\n"
        "Bea,bea.board@example.org,,leaves\n"
        "Odd,odd@example.org,Emperor,joins\n"
        "Nobody,nobody@example.org,,leaves\n"
        "Again,new@example.org,,joins\n"
        "Bad,not an address,,joins\n"
        "What,what@example.org,,perhaps\n"
        "Finn,bea.board@example.org,,leaves\n"
        "Mara,adam.administrator@example.org,,leaves\n",
    )  # fmt: skip

    for said in (
        "Will be invited to the role Board member.", "Has the role Fund manager already.",
        "These roles will end, and every sign-in: Board member.", "There is no such role here.",
        "Nobody with this address works here.", "This address is in line 2 already.",
        "This is not an e-mail address.", "Write “joins” or “leaves”", "That is you.",
    ):  # fmt: skip
        assert said in page
    assert Membership.objects.filter(ended_at=None).count() == before
    assert not Invitation.objects.exists()


@pytest.mark.django_db
def test_joiners_are_invited_and_leavers_lose_roles_and_sign_ins_but_no_history(
    people: People, as_person: AsPerson, address: str
) -> None:
    leaver = as_person(people.board)
    UserSession.objects.create(
        user=people.board, session_key=leaver.session.session_key, ip="127.0.0.1"
    )
    client = as_person(people.administrator)
    text = HEAD + "Bea,bea.board@example.org,,leaves\nNew,new@example.org,,joins\nx,y,,joins\n"
    assert leaver.get("/tasks/").status_code == 200
    assert 'name="confirmed"' in look(client, address, text)

    page = do(client, address, text)

    assert "Invited: 1. Left: 1. Lines left out: 1." in page
    assert Invitation.objects.get().email == "new@example.org"
    assert leaver.get("/tasks/").status_code == 302
    held = Membership.objects.filter(person=people.board)
    assert [each.ended_at is not None for each in held] == [True]
    assert AuditLine.objects.get(kind="organisations.list_applied").facts == {
        "invited": 1, "left": 1, "problems": 1,
    }  # fmt: skip
    again = look(client, address, text)
    assert "Has been invited to the role Member already." in again
    assert "There is nothing to do." in again


@pytest.mark.django_db
def test_whoever_leaves_before_they_answered_is_no_longer_invited(
    people: People, as_person: AsPerson, address: str
) -> None:
    client = as_person(people.administrator)
    do(client, address, HEAD + "New,new@example.org,,joins\n")
    leaves = HEAD + "New,New@example.org,,leaves\n"

    page = look(client, address, leaves)
    done = do(client, address, leaves)

    assert "Their invitations will be withdrawn." in page
    assert 'name="confirmed"' in page
    assert "Invited: 0. Left: 1. Lines left out: 0." in done
    assert Invitation.objects.get().withdrawn_at is not None
    assert "Nobody with this address works here." in look(client, address, leaves)


@pytest.mark.django_db
def test_the_last_administrator_cannot_leave_and_of_two_not_both(
    people: People, as_person: AsPerson, address: str
) -> None:
    for person in (people.manager, people.board):
        Membership.objects.create(
            organisation=people.wexcombe, person=person, role="organisations.administrator"
        )
    everybody = "".join(
        f"x,{person.email},,leaves\n" for person in (people.administrator, people.manager)
    )
    keeper, needs = as_person(people.keeper), "An organisation needs an administrator."

    assert needs not in look(keeper, address, HEAD + everybody)
    both = do(keeper, address, HEAD + everybody + f"x,{people.board.email},,leaves\n")

    assert "Left: 0. Lines left out: 3." in both
    assert needs in look(
        keeper, address, HEAD + everybody + f"x,{people.board.email},Administrator,leaves\n"
    )


@pytest.mark.django_db
def test_only_administrators_take_in_a_list(
    people: People, as_person: AsPerson, address: str
) -> None:
    for person, code in ((people.manager, 403), (people.outsider, 404)):
        answer = as_person(person).post(address, {"text": HEAD, "confirmed": "on"})
        assert answer.status_code == code


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"a" * 300_000, b'"'])
def test_a_file_that_is_no_list_is_refused_on_its_page(
    people: People, as_person: AsPerson, address: str, content: Any
) -> None:
    assert "There is a problem" in look(as_person(people.administrator), address, content)
