"""Importing files: whole batches, everything accounted for, nothing lost, nothing done twice."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from allotment.kernel.audit.models import AuditLine
from allotment.kernel.audit.queries import verify_all
from allotment.kernel.guards.rows import writing
from allotment.kernel.jobs.models import Job
from allotment.kernel.jobs.services import Cancelled
from allotment.register.models import Award, AwardPlace, ImportRun, Party
from allotment.register.queries import export
from allotment.register.queries.imports import rejected_file
from allotment.register.services.imports import ImportReport, import_grants
from tests.register.conftest import Importer
from tests.register.grants import full_grant, small_grant

pytestmark = pytest.mark.django_db

LLOYDS = "lloyds-bank-foundation-2010-2015.json"
POWER_TO_CHANGE = "power-to-change-2015-2019.json"


def from_path(path: Path) -> ImportReport:
    with path.open("rb") as file:
        return import_grants(file, file_name=path.name, by=None)


def counts(report: ImportReport) -> tuple[int, int, int, int, int]:
    return report.read, report.imported, report.updated, report.unchanged, report.rejected


def changes(report: ImportReport) -> dict[str, int]:
    return {change.kind.value: change.count for change in report.changes}


def exported() -> list[dict[str, Any]]:
    return [json.loads(document) for document in export.documents()]


def rows() -> list[tuple[Any, ...]]:
    """All that the register holds, to see that nothing changed."""
    return [
        *Award.objects.order_by("pk").values_list(),
        *Party.objects.order_by("pk").values_list(),
        *AwardPlace.objects.order_by("pk").values_list(),
    ]


def test_a_grant_comes_in_with_its_organisations_and_places(bring_in: Importer) -> None:
    report = bring_in(full_grant())

    award = Award.objects.get()
    assert counts(report) == (1, 1, 0, 0, 0)
    assert (award.identifier, award.amount_pence) == ("360G-millbridge-1", 125_000)
    assert (award.funder.name, award.funder.is_funder) == ("Millbridge Council", True)
    assert award.recipient is not None
    assert award.recipient.identifier == "GB-CHC-9999999"
    assert award.source == Award.Source.IMPORTED
    assert [place.code for place in award.places.all()] == ["E05009999"]
    assert json.loads(award.document) == full_grant()


def test_every_quirk_is_read_reported_or_rejected_with_its_reason(quirks: Path) -> None:
    report = from_path(quirks)

    assert counts(report) == (20, 14, 0, 1, 5)
    assert changes(report) == {
        "from-open-call": 1,
        "day-first-date": 1,
        "money-with-commas": 3,
        "money-with-pound-sign": 2,
        "fraction-of-a-penny": 1,
        "identifier-with-blanks": 2,
        "duplicate-id": 2,
        "unknown-code": 2,
        "required-field-missing": 1,
        "empty-value-left-out": 1,
        "list-of-one": 1,
        "number-as-text": 1,
        "code-respelt": 1,
    }
    assert [rejection.row for rejection in report.rejections] == [8, 11, 12, 13, 14]
    assert "row 1" in report.rejections[0].reason
    assert "lots" in report.rejections[1].reason
    assert "31/02/2025" in report.rejections[2].reason


def test_the_first_change_of_each_kind_is_shown_with_its_row(quirks: Path) -> None:
    report = from_path(quirks)

    first = {change.kind.value: change.first for change in report.changes}
    assert first["from-open-call"] == "row 1, fromOpenCall: Y → Yes"
    assert first["day-first-date"] == "row 2, awardDate: 05/03/2025 → 2025-03-05"
    assert first["duplicate-id"] == "row 7, id: 360G-quirks-1"


def test_totals_are_kept_by_currency(quirks: Path) -> None:
    report = from_path(quirks)

    assert report.totals["USD"] == 50_000
    assert report.total_pence == sum(
        Award.objects.filter(currency="GBP").values_list("amount_pence", flat=True)
    )


def test_the_same_file_twice_changes_nothing(quirks: Path) -> None:
    first = from_path(quirks)
    before = rows()
    lines = AuditLine.objects.count()

    second = from_path(quirks)

    assert counts(second) == (20, 0, 0, 15, 5)
    assert rows() == before
    assert AuditLine.objects.count() == lines
    assert changes(second) == changes(first)


def test_a_changed_grant_is_updated_in_place_under_the_same_address(bring_in: Importer) -> None:
    bring_in(full_grant())
    before = Award.objects.get()
    moved = {"geoCode": "E06000001", "geoCodeType": "UA", "name": "Elsewhere"}

    report = bring_in(full_grant() | {"title": "New title", "beneficiaryLocation": [moved]})

    award = Award.objects.get()
    assert counts(report) == (1, 0, 1, 0, 0)
    assert (award.pk, award.key, award.entered_at) == (before.pk, before.key, before.entered_at)
    assert award.title == "New title"
    assert [place.code for place in award.places.all()] == ["E06000001"]


def test_an_address_stays_the_same_when_the_register_is_made_again(bring_in: Importer) -> None:
    bring_in(small_grant())
    key = Award.objects.get().key
    with writing("register"):
        Award.objects.all()._raw_delete(Award.objects.db)

    bring_in(small_grant(title="Other"))

    assert Award.objects.get().key == key


def test_an_organisation_has_one_row_and_the_name_of_its_latest_award(bring_in: Importer) -> None:
    older = small_grant(id="a", awardDate="2020-01-01")
    newer = small_grant(id="b", awardDate="2024-01-01")
    oldest = small_grant(id="c", awardDate="2010-01-01")
    older["recipientOrganization"][0]["name"] = "Old name"
    newer["recipientOrganization"][0]["name"] = "New name"
    oldest["recipientOrganization"][0]["name"] = "First name"

    bring_in(older, newer)
    bring_in(oldest)

    party = Party.objects.get(identifier="GB-CHC-9999999")
    names = Award.objects.order_by("award_date").values_list("recipient_name", flat=True)
    assert party.name == "New name"
    assert list(names) == ["First name", "Old name", "New name"]


def test_each_batch_is_one_line_in_the_audit(bring_in: Importer) -> None:
    bring_in(*(small_grant(id=str(number)) for number in range(7)), batch=3)

    lines = AuditLine.objects.filter(kind="register.batch_imported").order_by("number")
    assert [line.facts["imported"] for line in lines] == [3, 3, 1]
    assert [line.facts["first_row"] for line in lines] == [1, 4, 7]
    assert verify_all(None)[1] == []


def test_a_run_keeps_its_counts_changes_and_rejections(quirks: Path) -> None:
    report = from_path(quirks)

    run = ImportRun.objects.get()
    assert run.key == report.run_key
    assert run.status == ImportRun.Status.FINISHED
    assert (run.read, run.imported, run.rejected) == (20, 14, 5)
    assert len(run.rejections) == 5
    assert run.about_file == {"title": "Every quirk we know of, written for the tests"}


def test_what_came_before_a_failure_stays_in_whole_batches(
    bring_in: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    grants = [small_grant(id=str(number)) for number in range(10)]
    whole = json.dumps({"grants": grants}).encode()

    class Failing(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            data = super().read(400)
            if not data or self.tell() > len(whole) * 0.7:
                raise OSError("the disk is gone")
            return data

    with pytest.raises(OSError, match="disk"):
        import_grants(Failing(whole), file_name="x", by=None, batch=3)
    assert Award.objects.count() in (3, 6)
    left = Award.objects.count()

    report = bring_in(content=whole)

    assert counts(report) == (10, 10 - left, 0, left, 0)
    runs = ImportRun.objects.order_by("pk").values_list("status", "read")
    assert list(runs) == [("running", left), ("finished", 10)]


def test_an_import_that_is_stopped_says_so_with_its_results() -> None:
    grants = [small_grant(), small_grant(id="b", amountAwarded="lots"), small_grant(id="c")]

    def stop_after_two(report: ImportReport) -> None:
        if report.read == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        import_grants(
            BytesIO(json.dumps({"grants": grants}).encode()), file_name="x", by=None, batch=1,
            on_progress=stop_after_two,
        )  # fmt: skip

    run = ImportRun.objects.get()
    assert (run.status, run.read, run.imported, run.rejected) == ("stopped", 2, 1, 1)
    assert run.get_status_display() == "Stopped"
    assert run.ended_at is not None
    assert [row for row, _reason in run.rejections] == [2]
    assert rejected_file(run) is not None
    assert [job.payload for job in Job.objects.filter(kind="register.index_import")] == [
        {"run": run.key}
    ]


def test_broken_json_halfway_keeps_what_came_before_and_reports_the_rest(
    bring_in: Importer,
) -> None:
    whole = json.dumps({"grants": [small_grant(id=str(number)) for number in range(10)]})

    report = bring_in(content=whole[: len(whole) // 2].encode())

    assert counts(report) == (5, 4, 0, 0, 1)
    assert report.rejections[0].row == 5
    assert "breaks off" in report.rejections[0].reason


def test_a_break_between_two_grants_is_reported_after_the_last(bring_in: Importer) -> None:
    report = bring_in(content=b'{"grants": [' + json.dumps(small_grant()).encode() + b" oops")

    assert counts(report) == (2, 1, 0, 0, 1)
    assert report.rejections[0].row == 2


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"hello", b"{}", b'{"grants": []}'])
def test_a_file_without_grants_brings_nothing_in(bring_in: Importer, content: bytes) -> None:
    report = bring_in(content=content)

    assert counts(report) == (0, 0, 0, 0, 0)
    assert not report.is_readable
    assert Award.objects.count() == 0


def test_hostile_text_is_kept_as_text(bring_in: Importer) -> None:
    title = "<script>alert(1)</script>\u202e\0\ud800" + "x" * 1_000_000

    report = bring_in(content=json.dumps([small_grant(title=title)]).encode())

    assert report.imported == 1
    assert Award.objects.get().title.startswith(
        "<script>alert(1)</script>\u202e\N{REPLACEMENT CHARACTER}"
    )


def test_long_names_and_codes_fit_both_engines(bring_in: Importer) -> None:
    grant = small_grant(
        currency="POUNDS STERLING OF THE REALM", grantProgramme=[{"title": "p" * 900}]
    )
    grant["recipientOrganization"][0] |= {"id": "GB-" + "x" * 900, "name": "é" * 900}
    grant["beneficiaryLocation"] = [{"geoCode": "c" * 300, "name": "n" * 300}]

    report = bring_in(grant)

    assert report.imported == 1
    assert exported() == [grant]


def test_changes_stand_beside_the_award(bring_in: Importer) -> None:
    bring_in(small_grant(fromOpenCall="Y"), small_grant(id="plain"))

    noted = dict(Award.objects.values_list("identifier", "notes"))
    assert json.loads(noted["360G-millbridge-1"]) == [
        {"kind": "from-open-call", "path": "/fromOpenCall", "was": "Y", "now": "Yes"}
    ]
    assert noted["plain"] == ""


def test_export_and_import_again_loses_nothing(bring_in: Importer) -> None:
    odd = {"odd": [{"x": None}]}
    grants = [full_grant() | odd, full_grant(to_individual=True) | {"id": "b"}]

    bring_in(*grants)

    assert exported() == grants


def test_real_grants_of_an_older_version_all_come_in(shared_data: Path) -> None:
    path = shared_data / "360giving" / LLOYDS

    report = from_path(path)

    assert counts(report) == (4_116, 4_116, 0, 0, 0)
    assert report.total_pence == 115_795_635_69
    assert changes(report)["from-open-call"] == 4_116
    assert changes(report)["required-field-missing"] == 5


def test_real_grants_of_this_version_come_in_and_go_out_as_they_are(shared_data: Path) -> None:
    path = shared_data / "360giving" / POWER_TO_CHANGE

    report = from_path(path)

    assert counts(report) == (870, 870, 0, 0, 0)
    assert report.total_pence == 51_625_696_54
    assert report.changes == []
    assert exported() == json.loads(path.read_bytes())["grants"]


def test_real_files_twice_change_nothing(shared_data: Path) -> None:
    paths = [shared_data / "360giving" / name for name in (LLOYDS, POWER_TO_CHANGE)]
    for path in paths:
        from_path(path)
    before = rows()

    again = [counts(from_path(path)) for path in paths]

    assert again == [(4_116, 0, 0, 4_116, 0), (870, 0, 0, 870, 0)]
    assert rows() == before


def test_search_is_asked_to_index_what_an_import_brought(bring_in: Importer) -> None:
    report = bring_in(small_grant())
    bring_in(small_grant())

    jobs = Job.objects.filter(kind="register.index_import")
    assert [job.payload for job in jobs] == [{"run": report.run_key}]


def test_the_word_index_of_sqlite_holds_what_the_table_holds(bring_in: Importer) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its index itself")
    with connection.cursor() as cursor:  # tests that empty the tables by themselves leave its words
        cursor.execute("INSERT INTO register_award_words(register_award_words) VALUES ('rebuild')")
    bring_in(small_grant(), small_grant(id="b", title="Second"))
    bring_in(small_grant(title="Changed"))

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO register_award_words(register_award_words, rank) "
            "VALUES ('integrity-check', 1)"
        )  # raises where they differ
        cursor.execute("SELECT count(*) FROM register_award_words")
        assert cursor.fetchone()[0] == 2
