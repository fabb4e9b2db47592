"""The access log: which route answered how, and how fast; never an address, a query or a name.

Paths hold ids and the tokens of signed links, so the route's rule is written in their place.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger

FORMAT = "%(t)s %(host)s %(m)s %(route)s %(s)s %(B)s B %(M)s ms"
_REQUEST = "werkzeug.request"  # where Flask leaves its request in the WSGI environment


class AccessLog(Logger):
    """Gunicorn's logger with the route's rule instead of what the reader's browser sent."""

    def atoms(
        self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta
    ) -> dict[str, Any]:
        """The values that FORMAT may name."""
        usual = super().atoms(resp, req, environ, request_time)
        kept = {name: usual[name] for name in ("t", "m", "s", "B", "M")}
        return kept | {"host": _host(environ), "route": _route(environ)}


def _host(environ: dict[str, Any]) -> str:
    return str(environ.get("HTTP_HOST", "-"))[:100]


def _route(environ: dict[str, Any]) -> str:
    request = environ.get(_REQUEST)
    if request is None:
        return "(static)"
    return str(request.url_rule.rule) if request.url_rule else "(no route)"
