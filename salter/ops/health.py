"""Is it alive, is it ready, and how is it doing."""

from __future__ import annotations

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import REGISTRY, Collector
from psycopg_pool import PoolTimeout

from salter.documents.actions import storage
from salter.documents.storage import StorageError
from salter.organisations.tenancy import relay_scope

log = structlog.get_logger()


def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """Each part with its reason: 200 when all are ready, else 503."""
    parts = {"database": _database(), "storage": _storage()}
    good = all(reason == "ok" for reason in parts.values())
    return JsonResponse({"status": "ok" if good else "not ready", "parts": parts}, status=200 if good else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_migrations")
    except (DatabaseError, PoolTimeout) as error:
        return f"does not answer: {type(error).__name__}"
    return "ok"


def _storage() -> str:
    try:
        storage().exists("health")
    except StorageError:
        log.exception("the file store cannot be read")  # the reason may name folders, which the public need not know
        return "cannot be read"
    return "ok"


class OfficeCollector(Collector):
    """Figures of the whole installation, read when asked."""

    def collect(self) -> list[GaugeMetricFamily]:
        """Entries waiting for the relay and jobs by state."""
        with relay_scope(), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM journal_outbox")
            waiting = cursor.fetchone()
            cursor.execute("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY 1")
            jobs = cursor.fetchall()
        outbox = GaugeMetricFamily("salter_outbox_waiting", "Journal entries that wait for the relay")
        outbox.add_metric([], waiting[0] if waiting else 0)
        by_state = GaugeMetricFamily("salter_jobs", "Background jobs by state", labels=["state"])
        for state, count in jobs:
            by_state.add_metric([state], count)
        return [outbox, by_state]

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing beforehand, so that registering does not read the database."""
        return []


REGISTRY.register(OfficeCollector())


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus figures, for the same machine or with the token of SALTER_METRICS_TOKEN; not for the public."""
    wanted = settings.SALTER_METRICS_TOKEN
    allowed = (
        constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {wanted}")
        if wanted
        else request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1", "") and "X-Forwarded-For" not in request.headers
    )
    if not allowed:
        return HttpResponse("forbidden\n", status=403, content_type="text/plain")
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
