"""Figures for Prometheus: how requests fare, and how the queue does. None is about anybody.

With several processes the library keeps what each counts in files of `PROMETHEUS_MULTIPROC_DIR`, which
the supervisor names and empties at its start.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.exc import OperationalError

from punos.db import Database
from punos.db.vitals import Vitals, vitals

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15)
_own = CollectorRegistry()
_requests = Counter(
    "punos_requests", "Answers by route and status.", ("method", "route", "status"), registry=_own
)
_seconds = Histogram(
    "punos_request_seconds", "How long answers took.", ("route",), registry=_own, buckets=_BUCKETS
)


def init(app: Flask) -> None:
    """Count every request of this application."""
    app.before_request(_begin)
    app.after_request(_count)


def _begin() -> None:
    g.began = time.monotonic()


def _count(response: Response) -> Response:
    route = request.url_rule.rule if request.url_rule else "(no route)"
    method = request.method if request.method in ("GET", "POST", "HEAD") else "other"
    _requests.labels(method, route, str(response.status_code)).inc()
    _seconds.labels(route).observe(time.monotonic() - g.get("began", time.monotonic()))
    return response


def exposition(database: Database) -> bytes:
    """All figures in Prometheus' text format; `punos_database_up` is 0 when it does not answer."""
    counted = _own
    if os.environ.get(FOLDER):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    looked = CollectorRegistry()
    looked.register(_Queue(database))
    return bytes(generate_latest(counted)) + bytes(generate_latest(looked))


class _Queue(Collector):
    """The database and its queue, looked at when they are asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The figures of this moment."""
        try:
            found = vitals(self._database)
        except OperationalError:
            yield GaugeMetricFamily("punos_database_up", "Whether the database answers.", value=0)
            return
        yield GaugeMetricFamily("punos_database_up", "Whether the database answers.", value=1)
        yield from _of_queue(found)


def _of_queue(found: Vitals) -> Iterator[GaugeMetricFamily]:
    jobs = GaugeMetricFamily("punos_jobs", "Jobs by queue and state.", labels=("queue", "state"))
    for (queue, state), number in sorted(found.jobs.items()):
        jobs.add_metric((queue, state), number)
    yield jobs
    yield GaugeMetricFamily(
        "punos_job_waited_seconds", "How long the oldest job waits.", value=found.waited
    )
    if found.heartbeat is not None:
        yield GaugeMetricFamily(
            "punos_worker_heartbeat_seconds",
            "Since a worker gave a sign of life.",
            value=found.heartbeat,
        )
