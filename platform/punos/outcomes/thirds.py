"""Womento's three thirds: work in one's own field; practice, studies or the like; more confidence.

The programme's own words leave open where some codes belong, so each programme says it in its settings.
Every participation is in one line only, by the highest of its codes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from marshmallow import fields

from punos.forms import PunosSchema, field_info
from punos.i18n import _staff_l
from punos.outcomes.codes import BY_CODE, MOVED, OTHER_WORK, UNTOLD, highest

FIRST, SECOND, THIRD = "third_1", "third_2", "third_3"
OTHER, OUTSIDE, NOT_KNOWN = "other_work", "outside", "not_known"
LINES: Mapping[str, Any] = {
    FIRST: _staff_l("Work in own field"),
    SECOND: _staff_l("Practice, studies or a qualification"),
    THIRD: _staff_l("More confidence or a wider network"),
    OTHER: _staff_l("Work in another field"),
    OUTSIDE: _staff_l("No change that is told"),
    NOT_KNOWN: _staff_l("Not known"),
}
"""The lines in which a participation can be, in their order."""
_FIXED = {
    "A1": FIRST, "A2": FIRST, "A3": FIRST,
    "B1": SECOND, "B2": SECOND, "B3": SECOND, "B4": SECOND,
    "C1": THIRD,
    "D0": OUTSIDE,
}  # fmt: skip
USUAL = {"e1": OTHER, "b5": SECOND, "i1": THIRD, "j1": THIRD, "c2": THIRD}


def _line(code: str, *lines: str) -> fields.String:
    return fields.String(
        load_default=USUAL[code],
        metadata=field_info(
            label=BY_CODE[code.upper()].label,
            options=[(line, LINES[line]) for line in lines],
            widget="select",
        ),
    )


class ThirdsSettings(PunosSchema):
    """Where those outcomes count that Womento's thirds leave open."""

    e1 = _line("e1", OTHER, SECOND)
    b5 = _line("b5", SECOND, OUTSIDE)
    i1 = _line("i1", THIRD, OUTSIDE)
    j1 = _line("j1", THIRD, OUTSIDE)
    c2 = _line("c2", THIRD, OUTSIDE)


def thirds_field() -> fields.Nested:
    """The field of a programme model's settings that holds them."""
    return fields.Nested(
        ThirdsSettings,
        load_default=lambda: ThirdsSettings().load({}),
        metadata=field_info(label=_staff_l("Where outcomes count in the thirds")),
    )


def third_of(
    codes: Collection[str], in_own_field: bool, settings: Mapping[str, Any] | None = None
) -> str:
    """The line of a participation by all its codes of one moment; `settings` are the programme's.

    `in_own_field` says whether any of them is work in the own field, which decides for somebody who
    had work already and moved. Whoever left early counts by what else is known of them.
    """
    told = [code for code in codes if code not in UNTOLD]
    best = highest(told)
    if best is None:
        return OUTSIDE if "X1" in codes else NOT_KNOWN
    if best == MOVED:
        best = "A2" if in_own_field else OTHER_WORK
    if best in _FIXED:
        return _FIXED[best]
    chosen = {**USUAL, **((settings or {}).get("thirds") or {})}
    return str(chosen.get(best.lower(), OUTSIDE))


def rolled_up(lines: Iterable[str]) -> dict[str, int]:
    """How many are in each line; every line is there."""
    counted = Counter(lines)
    return {line: counted[line] for line in LINES}
