"""What the register holds on a person, exported and erased."""

import json
from io import BytesIO

from allotment.register.models import Award, ImportRun
from allotment.register.services.imports import import_grants
from tests.people import People
from tests.privacy import parts
from tests.register.grants import small_grant


def bring_in(people: People) -> None:
    content = json.dumps({"grants": [small_grant()]}).encode()
    import_grants(BytesIO(content), file_name="mine.json", by=people.keeper)


def test_a_person_gets_the_imports_that_they_started(people: People) -> None:
    bring_in(people)

    assert [each["file_name"] for each in parts.export("register", people.keeper)["imports"]] == [
        "mine.json"
    ]
    assert parts.export("register", people.manager)["imports"] == []
    assert parts.plan("register", people.keeper).goes
    assert not parts.plan("register", people.manager).goes


def test_erasing_a_person_forgets_who_imported_and_keeps_what_came_in(people: People) -> None:
    bring_in(people)

    parts.erase("register", people.keeper)

    assert ImportRun.objects.get().by is None
    assert Award.objects.count() == 1
    assert parts.export("register", people.keeper)["imports"] == []
