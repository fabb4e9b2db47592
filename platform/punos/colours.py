"""Colours as values: contrast, and whether an association's colour can be read.

Contrast is WCAG 2.2's: 4.5:1 for text, 3:1 for parts that carry meaning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeGuard

from punos.i18n import Message, _staff_l

DEFAULT_ACCENT = "#1f4e79"
PAPER, GROUND, BLACK = "#ffffff", "#f5f5f3", "#000000"
TEXT, PART = 4.5, 3.0
_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours ("#rrggbb"), from 1 to 21, by WCAG 2.2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """How light a colour is, from 0 (black) to 1 (white)."""
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def check_look(look: Mapping[str, Any]) -> list[Message]:
    """What is wrong with the colours, for the one who sets them; an empty list when all is well.

    An accent must stand as text on white and on the page's ground (4.5:1), since links and
    buttons have it.
    """
    accent = look.get("accent", DEFAULT_ACCENT)
    if not is_colour(accent):
        return [_staff_l("Write the colour as # and six digits, for example #1f4e79.")]
    if contrast(accent, GROUND) >= TEXT:
        return []
    return [
        _staff_l(
            "The colour %(colour)s is too light to read: its contrast with the page is %(ratio)s "
            "and 4.5 is needed. A darker one that works: %(better)s.",
            colour=accent,
            ratio=f"{contrast(accent, GROUND):.1f}",
            better=darkened(accent, GROUND, TEXT),
        )
    ]


def is_colour(value: object) -> TypeGuard[str]:
    """Whether the value is a colour as we write it, "#rrggbb"."""
    return isinstance(value, str) and _HEX.fullmatch(value) is not None


def darkened(colour: str, ground: str, ratio: float) -> str:
    """The colour itself, or the nearest darker one whose contrast with the ground is enough."""
    for step in range(101):
        candidate = mixed(colour, BLACK, step / 100)
        if contrast(candidate, ground) >= ratio:
            return candidate
    return BLACK


def mixed(colour: str, other: str, share: float) -> str:
    """The colour with a share (0 to 1) of another one."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
