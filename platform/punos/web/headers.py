"""Headers of every answer."""

from flask import Flask, Response, current_app, g

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; manifest-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)


def set_headers(response: Response) -> Response:
    """No foreign content, no framing, no sniffing, nothing personal in any cache."""
    headers = response.headers
    headers["Content-Security-Policy"] = CONTENT_POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if not g.get("cacheable"):
        headers["Cache-Control"] = "private, no-store"
        response.vary.add("Cookie")
    return response


def init(app: Flask) -> None:
    """Set them on every answer, errors too."""
    app.after_request(set_headers)
