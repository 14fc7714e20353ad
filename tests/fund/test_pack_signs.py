"""A board pack of whatever people type: signs that no font has do not keep the board from its papers."""

import io
from typing import Any

import pikepdf
import pytest

from allotment.fund.models import Call, Entry
from tests.fund.batches import with_the_board
from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "title", ["رضاکار لوگ", "Walks 👩‍👩‍👧", "A bell \x07 rings", "z\u0335", "x" * 300]
)
def test_titles_in_any_signs_come_into_the_pack(
    people: People, open_call: Call, as_person: Any, title: str
) -> None:
    (entry,) = with_the_board(people, open_call, 1)
    Entry.objects.filter(pk=entry.pk).update(title=title)

    answer = as_person(people.board).get(f"/manage/{open_call.key}/board-pack.pdf")

    assert answer.status_code == 200
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
