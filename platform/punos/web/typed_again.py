"""What was typed outlives the page's token: who was signed out, or sat long, sends it once more.

The page holds what came as hidden fields and a fresh token. It is shown only to a form of this very site:
to another's it would hand a token with that other's words in it.
"""

from urllib.parse import urlsplit

from flask import Response, current_app, g, make_response, request

from punos.web.csrf import FIELD
from punos.web.render import render

SECRET = ("password", "current", "code", "proof")
"""What is typed again by hand: such words in the name of a field."""
LONG_TEXT = 30
"""So many characters are a loss; fewer are typed again."""


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


def long_texts() -> list[str]:
    """What was written at length and could not be taken, to be copied from the page that says why."""
    if request.method != "POST" or not _is_ours():
        return []
    typed = (value for name, value in request.form.items(multi=True) if _is_kept(name))
    return [value for value in typed if len(value.strip()) >= LONG_TEXT]


def page_before() -> str | None:
    """The page of this site from which the request came, when it can be opened again."""
    came = urlsplit(request.referrer or "")
    adapter = current_app.create_url_adapter(request)
    if request.method != "POST" or came.netloc != request.host or adapter is None:
        return None
    there = adapter.test(came.path, "GET")
    return f"{came.path}?{came.query}".rstrip("?") if there else None


def _is_kept(name: str) -> bool:
    return name != FIELD and not any(word in name for word in SECRET)


def _is_ours() -> bool:
    """Whether a page of this site sent it, as the browser says and no page can."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    return site == "same-origin" or (site is None and origin == request.host_url.rstrip("/"))
