"""Keeping people unrecognised in a report: what so few stand behind that somebody might be known.

A report leaves the association, and the yearly one is public. The rule is that of figures that go to the
network (docs/decisions/0053-disclosure.md): ten people behind a share, five on either side of it; and no
number below five in a table. Nobody is as few as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from punos.extend import ReportFigure, ReportTable

LEAST_WHOLE = 10
LEAST = 5
HIDDEN = "hidden"
"""What stands in a cell whose number is not told."""


def is_recognisable(figure: ReportFigure) -> bool:
    """Whether a figure has too few people behind it."""
    if not figure.personal or figure.value is None:
        return False
    if figure.unit != "share":
        count = figure.value if figure.unit == "count" else figure.whole
        return count is not None and count < LEAST
    part, whole = figure.part or 0, figure.whole or 0
    return whole < LEAST_WHOLE or min(part, whole - part) < LEAST


def masked(table: ReportTable) -> ReportTable:
    """The table with small numbers hidden, where it is about people."""
    if not table.personal:
        return table
    return replace(table, rows=[_row(row, total=table.total) for row in table.rows])


def _row(row: Sequence[Any], *, total: bool) -> list[Any]:
    shown = list(row)
    # A total that is itself small would tell what was hidden.
    numbers = [at for at, cell in enumerate(row) if _is_number(cell)]
    parts = numbers[:-1] if total and len(numbers) > 1 else numbers
    hidden = [at for at in parts if row[at] < LEAST]
    if total and len(hidden) == 1 and len(parts) > 1:
        others = [at for at in parts if at not in hidden]
        hidden.append(min(others, key=lambda at: (row[at], at)))
    if total and numbers and row[numbers[-1]] < LEAST:
        hidden = numbers
    for at in hidden:
        shown[at] = HIDDEN
    return shown


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int) and not isinstance(cell, bool)
