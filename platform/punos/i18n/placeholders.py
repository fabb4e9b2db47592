"""Which values a message is filled with: a translation or rewording must use the same ones."""

from __future__ import annotations

import re

_PERCENT = re.compile(r"%\((\w+)\)s")
# marshmallow fills its messages with str.format.
_BRACE = re.compile(r"\{(\w+)\}")


def placeholders(text: str) -> frozenset[str]:
    """The values in ``text``, as they are written: ``%(name)s`` or ``{name}``."""
    return frozenset(found[0] for found in (*_PERCENT.finditer(text), *_BRACE.finditer(text)))


def without_placeholders(text: str) -> str:
    """The words of ``text`` alone."""
    return _BRACE.sub("", _PERCENT.sub("", text))


def has_stray_percent(text: str) -> bool:
    """Whether a percent sign would break the filling: it must be written ``%%`` there."""
    if not _PERCENT.search(text):
        return False
    return "%" in _PERCENT.sub("", text).replace("%%", "")


def fits(message: str, rewording: str) -> bool:
    """Whether ``rewording`` may stand for ``message``: the same values, and no stray percent."""
    return placeholders(message) == placeholders(rewording) and not has_stray_percent(rewording)
