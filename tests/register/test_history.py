"""What awards said before a newer file changed them is kept, shown, and tells of nobody."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, strategies as st

from allotment.kernel.guards.rows import GuardedError, writing
from allotment.register.domain.history import differences
from allotment.register.models import Award, AwardVersion, ImportRun
from tests.racing import at_once
from tests.register.conftest import bring
from tests.register.grants import small_grant

pytestmark = pytest.mark.django_db

A, B, C = ({"id": f"360G-history-{n}"} for n in "abc")


def page_of(award: Award) -> str:
    return Client().get(f"/register/awards/{award.key}/").content.decode()


def test_what_changed_stands_on_the_page_with_what_it_was(client: Client) -> None:
    bring(small_grant(**A, amountAwarded=1000, title="Tools"), small_grant(**B))
    bring(small_grant(**A, amountAwarded=1200, title="Tools"), small_grant(**B))
    bring(
        small_grant(**A, amountAwarded=1200, title="More tools", description="Ask Mara Example."),
        small_grant(**C),
    )
    bring(small_grant(**A, amountAwarded=1200, title="More tools", description="Ask us."))

    changed, same = (Award.objects.get(identifier=each["id"]) for each in (A, B))
    page = page_of(changed)
    history = page[page.index('id="history"') : page.index("All that was published")]
    assert "Amount Awarded: “1,000” became “1,200”" in history
    assert "Title: “Tools” became “More tools”" in history
    assert history.index("Title") < history.index("Amount Awarded")
    assert "Description was changed" in history
    assert "Mara Example" not in page
    assert 'id="history"' not in page_of(same)
    assert [(v.award_id, v.run_id) for v in AwardVersion.objects.order_by("pk")] == [
        (changed.pk, run) for run in ImportRun.objects.order_by("pk").values_list("pk", flat=True)[1:]
    ]  # fmt: skip
    assert AwardVersion.objects.count() == sum(ImportRun.objects.values_list("updated", flat=True))


def test_a_file_that_comes_again_adds_nothing_and_a_batch_costs_the_same() -> None:
    def statements(count: int, amount: int) -> int:
        grants = [small_grant(id=f"360G-h-{n}", amountAwarded=amount) for n in range(count)]
        with CaptureQueriesContext(connection) as queries:
            bring(*grants, batch=count)
        return sum(AwardVersion._meta.db_table in each["sql"] for each in queries)

    bring(*(small_grant(id=f"360G-h-{n}", amountAwarded=1) for n in range(30)))

    assert statements(3, 2) == statements(30, 3)
    assert AwardVersion.objects.count() == 33
    bring(*(small_grant(id=f"360G-h-{n}", amountAwarded=3) for n in range(30)))
    assert AwardVersion.objects.count() == 33


def test_nobody_but_the_register_writes_it_and_an_award_takes_it_along() -> None:
    bring(small_grant(**A, amountAwarded=1))
    bring(small_grant(**A, amountAwarded=2))
    version = AwardVersion.objects.get()

    with pytest.raises(GuardedError):
        version.save()
    with pytest.raises(GuardedError):
        AwardVersion.objects.update(document="{}")
    with writing("register"):
        Award.objects.all().delete()
    assert not AwardVersion.objects.exists()


def individual(name: str, **more: object) -> dict[str, object]:
    grant = small_grant(**more)
    grant.pop("recipientOrganization")
    return grant | {"recipientIndividual": {"id": "p1", "name": name}}


def test_who_is_a_person_now_was_nobody_before() -> None:
    named = small_grant(**A)
    named["recipientOrganization"][0]["name"] = "Quentin Quill"
    bring(named)
    bring(named | {"amountAwarded": 7})
    assert "Quentin Quill" in AwardVersion.objects.get().document

    bring(individual("Quentin Quill", **A, amountAwarded=8))
    assert not AwardVersion.objects.exists()
    bring(individual("Quentin Quill", **A, amountAwarded=9))

    award = Award.objects.get()
    assert json.loads(AwardVersion.objects.get().document)["amountAwarded"] == 8
    assert "Quill" not in AwardVersion.objects.get().document
    assert "Quill" not in page_of(award)
    assert "“8” became “9”" in page_of(award)


def test_names_that_came_in_before_they_were_withheld_do_not_go_into_the_history() -> None:
    bring(individual("Quentin Quill", **A, amountAwarded=8))
    with writing("register"):
        Award.objects.update(
            document=json.dumps(individual("Quentin Quill", **A, amountAwarded=8)), digest="old"
        )
    bring(individual("Quentin Quill", **A, amountAwarded=8))

    assert "Quill" not in AwardVersion.objects.get().document


@pytest.mark.django_db(transaction=True)
def test_eight_imports_at_once_keep_each_version_once() -> None:
    bring(small_grant(**A, amountAwarded=1))

    at_once(lambda number: bring(small_grant(**A, amountAwarded=number + 2)))

    amounts = [json.loads(v.document)["amountAwarded"] for v in AwardVersion.objects.all()]
    amounts.append(json.loads(Award.objects.get().document)["amountAwarded"])
    assert sorted(amounts) == list(range(1, 10))


VALUES = st.recursive(
    st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(st.text("abc", min_size=1, max_size=1), inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)
GRANTS = st.dictionaries(st.text("abc", min_size=1, max_size=1), VALUES, max_size=3)


@given(GRANTS, GRANTS)
def test_differences_are_those_that_there_are(
    before: dict[str, object], after: dict[str, object]
) -> None:
    found = differences(before, after)

    assert (found == []) == (before == after)
    assert [(d.path, d.now, d.was) for d in sorted(found, key=lambda d: str(d.path))] == [
        (d.path, d.was, d.now)
        for d in sorted(differences(after, before), key=lambda d: str(d.path))
    ]
