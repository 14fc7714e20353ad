"""Two funders that become one keep one correction of each label."""

import datetime as dt

import pytest
from django.utils import timezone

from allotment.evidence.models import Correction
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.organisations.services.merging import merge
from tests.people import People

pytestmark = pytest.mark.django_db


def corrected(owner: Organisation, code: str, *, right: bool, days_ago: int) -> None:
    made = Correction.objects.create(
        owner=owner, row="360G-a-1", scheme="service", code=code, right=right, by_machine=True
    )
    at = timezone.now() - dt.timedelta(days=days_ago)
    Correction.objects.filter(pk=made.pk).update(at=at)


def test_of_two_corrections_of_one_label_the_newer_holds_whoever_made_it(people: People) -> None:
    gone, stays = people.otterbourne, people.wexcombe
    corrected(gone, "debt", right=True, days_ago=1)
    corrected(stays, "debt", right=False, days_ago=9)
    corrected(gone, "arts", right=True, days_ago=9)
    corrected(stays, "arts", right=False, days_ago=1)
    corrected(gone, "parks", right=True, days_ago=5)

    merge(gone=gone, stays=stays, by=people.keeper)

    kept = Correction.objects.order_by("code").values_list("code", "right", "owner_id")
    assert list(kept) == [
        ("arts", False, stays.pk), ("debt", True, stays.pk), ("parks", True, stays.pk),
    ]  # fmt: skip
