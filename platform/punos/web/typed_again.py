"""What was typed outlives the page's token: who was signed out, or sat long, sends it once more.

The page holds what came as hidden fields and a fresh token. It is shown only to a form of this very site:
to another's it would hand a token with that other's words in it.
"""

from flask import Response, g, make_response, request

from punos.web.csrf import FIELD
from punos.web.render import render

SECRET = ("password", "current", "code", "proof")
"""What is typed again by hand: such words in the name of a field."""


def offer_again(*, needs_account: bool) -> Response | None:
    """The page, or None when there is nothing to keep or the form is not ours."""
    typed = [(name, value) for name, value in request.form.items(multi=True) if _is_kept(name)]
    if not _is_ours() or not any(value.strip() for _name, value in typed):
        return None
    page = render(
        "typed_again.html",
        action=request.full_path.rstrip("?"),
        typed=typed,
        signed_out=needs_account and g.get("signed_in") is None,
        had_files=bool(request.files),
    )
    return make_response(page, 400)


def _is_kept(name: str) -> bool:
    return name != FIELD and not any(word in name for word in SECRET)


def _is_ours() -> bool:
    """Whether a page of this site sent it, as the browser says and no page can."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    return site == "same-origin" or (site is None and origin == request.host_url.rstrip("/"))
