"""Against requests that another site makes a browser send.

The token is bound to the browser's own cookie and to the tenant, so neither another session's nor
another association's token fits. The cookie exists for visitors too, without any row behind it.
"""

import hashlib
import hmac
import secrets

from flask import current_app, g, request

from punos.errors import Refused
from punos.i18n import _
from punos.work import Work

FIELD = "csrf_token"
HEADER = "X-CSRF-Token"


def browser_token() -> str:
    """The browser's own random token; made now, and sent with the answer, when it has none yet."""
    if g.get("browser_token") is None:
        g.browser_token = secrets.token_urlsafe(32)
        g.browser_token_is_new = True
    token: str = g.browser_token
    return token


def csrf_token() -> str:
    """The token to put into a form."""
    return _sign(browser_token(), str(g.work.tenant.id) if g.get("work") else "")


def check_csrf(work: Work) -> None:
    """Raise Refused unless the request carries the token of this browser at this tenant."""
    sent = request.headers.get(HEADER) or request.form.get(FIELD, "")
    if g.get("browser_token_is_new") or g.get("browser_token") is None:
        expected = ""
    else:
        expected = _sign(g.browser_token, str(work.tenant.id))
    if not expected or not hmac.compare_digest(sent.encode(), expected.encode()):
        raise StaleForm


def _sign(token: str, tenant: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"csrf:{tenant}:{token}".encode(), hashlib.sha256).hexdigest()


class StaleForm(Refused):
    """The form was opened in another session than it was sent from."""

    status = 400

    def __init__(self) -> None:
        super().__init__(
            _(
                "This page was open too long. Go back, reload it and send it again. Nothing was saved."
            )
        )
