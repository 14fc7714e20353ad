"""Two imports of one file at the same moment bring every grant in once."""

import json
import threading
from io import BytesIO

import pytest
from django.db import connections

from allotment.register.models import Award, Party
from allotment.register.services.imports import ImportReport, import_grants
from tests.register.grants import small_grant
from tests.waiting import HANGS


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_bring_each_grant_in_once() -> None:
    grants = [small_grant(id=f"360G-two-{number}") for number in range(60)]
    content = json.dumps({"grants": grants}).encode()
    reports: list[ImportReport] = []
    start = threading.Barrier(2)

    def bring_in() -> None:
        try:
            start.wait(timeout=HANGS)
            reports.append(import_grants(BytesIO(content), file_name="x.json", by=None, batch=5))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=bring_in) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=HANGS)

    assert len(reports) == 2
    assert sum(report.imported for report in reports) == 60
    assert sum(report.unchanged for report in reports) == 60
    assert Award.objects.count() == 60
    assert Party.objects.count() == 2
