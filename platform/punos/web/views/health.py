"""For machines that watch over the service: it says nothing about anybody, at any host."""

from collections.abc import Callable, Iterator
from secrets import compare_digest

from flask import Response, current_app, make_response, request
from sqlalchemy.exc import SQLAlchemyError

from punos.db import Database
from punos.db.vitals import heartbeat, missing_columns
from punos.deployment import Deployment
from punos.errors import Absent
from punos.monitoring import exposition
from punos.web.pages import Pages

pages = Pages("health", __name__)
SILENCE = 30.0  # seconds without a sign of life of any worker


@pages.get("/health", public=True)
def health(_work: object) -> Response:
    """200 while the process serves."""
    return _plain("ok\n", 200)


@pages.get("/ready", public=True)
def ready(_work: object) -> Response:
    """200 when all of the service is there: 503 and which part is not, otherwise."""
    deployment: Deployment = current_app.extensions["punos"]
    problems = list(_problems(deployment.database("web")))
    return _plain("".join(f"{one}\n" for one in problems or ["ready"]), 503 if problems else 200)


@pages.get("/metrics", public=True)
def metrics(_work: object) -> Response:
    """Figures for whoever holds the token; without one there is no such page."""
    deployment: Deployment = current_app.extensions["punos"]
    token = deployment.config.metrics_token
    given = request.headers.get("Authorization", "").encode("utf-8", "replace")
    if not token or not compare_digest(given, f"Bearer {token}".encode()):
        raise Absent
    return _plain(exposition(deployment.database("web")).decode(), 200)


def _problems(database: Database) -> Iterator[str]:
    checks: tuple[tuple[str, Callable[[Database], bool]], ...] = (
        ("migrations", lambda db: not missing_columns(db)),
        ("worker", _worker_lives),
    )
    for name, is_well in checks:
        try:
            if not is_well(database):
                yield name
        except SQLAlchemyError:
            yield "database"
            return


def _worker_lives(database: Database) -> bool:
    silent = heartbeat(database)
    return silent is not None and silent < SILENCE


def _plain(text: str, status: int) -> Response:
    response = make_response(text, status)
    response.mimetype = "text/plain"
    return response
