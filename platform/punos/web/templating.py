"""Jinja: what every template may call."""

from flask import Flask
from jinja2 import StrictUndefined

from punos.i18n import core, jinja_globals


def init(app: Flask) -> None:
    """Undefined names raise, text is escaped, and the catalogue's functions are at hand."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(jinja_globals(core))
