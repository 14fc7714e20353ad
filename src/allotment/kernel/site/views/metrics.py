"""Figures for those who watch the site, as Prometheus reads them."""

from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from prometheus_client.core import GaugeMetricFamily

from allotment.kernel.jobs import queries as jobs
from allotment.kernel.permissions.views import PUBLIC, allowed
from allotment.kernel.site import queries


@allowed(PUBLIC)
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts of all server processes, and how background work stands. Needs METRICS_TOKEN, as
    `Authorization: Bearer …`; for everybody else there is no such page."""
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(shown, settings.METRICS_TOKEN):
        raise Http404
    # Imported only where figures are wanted: it makes files of its own.
    page = import_module("allotment.kernel.web.measuring").page(_Standing())
    return HttpResponse(page, content_type="text/plain; version=0.0.4; charset=utf-8")


class _Standing:
    """How things stand now. Where the database does not answer, that is all there is to say."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        figures: list[GaugeMetricFamily] = []
        with suppress(DatabaseError):
            figures = _figures()
        up = bool(figures)
        yield _gauge("database_up", "Whether the database answers.", int(up))
        yield from figures


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"allotment_{name}", meaning, value=value)


def _figures() -> list[GaugeMetricFamily]:
    queue, mail = jobs.queue(), queries.mail()
    failed = GaugeMetricFamily(
        "allotment_jobs_failed_today", "Work that failed in the last 24 hours.", labels=["kind"]
    )
    for kind, count in queue.failed_today.items():
        failed.add_metric([kind], count)
    found = [
        failed,
        _gauge("workers", "Workers heard of in the last two minutes.", jobs.workers().running),
        _gauge("jobs_waiting", "Work that is due and waits.", queue.waiting),
        _gauge("jobs_running", "Work that is under way.", queue.running),
        _gauge("jobs_oldest_seconds", "How long the oldest has waited.", queue.oldest_seconds),
        _gauge("outbox_lines", "What happened and was not passed on yet.", queue.outbox),
        _gauge("outbox_oldest_seconds", "How late the outbox is.", queue.outbox_oldest_seconds),
        _gauge("mail_waiting", "E-mails not sent yet.", mail.waiting),
        _gauge("mail_retrying", "E-mails that failed and are tried again.", mail.retrying),
        _gauge("mail_failed_today", "E-mails given up in the last 24 hours.", mail.failed_today),
        _gauge("disk_free_bytes", "Room in the home.", queries.room().free),
    ]
    age = queries.backup_age()
    if age is not None:
        found.append(_gauge("backup_age_seconds", "Since the last backup.", age.total_seconds()))
    return found
