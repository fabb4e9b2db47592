"""An association's colours: checked when applied, and made into its small stylesheet.

A look is a mapping: ``accent`` (its own colour, "#rrggbb"). From it come the colours of buttons
(``--accent`` under ``--accent-ink``), of links, of lines and of a soft ground. Contrast is
WCAG 2.2's: 4.5:1 for text, 3:1 for parts that carry meaning.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from punos.colours import (
    BLACK,
    DEFAULT_ACCENT,
    GROUND,
    PAPER,
    PART,
    TEXT,
    check_look,
    contrast,
    darkened,
    is_colour,
    luminance,
    mixed,
)

__all__ = ["check_look", "colours", "contrast", "look_hash", "stylesheet"]


def colours(look: Mapping[str, Any]) -> dict[str, str]:
    """The custom properties of a look. A colour that cannot be used gives way to ours."""
    given = look.get("accent")
    accent = given.lower() if is_colour(given) else DEFAULT_ACCENT
    soft = mixed(accent, PAPER, 0.92)
    # One of the two always reaches 4.58:1.
    ink = max((PAPER, BLACK), key=lambda candidate: contrast(accent, candidate))
    return {
        "--accent": accent,
        "--accent-ink": ink,
        "--accent-hover": mixed(accent, BLACK if ink == PAPER else PAPER, 0.18),
        "--accent-text": darkened(accent, min(soft, GROUND, key=luminance), TEXT),
        "--accent-line": darkened(accent, GROUND, PART),
        "--accent-soft": soft,
    }


def stylesheet(look: Mapping[str, Any]) -> str:
    """The tenant's stylesheet. It is outside all layers, so it wins over the common one."""
    lines = "".join(f" {name}: {value};" for name, value in colours(look).items())
    return f":root {{{lines} }}\n"


def look_hash(look: Mapping[str, Any]) -> str:
    """Changes whenever the stylesheet does: for its address, which may be kept long."""
    return hashlib.sha256(stylesheet(look).encode()).hexdigest()[:12]
