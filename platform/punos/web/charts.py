"""Where things stand in a drawing. The drawing is in a template; the numbers stand in a table beside.

Lengths are in units of the drawing: on a phone one is about a pixel, on a desk up to two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, log10
from typing import Any

WIDTH = 320
ROW, BAR, BETWEEN_BARS = 30, 12, 16
NAME_ROOM = 16
"""Above the bars of a row, where its name stands."""
GAP, LETTER = 5, 6
"""Between a bar and its words, and the breadth of one of their letters, rather more than less."""
LEAST_BAR = 80
"""So long the longest bar is at least, however long the words beyond it are."""
AXIS = 22
MOST_MONTHS = 7

Values = Sequence[float | None]


@dataclass(frozen=True)
class Label:
    """A text at a place."""

    x: float
    y: float
    text: Any


@dataclass(frozen=True)
class Bar:
    """A bar from `x` on, `length` long, with its words at the end; `colour` counts from 1."""

    x: float
    y: float
    length: float
    colour: int
    label: Label | None = None


@dataclass(frozen=True)
class Bars:
    """Bars in groups, one group under each name, each bar with its number beside it."""

    names: list[Label]
    bars: list[Bar]
    height: float
    width: int = WIDTH
    thick: int = BAR


@dataclass(frozen=True)
class Spans:
    """Stretches of time: `planned` as it was meant, `actual` as it became, and where today is."""

    names: list[Label]
    planned: list[Bar]
    actual: list[Bar]
    months: list[Label]
    today: float | None
    height: float
    floor: float
    width: int = WIDTH
    thick: int = BAR


@dataclass(frozen=True)
class Stretch:
    """A stretch of time with its name, all days included; one that goes on has no last day yet."""

    name: Any
    planned_from: date
    planned_until: date
    actual_from: date | None = None
    actual_until: date | None = None


def nice_top(values: Values, *, share: bool) -> float:
    """A round number at or above all values: 100 % for shares."""
    if share:
        return 1.0
    most = max((value for value in values if value is not None), default=0.0)
    if most <= 0:
        return 1.0
    step = 10.0 ** (ceil(log10(most)) - 1) / 2
    return ceil(most / step) * step


def apart(
    heights: Mapping[str, float], *, between: float, highest: float, lowest: float
) -> dict[str, float]:
    """The same heights, moved so that no two names lie on one another; downwards they grow."""
    moved: dict[str, float] = {}
    last = highest - between
    for name, height in sorted(heights.items(), key=lambda pair: pair[1]):
        last = max(height, last + between)
        moved[name] = last
    beyond = max(0.0, last - lowest)
    return {name: round(height - beyond, 1) for name, height in moved.items()}


def grouped_bars(
    rows: Sequence[tuple[Any, Sequence[int]]],
    words: Sequence[Sequence[Any]],
    colours: Sequence[int],
) -> Bars:
    """Bars of several series under each name; a row is (name, number of each series).

    `words` say each number with what it counts ("12 mentees"), so that no key to the colours is
    needed. `colours` are those of the series, so that one thing has the same in several charts. A
    number of nought has words and no bar.
    """
    most = max((number for _name, numbers in rows for number in numbers), default=0) or 1
    letters = max((len(str(told)) for said in words for told in said), default=0)
    scale = max(WIDTH - GAP - LETTER * letters, LEAST_BAR) / most
    names: list[Label] = []
    bars: list[Bar] = []
    y = 0.0
    for (name, numbers), said in zip(rows, words, strict=True):
        names.append(Label(0, y + NAME_ROOM - 4, name))
        y += NAME_ROOM
        for colour, number, told in zip(colours, numbers, said, strict=True):
            length = round(number * scale, 1)
            bars.append(Bar(0, y, length, colour, Label(length + GAP, y + BAR - 2, told)))
            y += BETWEEN_BARS
        y += NAME_ROOM / 2
    return Bars(names, bars, y)


def spans(stretches: Sequence[Stretch], today: date, month: Any) -> Spans:
    """Stretches under one another on one line of time; `month` puts a month's first day into words.

    What goes on is drawn until today, and today itself where it lies within.
    """
    first, last = _reach(stretches, today)
    days = (last - first).days + 1

    def at(day: date) -> float:
        return round((WIDTH - 2) * (day - first).days / days + 1, 1)

    def bar(row: int, begin: date, end: date) -> Bar:
        x = at(begin)
        y = row * ROW + NAME_ROOM
        return Bar(x, y, max(round(at(end + timedelta(days=1)) - x, 1), 2.0), 1)

    floor = len(stretches) * ROW + 4
    return Spans(
        names=[Label(0, n * ROW + NAME_ROOM - 4, one.name) for n, one in enumerate(stretches)],
        planned=[bar(n, s.planned_from, s.planned_until) for n, s in enumerate(stretches)],
        actual=[
            bar(n, one.actual_from, _ended(one, today))
            for n, one in enumerate(stretches)
            if one.actual_from is not None
        ],
        months=[Label(at(day), floor + 14, month(day)) for day in _months(first, last)],
        today=at(today) if first <= today <= last else None,
        height=floor + AXIS,
        floor=floor,
    )


def _ended(stretch: Stretch, today: date) -> date:
    begun = stretch.actual_from
    assert begun is not None  # asked only of what has begun
    return stretch.actual_until or max(today, begun)


def _reach(stretches: Sequence[Stretch], today: date) -> tuple[date, date]:
    begun = [day for one in stretches for day in (one.planned_from, one.actual_from) if day]
    ended = [one.planned_until for one in stretches]
    ended += [_ended(one, today) for one in stretches if one.actual_from is not None]
    return min(begun), max(ended)


def _months(first: date, last: date) -> list[date]:
    """The first days of months within, every second or third of them where there are many."""
    found: list[date] = []
    day = first.replace(day=1)
    while day <= last:
        if day >= first:
            found.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return found[:: ceil(len(found) / MOST_MONTHS) or 1]
