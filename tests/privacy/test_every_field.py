"""Every field of every model that is classed personal or special: taken away, erased, or said to stay.

Something unmistakable is planted in each of them, in a world with one of everything. Then everybody
takes their data, everybody is erased, and at last every period is over.
"""

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from allotment.fund.models import Conflict, Entry
from allotment.kernel.notify.models import BouncedAddress, Mail
from allotment.kernel.organisations.models import Membership
from allotment.kernel.people.models import User
from allotment.kernel.privacy import queries, services
from tests.house.world import make_world
from tests.people import People
from tests.privacy.conftest import places_of

Field = models.Field
#: Opaque numbers of people: they lead to a row that names nobody any more.
OPAQUE = {"audit.AuditLine.by", "money.Movement.by", "search.Reader.who"}
USERS = "people.User.email"
#: Hold a person's address: the one that the first user has is planted there.
ADDRESSES = {
    "notify.Mail.to", "notify.BouncedAddress.address", "fund.Call.contact",
    "organisations.Invitation.email",
}  # fmt: skip
#: What no export holds, and why.
NOT_TAKEN = {"people.User.password": "a digest that only the site can use"}
#: What erasing a person leaves until its period is over, and why.
STAYS = {
    **dict.fromkeys(
        ["fund.Entry.paper_name", "fund.Entry.paper_contact", "fund.Entry.screening_reason",
         "fund.DraftAnswer.typed", "fund.Submission.document", "fund.Letter.body",
         "fund.Award.turned_down_because", "fund.LateChange.why", "files.StoredFile.name"],
        "a sent entry, or one shared with colleagues: the funder must show how it decided",
    ),
    **dict.fromkeys(
        ["fund.Assignment.conflict", "fund.Assignment.comment", "fund.Score.reason",
         "fund.Conflict.what", "fund.Decision.reason"],
        "how an entry was judged, which those who entered have a right to know",
    ),
}  # fmt: skip
#: What stays for good, and why.
KEPT = {
    "audit.AuditLine.why": "reasons of a public body for what it did with calls and money",
    "organisations.Membership.role": "that whoever decided or paid was entitled to: a word of a list",
}


def label(field: Field) -> str:
    return f"{field.model._meta.label}.{field.name}"


def personal_fields() -> list[Field]:
    """Those that hold words, the users' addresses first."""
    found = [
        field
        for model in apps.get_models()
        if model.__module__.startswith("allotment.")
        for field in model._meta.fields
        if getattr(model, "privacy", {}).get(field.name) in {"personal", "special"}
        and isinstance(field, models.CharField | models.TextField | models.JSONField)
        and label(field) not in OPAQUE
    ]
    return sorted(found, key=lambda field: label(field) != USERS)


def mark(number: int) -> str:
    return f"qz{number:03d}mark"


def plant(field: Field, word: str, address: str) -> int:
    """Put the word into this column of every row; says how many rows there are."""
    table, column = field.model._meta.db_table, field.column
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {field.model._meta.pk.column}, "{column}" FROM "{table}"')
        rows = cursor.fetchall()
        for number, (pk, old) in enumerate(rows):
            value: Any = word
            if label(field) == USERS:
                value = f"{word}.{number}@example.org"
            elif label(field) in ADDRESSES:
                value = address
            elif isinstance(field, models.JSONField):
                value = json.dumps(_with(json.loads(old) if isinstance(old, str) else old, word))
            cursor.execute(
                f'UPDATE "{table}" SET "{column}" = %s WHERE {field.model._meta.pk.column} = %s',
                [value, pk],
            )
    return len(rows)


def _with(held: Any, word: str) -> Any:
    if isinstance(held, dict) and isinstance(held.get("answers"), list):
        return {**held, "answers": [*held["answers"], {"question": word, "answer": word}]}
    return {**held, "note": word} if isinstance(held, dict) else [word]


@pytest.mark.django_db(transaction=True)
def test_every_personal_field_can_be_removed_and_goes_or_is_said_to_stay(
    people: People,
) -> None:
    make_world(people)
    Mail.objects.create(to="x@example.org", subject="a", body="b")
    BouncedAddress.objects.create(address="x@example.org")
    Conflict.objects.create(entry=Entry.objects.all()[0], person=people.assessor, what="A sister.")
    words = {mark(number): field for number, field in enumerate(personal_fields())}
    address = f"{mark(0)}.0@example.org"
    rows = {label(field): plant(field, word, address) for word, field in words.items()}
    stays = _somebody_who_stays()
    everybody = list(User.objects.exclude(pk=stays.pk))

    taken = json.dumps([queries.export(each) for each in everybody], cls=DjangoJSONEncoder)
    for each in everybody:
        services.erase(by=each)
    after_erasing = places_of(*words)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=366 * 30)):
        services.carry_out()
        assert services.carry_out() == {}
    in_the_end = places_of(*words)

    def named(found: Iterable[str]) -> set[str]:
        return {label(words[word]) for word in found}

    assert [name for name, count in rows.items() if not count] == [], "the world has no row of it"
    own = {word for word, field in words.items() if label(field) not in ADDRESSES}
    assert named(word for word in own if word not in taken) == set(NOT_TAKEN)
    assert taken.count(address) > 3
    assert named(after_erasing) == STAYS.keys() | KEPT.keys()
    assert named(in_the_end) == set(KEPT)
    assert all(each.erased_at for each in User.objects.exclude(pk=stays.pk))


def _somebody_who_stays() -> User:
    """The site and its organisations need somebody."""
    stays = User.objects.create(email="stays@example.net", name="Stays", is_site_keeper=True)
    for organisation in Membership.objects.values_list("organisation", flat=True).distinct():
        Membership.objects.create(
            organisation_id=organisation, person=stays, role="organisations.administrator"
        )
    return stays
