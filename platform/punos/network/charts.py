"""Where things stand in the chart of a figure over windows of time, and in a small line of it.

Lengths are as in `punos.web.charts`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from punos.web.charts import WIDTH, Label, Values, apart

HEIGHT = 210
LEFT, RIGHT, TOP, BOTTOM = 40, 74, 14, 28
BETWEEN_LABELS = 14


@dataclass(frozen=True)
class Line:
    """A line through the values that are known: its pieces, its dots, and its name at the end.

    `kind` is "median", "edge" (of the range) or "member".
    """

    kind: str
    pieces: list[str]
    dots: list[tuple[float, float]]
    label: Label | None


@dataclass(frozen=True)
class Chart:
    """A chart over windows of time."""

    lines: list[Line]
    band: list[str]
    ticks: list[Label]
    columns: list[Label]
    gaps: list[float] = field(default_factory=list)
    """Where the member's own figure is hidden: drawn as hidden, at the foot."""
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - BOTTOM


def chart(
    columns: Sequence[str],
    series: Sequence[tuple[str, str, Values]],
    ticks: Sequence[tuple[float, str]],
    hidden: Sequence[bool] = (),
) -> Chart:
    """A chart of series (kind, name, values by column). The first and the last tick are its scale.

    Between two series of kind "edge" lies the band of the network.
    """
    top = ticks[-1][0]
    xs = [_x(number, len(columns)) for number in range(len(columns))]
    placed = [(kind, name, _points(xs, values, top)) for kind, name, values in series]
    edges = [points for kind, _name, points in placed if kind == "edge"]
    return Chart(
        lines=_lines(placed),
        band=_band(*edges) if len(edges) == 2 else [],
        ticks=[Label(LEFT - 6, _y(value, top), text) for value, text in ticks],
        columns=[Label(x, HEIGHT - BOTTOM + 16, text) for x, text in zip(xs, columns, strict=True)],
        gaps=[x for x, is_hidden in zip(xs, hidden, strict=False) if is_hidden],
    )


_Points = list[tuple[float, float] | None]


def _x(number: int, count: int) -> float:
    room = WIDTH - LEFT - RIGHT
    return LEFT + (room / 2 if count == 1 else 12 + (room - 24) * number / (count - 1))


def _y(value: float, top: float) -> float:
    return round(TOP + (HEIGHT - BOTTOM - TOP) * (1 - value / top), 1)


def _points(xs: Sequence[float], values: Values, top: float) -> _Points:
    return [
        None if value is None else (round(x, 1), _y(value, top))
        for x, value in zip(xs, values, strict=True)
    ]


def _runs(points: _Points) -> list[list[tuple[float, float]]]:
    """The points in unbroken runs: no line leads over a window without a figure."""
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def _drawn(run: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in run)


def _lines(placed: Sequence[tuple[str, str, _Points]]) -> list[Line]:
    ends = {name: known[-1] for _kind, name, points in placed if (known := _known(points))}
    heights = apart(
        {name: y for name, (_x_, y) in ends.items()},
        between=BETWEEN_LABELS,
        highest=TOP,
        lowest=HEIGHT - BOTTOM,
    )
    return [
        Line(
            kind,
            [_drawn(run) for run in _runs(points)],
            _known(points),
            Label(ends[name][0] + 7, heights[name], name) if name in ends else None,
        )
        for kind, name, points in placed
    ]


def _known(points: _Points) -> list[tuple[float, float]]:
    return [point for point in points if point is not None]


def _band(lower: _Points, upper: _Points) -> list[str]:
    """Polygons between the two edges, one for each run in which both are known."""
    both = [(low, high) if low and high else None for low, high in zip(lower, upper, strict=True)]
    polygons: list[str] = []
    run: list[tuple[tuple[float, float], tuple[float, float]]] = []
    for pair in [*both, None]:
        if pair is not None:
            run.append(pair)
            continue
        if len(run) > 1:
            there, back = [low for low, _ in run], [high for _, high in reversed(run)]
            polygons.append(_drawn([*there, *back]))
        run = []
    return polygons


def spark(
    values: Values, hidden: Sequence[bool], top: float
) -> tuple[list[str], list[tuple[float, float]], list[float]]:
    """A small line in 120 × 28: its pieces, its dots, and where figures are hidden."""
    count = len(values)
    xs = [round(6 + 108 * (n / (count - 1) if count > 1 else 0.5), 1) for n in range(count)]
    points: _Points = [
        None if value is None else (x, round(4 + 20 * (1 - value / top), 1))
        for x, value in zip(xs, values, strict=True)
    ]
    gaps = [x for x, is_hidden in zip(xs, hidden, strict=True) if is_hidden]
    return [_drawn(run) for run in _runs(points)], _known(points), gaps
