"""Every cookie that exists, in one place; the cookie page is drawn from the same list.

Over https their names carry `__Host-`, which makes browsers refuse one that a neighbouring subdomain
tries to set. The demo runs over http, where that prefix is not possible.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Response, current_app, request

from punos.i18n import _l


@dataclass(frozen=True)
class Cookie:
    """A cookie: its plain name, how long it lives (None: until the browser closes), and what for."""

    name: str
    lasts: timedelta | None
    purpose: Any


BROWSER = Cookie("punos", timedelta(days=30), _l("Keeps you signed in and protects what you send."))
LINK = Cookie(
    "punos-link",
    timedelta(hours=12),
    _l("Remembers the personal link that you opened."),
)
DEVICE = Cookie(
    "punos-device",
    timedelta(days=30),
    _l("Remembers that you passed the second step of signing in here."),
)
LANGUAGE = Cookie("punos-language", timedelta(days=365), _l("Remembers the language you chose."))
DRAFT = Cookie(
    "punos-draft", timedelta(days=7), _l("Remembers the application that you have begun.")
)
NOTES = Cookie("punos-notes", None, _l("Carries a confirmation to the next page, once."))
ALL = (BROWSER, LINK, DEVICE, LANGUAGE, DRAFT, NOTES)


def cookie_name(cookie: Cookie, secure: bool) -> str:
    """The name as sent to the browser."""
    return f"__Host-{cookie.name}" if secure else cookie.name


def read_cookie(cookie: Cookie) -> str | None:
    """The value sent with this request."""
    return request.cookies.get(cookie_name(cookie, _secure()))


def write_cookie(response: Response, cookie: Cookie, value: str) -> None:
    """Set a host-only cookie that scripts cannot read."""
    response.set_cookie(
        cookie_name(cookie, _secure()),
        value,
        max_age=cookie.lasts,
        secure=_secure(),
        httponly=True,
        samesite="Lax",
        path="/",
    )


def drop_cookie(response: Response, cookie: Cookie) -> None:
    """Take a cookie away."""
    response.delete_cookie(
        cookie_name(cookie, _secure()),
        secure=_secure(),
        httponly=True,
        samesite="Lax",
        path="/",
    )


def _secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])
