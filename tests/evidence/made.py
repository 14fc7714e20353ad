"""Analyses as the services make them: begun, read, reviewed, published."""

import datetime as dt
import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from allotment.evidence.models import Analysis, Edition, Run
from allotment.evidence.queries.composed import Composed, composed
from allotment.evidence.services import analyses, publishing, running
from allotment.fund.models import Call, Entry, Submission
from allotment.kernel.guards.rows import writing
from allotment.kernel.people.models import User
from tests.files.made import png
from tests.people import People
from tests.register.grants import Grant, small_grant

LICENCE = "https://creativecommons.org/licenses/by/4.0/"

#: Things that grants are for, told in words that have little in common.
KINDS = (
    ("Refuge and advice for women who flee violence at home",
     "Women and their children who flee domestic violence find a refuge, legal advice and a worker "
     "who stays beside them in court until they are safe."),
    ("Debt advice and budgeting for tenants",
     "Tenants with rent arrears and debts get advice on benefits, a budget and a repayment plan, so "
     "that nobody is evicted and loses their home."),
    ("A choir and a theatre for older people",
     "Older people sing, act and paint once a week in a choir and a theatre, and show at the museum "
     "what they have rehearsed."),
    ("Bicycles and football for young offenders",
     "Young people who have left prison mend bicycles, play football with a coach and train as "
     "mechanics, and fewer of them offend again."),
)  # fmt: skip
PLACES = ("Alder", "Birch", "Cedar", "Damson", "Elder", "Fir", "Gorse", "Hazel", "Ivy", "Juniper",
          "Larch", "Maple")  # fmt: skip


def some_grants(people: People, count: int = 48) -> list[Grant]:
    """Grants of four kinds, one after the other, and one of which nothing can be told."""
    grants = []
    for n in range(count):
        (title, text), place = KINDS[n % 4], PLACES[n // 4 % 12]
        grants.append(
            small_grant(
                id=f"360G-read-{people.number}-{n:02}",
                title=people.named(f"{title} in {place}"),
                description=f"{text} It serves {place} and the villages around.",
                amountAwarded=1_000 + 250 * n,
                awardDate=f"20{20 + n % 4}-03-05",
                recipientOrganization=[{"id": f"GB-CHC-{1_200_000 + n}", "name": f"{place} {n}"}],
            )
        )
    grants.append(small_grant(id=f"360G-read-{people.number}-x", title="Zzz", description="Zzz."))
    return grants


def grants_file(grants: list[Grant], name: str = "grants.json") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, json.dumps({"grants": grants}).encode())


def picture_file(name: str = "table.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, png(), content_type="image/png")


def sent_entries(
    people: People, call: Call, answers: list[dict[str, Any]], **fields: Any
) -> list[Entry]:
    """An entry for each, as if it had been sent; `title` is its title, the rest answers by key."""
    made = []
    for n, typed in enumerate(answers):
        entry = Entry.objects.create(
            call=call, owner=people.entrant, organisation=people.repair_cafe,
            title=str(typed.get("title", f"Idea {n}")), reference=f"SENT-{call.pk}-{n:03}",
            start_token=f"sent{call.pk}-{n}", asked=100_000 + 10_000 * n,
            submitted_at=call.opens_at, **({"state": "eligible"} | fields),
        )  # fmt: skip
        document = {"answers": [{"key": key, "answer": value} for key, value in typed.items()]}
        with writing("fund"):
            Submission.objects.create(
                entry=entry, number=1, token="t", document=document, digest="0" * 64,
                sent_at=call.opens_at,
            )  # fmt: skip
        made.append(entry)
    return made


def quiet(_step: int, _steps: int, _note: str) -> None:
    """Progress that nobody follows."""


def read(analysis: Analysis, by: User | None = None) -> Run:
    """Have the source read here and now, as the next run."""
    last = analysis.runs.order_by("-number").first()
    number = last.number + 1 if last else 1
    return running.run(analysis=analysis, number=number, by=by, tell=quiet)


def of_file(
    people: People, grants: list[Grant] | None = None, title: str = "What grants say"
) -> Analysis:
    """An analysis of a file that has been read."""
    upload = grants_file(some_grants(people) if grants is None else grants)
    found, _job = analyses.begin_with_file(
        owner=people.wexcombe, upload=upload, title=people.named(title), by=people.manager
    )
    read(found, people.manager)
    return found


def of_call(people: People, call: Call, title: str = "What entries say") -> Analysis:
    """An analysis of a call that has been read."""
    found, _job = analyses.begin_with_calls(
        owner=call.funder, calls=[call], title=people.named(title), by=people.manager
    )
    read(found, people.manager)
    return found


def now(analysis: Analysis) -> Composed:
    """The analysis as it stands."""
    found = composed(Analysis.objects.select_related("owner").get(pk=analysis.pk))
    assert found is not None
    return found


def published(
    analysis: Analysis, by: User, changes: str = "", on: dt.date = dt.date(2026, 3, 27)
) -> Edition:
    """The next edition of the report as it stands."""
    found = now(analysis)
    analysis.refresh_from_db()
    return publishing.publish(
        analysis=analysis, run=found.run, report=found.report, licence=LICENCE, on=on,
        changes=changes, seen=analysis.version, by=by,
    )  # fmt: skip
