"""Static files: hashed, compressed and served with a year's cache by WhiteNoise, before Flask."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.base import Headers

from punos.web.packing import packed

STATIC = Path(__file__).with_name("static")
PREFIX = "static"


@cache
def _hash(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def static_url(name: str) -> str:
    """The address of a file in `static/`. Its content's hash is part of it, so it may be kept long."""
    return f"/{PREFIX}/{_hash(name)}/{name}"


def _add_headers(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


def init(app: Flask) -> None:
    """Serve every file of `static/` below its hash."""
    copies = app.extensions["punos"].config.data_dir / "static"
    noise = WhiteNoise(
        app.wsgi_app,
        max_age=31_536_000,
        immutable_file_test=lambda path, url: True,
        # Only our own pages use them.
        allow_all_origins=False,
        add_headers_function=_add_headers,
    )
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            name = path.relative_to(STATIC).as_posix()
            noise.add_file_to_dictionary(static_url(name), str(packed(path, _hash(name), copies)))
    app.wsgi_app = noise  # type: ignore[method-assign]
