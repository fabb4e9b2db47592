"""Against requests that another site makes a browser send.

The token is bound to the tenant and to the session, so that it stays when the session is given another
cookie; a visitor's is bound to the browser's own cookie, which has no row behind it. Neither another
session's nor another association's token fits.
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
    tenant = str(g.work.tenant.id) if g.get("work") else ""
    return _sign(_session() or browser_token(), tenant, _keys()[0])


def check_csrf(work: Work) -> None:
    """Raise Refused unless the request carries the token of this browser at this tenant."""
    sent = request.headers.get(HEADER) or request.form.get(FIELD, "")
    known = _session() or (None if g.get("browser_token_is_new") else g.get("browser_token"))
    if not known:
        raise StaleForm
    expected = [_sign(known, str(work.tenant.id), key) for key in _keys()]
    if not any(hmac.compare_digest(sent.encode(), one.encode()) for one in expected):
        raise StaleForm


def _session() -> str:
    """The session that the browser holds, also one whose second step is still to come."""
    who = g.get("signed_in") or g.get("half_in")
    return f"session:{who.session_id}" if who else ""


def _keys() -> tuple[str, ...]:
    """Today's key, then earlier ones: a form that is open while the key changes still goes through."""
    return (current_app.config["SECRET_KEY"], *(current_app.config["SECRET_KEY_FALLBACKS"] or ()))


def _sign(token: str, tenant: str, key: str) -> str:
    return hmac.new(key.encode(), f"csrf:{tenant}:{token}".encode(), hashlib.sha256).hexdigest()


class StaleForm(Refused):
    """The form was opened in another session than it was sent from."""

    status = 400

    def __init__(self) -> None:
        super().__init__(
            _(
                "This page was open too long. Go back, reload it and send it again. Nothing was saved."
            )
        )
