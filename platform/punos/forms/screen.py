"""What no text may hold, whichever field it is typed into.

Finnish personal identity codes: the structure and the check character are those of the Digital
and Population Data Services Agency, with the century signs taken into use in 2023.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date

_CENTURIES = {"+": 1800, **dict.fromkeys("-YXWVU", 1900), **dict.fromkeys("ABCDEF", 2000)}
_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_CODE = re.compile(
    r"(?<![0-9A-Z])([0-9]{6})(?: ?([-+]) ?|([A-FU-Y]))([0-9]{3})([0-9A-FHJ-NPR-Y])(?![0-9A-Z])"
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
# Marks that turn the reading direction over, which make one text look like another, and the
# sign that stands for a letter that was lost in a wrong conversion.
_STRANGE = "\u202d\u202e\ufffd"


def has_identity_code(text: str) -> bool:
    """Whether a Finnish personal identity code stands in the text, however it is written.

    The date must exist and the check character must be right, so dates, phone numbers and
    references pass.
    """
    plain = unicodedata.normalize("NFKC", text).upper().translate(_DASHES)
    visible = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    return any(_is_code(*found.groups("")) for found in _CODE.finditer(visible))


def _is_code(day: str, spaced_sign: str, letter: str, number: str, check: str) -> bool:
    century = _CENTURIES[spaced_sign or letter]
    try:
        date(century + int(day[4:]), int(day[2:4]), int(day[:2]))
    except ValueError:
        return False
    return int(number) >= 2 and _CHECK[int(day + number) % 31] == check


def has_strange_character(text: str, several_lines: bool) -> bool:
    """Control characters, halves of characters and marks that turn the direction over.

    Line breaks and tabs are welcome where a text has several lines.
    """
    allowed = "\n\t" if several_lines else ""
    return any(
        c in _STRANGE or (unicodedata.category(c) in ("Cc", "Cs") and c not in allowed)
        for c in text
    )


def texts_in(value: object) -> Iterator[str]:
    """Every text inside an answer, however deep (lists, texts by language)."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from texts_in(part)
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from texts_in(part)
