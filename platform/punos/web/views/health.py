"""Whether this process answers. It says nothing about anybody, at any host."""

from flask import Response, make_response

from punos.web.pages import Pages

pages = Pages("health", __name__)


@pages.get("/health", public=True)
def health(_work: object) -> Response:
    """200 while the process serves."""
    response = make_response("ok\n")
    response.mimetype = "text/plain"
    return response
