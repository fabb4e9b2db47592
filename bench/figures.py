"""A measured figure beside its goal, and the table of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What was measured, as text, and whether it meets its goal (None: there is no goal)."""

    what: str
    value: str
    goal: str = ""
    met: bool | None = None


def at_most(what: str, value: float, most: float, unit: str = "", digits: int = 1) -> Figure:
    """A figure whose goal is to be no higher than `most`."""
    shown = f"{value:.{digits}f} {unit}".strip()
    return Figure(what, shown, f"≤ {most:g} {unit}".strip(), value <= most)


def heading(text: str) -> None:
    """Begin a part of the output."""
    print(f"\n== {text}", flush=True)


def table(figures: Iterable[Figure]) -> str:
    """All figures in columns: figure, measured, goal, met or not."""
    words = {True: "met", False: "NOT MET", None: "–"}
    rows = [("figure", "measured", "goal", "")]
    rows += [(f.what, f.value, f.goal or "–", words[f.met]) for f in figures]
    wide = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip()
        for row in rows
    )
