"""The access log: which route answered how, and how fast; never an address, a query or a name.

Paths hold ids and the tokens of signed links, so the route's rule is written in their place.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask, request, request_finished
from gunicorn.glogging import Logger

from punos.logs import formatter, is_structured, request_id, tenant_id

FORMAT = "%(t)s %(host)s %(m)s %(route)s %(s)s %(B)s B %(M)s ms"
_ROUTE = "punos.route"
_REQUEST = "punos.request"
_TENANT = "punos.tenant"


@request_finished.connect
def note_route(_app: Flask, **_more: object) -> None:
    """Leave what the line says in the WSGI environment, where the logger finds it."""
    request.environ[_ROUTE] = request.url_rule.rule if request.url_rule else "(no route)"
    request.environ[_REQUEST] = request_id.get()
    request.environ[_TENANT] = tenant_id.get()


class AccessLog(Logger):
    """Gunicorn's logger with the route's rule instead of what the reader's browser sent."""

    def setup(self, cfg: Any) -> None:
        """In production both of its logs are JSON; what it says of errors is discreet everywhere."""
        super().setup(cfg)
        logs = [self.error_log, *([self.access_log] if is_structured() else [])]
        for handler in (one for log in logs for one in log.handlers):
            handler.setFormatter(formatter())

    def atoms(
        self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta
    ) -> dict[str, Any]:
        """The values that FORMAT may name."""
        usual = super().atoms(resp, req, environ, request_time)
        kept = {name: usual[name] for name in ("t", "m", "s", "B", "M")}
        host = str(environ.get("HTTP_HOST", "-"))[:100]
        # What never reached a route was a static file, or failed before it.
        return kept | {
            "host": host,
            "route": environ.get(_ROUTE, "(static)"),
            "request": environ.get(_REQUEST, ""),
            "tenant": environ.get(_TENANT, ""),
        }
