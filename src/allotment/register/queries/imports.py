"""Imports that were run."""

from typing import Any

from allotment.register.models import ImportRun


def started_by(person: Any) -> list[dict[str, Any]]:
    """The imports that a person started, the first one first. One statement."""
    runs = ImportRun.objects.filter(by=person).order_by("pk")
    return [dict(run) for run in runs.values("file_name", "started_at", "read", "imported")]
