"""What nobody gets at a page that needs somebody: the way to sign in, then back here."""

from urllib.parse import quote

from flask import Response, g, request

from punos.web.redirects import see_other
from punos.work import Work

SIGN_IN = "/sign-in"
STEPS = {"code": "/sign-in/code", "setup": "/second-step"}
"""Where whoever has typed their password goes on, by what is missing."""


def ask_to_sign_in(_work: Work) -> Response:
    """Redirect to the sign-in page; it says the same for every page, whether it exists or not."""
    target = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return see_other(with_next(STEPS.get(g.get("missing_step"), SIGN_IN), target))


def with_next(address: str, target: str) -> str:
    """An address that leads on to the target when it is done with."""
    return f"{address}?next={quote(target, safe='/')}"


def own_path(target: str | None) -> str:
    """`target` when it is a path of this very host, else the front page.

    A browser reads a backslash as a slash and drops control characters, so both are refused.
    """
    if (
        not target
        or not target.startswith("/")
        or target.startswith("//")
        or "\\" in target
        or any(ord(c) < 33 or ord(c) == 127 for c in target)
    ):
        return "/"
    return target
