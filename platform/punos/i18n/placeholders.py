"""Which values a message is filled with: a translation or rewording must use the same ones."""

from __future__ import annotations

import re

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def placeholders(text: str) -> frozenset[str]:
    """The names in ``%(name)s``, the only form used here."""
    return frozenset(_PLACEHOLDER.findall(text))


def has_stray_percent(text: str) -> bool:
    """Whether a percent sign would break the filling: it must be written ``%%`` there."""
    if not placeholders(text):
        return False
    return "%" in _PLACEHOLDER.sub("", text).replace("%%", "")


def fits(message: str, rewording: str) -> bool:
    """Whether ``rewording`` may stand for ``message``: the same values, and no stray percent."""
    return placeholders(message) == placeholders(rewording) and not has_stray_percent(rewording)
