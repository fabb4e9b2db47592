"""Static files: hashed, compressed and served with a year's cache by WhiteNoise, before Flask."""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.base import Headers

from punos.deployment import Deployment
from punos.web.packing import packed

STATIC = Path(__file__).with_name("static")
PREFIX = "static"
_of_plugins: dict[str, Path] = {}
"""Where the plugins' files lie, by the plugin's name: facts of the installation, as the hashes are."""


@cache
def _hash(name: str) -> str:
    return hashlib.sha256(_path(name).read_bytes()).hexdigest()[:12]


def _path(name: str) -> Path:
    plugin, _slash, own = name.partition("/")
    return _of_plugins[plugin] / own if plugin in _of_plugins else STATIC / name


def static_url(name: str) -> str:
    """The address of a file in `static/`, or, as "<plugin>/<file>", of one in a plugin's `static/`.

    Its content's hash is part of it, so it may be kept long.
    """
    return f"/{PREFIX}/{_hash(name)}/{name}"


def _add_headers(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


def init(app: Flask) -> None:
    """Serve every file of `static/`, the core's and the plugins', below its hash.

    Also of plugins that an association has off: a file says nothing of any association.
    """
    deployment: Deployment = app.extensions["punos"]
    copies = deployment.config.data_dir / "static"
    for plugin in deployment.registry.plugins.values():
        _of_plugins[plugin.name] = plugin.folder / "static"
    noise = WhiteNoise(
        app.wsgi_app,
        max_age=31_536_000,
        immutable_file_test=lambda path, url: True,
        # Only our own pages use them.
        allow_all_origins=False,
        add_headers_function=_add_headers,
    )
    for name in _names():
        copy = packed(_path(name), _hash(name), copies)
        noise.add_file_to_dictionary(static_url(name), str(copy))
    app.wsgi_app = noise  # type: ignore[method-assign]


def _names() -> Iterator[str]:
    folders = {"": STATIC, **{f"{plugin}/": folder for plugin, folder in _of_plugins.items()}}
    for prefix, folder in folders.items():
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield prefix + path.relative_to(folder).as_posix()
