"""Charts: what is drawn stands where its number says, and what is not known is not drawn."""

import re
from itertools import pairwise

from punos.network.charts import BOTTOM, HEIGHT, LEFT, TOP, chart, spark

TICKS = [(0.0, "0 %"), (1.0, "100 %")]


def test_line_stands_where_its_numbers_say() -> None:
    [line] = chart(["2023", "2024"], [("member", "Sillat", [0.0, 1.0])], TICKS).lines
    (_, lowest), (_, highest) = line.dots
    assert (lowest, highest) == (HEIGHT - BOTTOM, TOP)
    assert line.pieces == [" ".join(f"{x:g},{y:g}" for x, y in line.dots)]


def test_line_breaks_where_a_figure_is_missing() -> None:
    values = [0.1, 0.2, None, 0.4]
    [line] = chart(["1", "2", "3", "4"], [("median", "Median", values)], TICKS).lines
    assert len(line.pieces) == 2
    assert len(line.dots) == 3


def test_band_lies_between_the_edges_where_both_are_known() -> None:
    edges = [("edge", "Lowest", [0.1, 0.2, None]), ("edge", "Highest", [0.5, 0.6, 0.7])]
    [polygon] = chart(["1", "2", "3"], edges, TICKS).band
    assert len(polygon.split()) == 4


def test_nothing_known_draws_nothing() -> None:
    drawn = chart(["1", "2"], [("median", "Median", [None, None])], TICKS, [False, True])
    assert (drawn.lines[0].pieces, drawn.lines[0].dots, drawn.lines[0].label) == ([], [], None)
    assert len(drawn.gaps) == 1


def test_single_window_is_drawn_as_a_dot_in_the_middle() -> None:
    drawn = chart(["2024"], [("median", "Median", [0.5])], TICKS)
    assert drawn.lines[0].dots[0][0] > LEFT


def test_names_at_the_ends_of_lines_do_not_lie_on_one_another() -> None:
    series = [("edge", name, [0.5, 0.5]) for name in ("Lowest", "Highest", "Median", "Sillat")]
    heights = sorted(line.label.y for line in chart(["1", "2"], series, TICKS).lines if line.label)
    assert all(b - a >= 12 for a, b in pairwise(heights))
    assert heights[-1] <= HEIGHT - BOTTOM


def test_small_line_draws_a_hidden_figure_apart() -> None:
    pieces, dots, gaps = spark([0.5, None, 0.7], [False, True, False], 1.0)
    assert (len(pieces), len(dots), len(gaps)) == (2, 2, 1)
    assert all(re.fullmatch(r"[\d., ]+", piece) for piece in pieces)
