"""What a reader is told when something cannot be done. Never a stack trace."""

import logging
import time
import traceback
from typing import Any

from flask import Flask, Response, g, make_response, request
from flask import render_template as render_bare
from psycopg.errors import (
    DeadlockDetected,
    InsufficientPrivilege,
    LockNotAvailable,
    SerializationFailure,
)
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from punos.db import WallBreached
from punos.errors import Absent, Refused, StepRefused
from punos.i18n import _, format_number
from punos.logs import new_request, request_id
from punos.web.files import static_url
from punos.web.render import render
from punos.web.typed_again import long_texts, page_before
from punos.web.unreadable import MOST_ANSWERS

MOST_HEARD = 64 * 1024 * 1024  # bytes of a refused body
LONGEST_HEARD = 15.0  # seconds
log = logging.getLogger(__name__)

_HELD_BY_OTHERS = (DeadlockDetected, LockNotAvailable, SerializationFailure)


def init(app: Flask) -> None:
    """Register one handler per kind of trouble."""
    app.register_error_handler(Absent, absent)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(StaleDataError, changed_meanwhile)
    app.register_error_handler(IntegrityError, changed_meanwhile)
    app.register_error_handler(WallBreached, breach)
    app.register_error_handler(ProgrammingError, programming)
    app.register_error_handler(OperationalError, database_away)
    app.register_error_handler(RequestEntityTooLarge, too_large)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(Exception, unexpected)


def absent(_error: Exception) -> Response:
    """404, the same bytes for a page, a host or a row that is absent or not yours."""
    body = "<!doctype html><title>404</title><p>404</p>\n"
    response = make_response(body, 404)
    response.mimetype = "text/html"
    return response


def refused(error: Refused) -> Response:
    """A step that cannot be taken now, and why; a plugin that refused it is named."""
    message = str(error.message)
    if isinstance(error, StepRefused):
        message = _("%(plugin)s: %(message)s", plugin=error.plugin_label, message=message)
    return _page(error.status, _("That could not be done"), message)


def changed_meanwhile(error: Exception) -> Response:
    """Somebody else was quicker: the database refused what no longer fits."""
    log.warning("conflict: %s", type(error).__name__)
    return _page(
        409,
        _("Somebody else changed this at the same time"),
        _(
            "Nothing of what you sent was saved. Look at the page again and repeat what is still needed."
        ),
    )


def breach(error: Exception) -> Response:
    """Something reached for another tenant's row: told as absent, and loudly logged."""
    log.error("the tenant wall was touched: %s", type(error).__name__)
    return absent(error)


def programming(error: ProgrammingError) -> Response:
    """A refusal by row security is a breach; anything else is our own mistake."""
    if isinstance(error.orig, InsufficientPrivilege):
        return breach(error)
    return unexpected(error)


def database_away(error: DBAPIError) -> Response:
    """The database does not answer. Nothing was saved; trying again is right.

    One that answers, but would not wait any longer for what somebody else holds, is another matter.
    """
    if isinstance(error.orig, _HELD_BY_OTHERS):
        return changed_meanwhile(error)
    log.error("the database does not answer: %s", type(error.orig).__name__)
    response = _page(
        503,
        _("We cannot reach our records at the moment"),
        _("Nothing was saved. Please try again in a minute."),
        bare=True,
    )
    response.headers["Retry-After"] = "10"
    return response


def too_large(_error: Exception) -> Response:
    """A body beyond the limit."""
    _hear_out()
    return _page(
        413,
        _("That is too large"),
        _(
            "A file can be at most 10 MB, and a form can hold at most %(answers)s answers. "
            "Nothing was saved.",
            answers=format_number(MOST_ANSWERS),
        ),
    )


def http(error: HTTPException) -> Response:
    """Every other refusal of the framework."""
    if error.code in (404, 405):
        return absent(error)
    if error.code is None or error.code < 400:
        response: Response = make_response(error.get_response())
        return response
    return _page(
        error.code,
        _("That could not be understood"),
        _("Go back and try again. Nothing was saved."),
    )


def unexpected(error: Exception) -> Response:
    """Our mistake. The number in the answer is that of the request in the log."""
    number = request_id.get() or new_request()
    log.error("unexpected %s (%s)\n%s", type(error).__name__, number, _steps(error))
    return _page(
        500,
        _("Something went wrong on our side"),
        _(
            "Nothing was saved. If it happens again, tell us this number: %(number)s",
            number=number,
        ),
        bare=True,
    )


def _page(status: int, title: str, message: Any, *, bare: bool = False) -> Response:
    """An error page; `bare` when the database must not be asked for the association's frame."""
    work = None if bare else g.get("work")
    if work is not None:
        try:
            work.session.leave()
            before = page_before()
            body = render(
                "error.html",
                title=title,
                message=message,
                texts=long_texts(),
                next=(_("Back to the page"), before) if before else None,
            )
            return make_response(body, status)
        except DBAPIError:
            log.warning("the frame of an error page could not be drawn")
    body = render_bare("error.html", title=title, message=message, static=static_url)
    return make_response(body, status)


def _steps(error: BaseException) -> str:
    """The lines of source that led to an error. Its message is left out: it may hold what people typed."""
    steps = "".join(traceback.format_tb(error.__traceback__))
    cause = error.__cause__ or error.__context__
    return steps if cause is None else f"{steps}after {type(cause).__name__}\n{_steps(cause)}"


def _hear_out() -> None:
    """Read the rest of a body that is refused, up to a limit, and throw it away.

    A browser reads no answer before it has sent everything: it would show that the connection broke.
    """
    work = g.get("work")
    if work is not None:
        work.session.leave()  # no connection is held meanwhile
    left, last = MOST_HEARD, time.monotonic() + LONGEST_HEARD
    stream = request.environ["wsgi.input"]
    while left > 0 and time.monotonic() < last and (part := stream.read(min(left, 65_536))):
        left -= len(part)
