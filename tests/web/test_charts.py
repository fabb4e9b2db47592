"""Drawings: what is drawn stands where its number says, and nothing lies beside the drawing."""

from __future__ import annotations

from datetime import date

import pytest

from punos.web.charts import (
    GAP,
    LEAST_BAR,
    LETTER,
    WIDTH,
    Spans,
    Stretch,
    apart,
    grouped_bars,
    nice_top,
    spans,
)


def drawn(*stretches: Stretch, today: date = date(2028, 3, 15)) -> Spans:
    return spans(stretches, today, lambda day: day.strftime("%b"))


@pytest.mark.parametrize(
    ("values", "top"), [([3.0], 3.0), ([47.0], 50.0), ([101.0], 150.0), ([None, 0.0], 1.0)]
)
def test_scale_ends_at_a_round_number(values: list[float | None], top: float) -> None:
    assert nice_top(values, share=False) == top


def test_shares_are_drawn_up_to_the_whole() -> None:
    assert nice_top([0.2], share=True) == 1.0


def test_names_that_do_not_fit_at_the_foot_move_up() -> None:
    moved = apart({"a": 95.0, "b": 96.0}, between=14, highest=0, lowest=100)
    assert moved == {"a": 86.0, "b": 100.0}


def test_bars_are_as_long_as_their_numbers_say() -> None:
    chart = grouped_bars([("Turku", [8, 4]), ("Pori", [0, 2])], [["8", "4"], ["0", "2"]], [2, 3])
    shares = [bar.length / chart.bars[0].length for bar in chart.bars]
    assert shares == pytest.approx([1, 0.5, 0, 0.25], abs=0.001)
    assert [bar.colour for bar in chart.bars] == [2, 3, 2, 3]
    assert chart.bars[0].length == WIDTH - GAP - LETTER
    assert [name.text for name in chart.names] == ["Turku", "Pori"]
    assert all(bar.y + chart.thick <= chart.height for bar in chart.bars)


def test_words_beyond_the_longest_bar_are_not_cut_off() -> None:
    words = "Mentoroitavat, jotka etsivät: 18"
    chart = grouped_bars([("Turku", [18, 2])], [[words, "2"]], [1, 2])
    assert chart.bars[0].length + GAP + LETTER * len(words) <= WIDTH
    longest = grouped_bars([("Turku", [18])], [["x" * 90]], [1])
    assert longest.bars[0].length == LEAST_BAR


def test_bars_of_nothing_have_no_length() -> None:
    assert [bar.length for bar in grouped_bars([("Turku", [0])], [["0"]], [1]).bars] == [0]


def test_stretches_lie_on_one_line_of_time() -> None:
    first = Stretch("First", date(2028, 2, 1), date(2028, 2, 29))
    second = Stretch("Second", date(2028, 3, 1), date(2028, 3, 31))
    chart = drawn(first, second)
    one, other = chart.planned
    assert one.x + one.length == pytest.approx(other.x, abs=0.2)
    assert other.x < (chart.today or 0) < other.x + other.length
    assert [month.text for month in chart.months] == ["Feb", "Mar"]
    assert other.x + other.length <= WIDTH


def test_stretch_that_goes_on_is_drawn_until_today() -> None:
    going = Stretch("Now", date(2028, 3, 1), date(2028, 3, 31), actual_from=date(2028, 3, 8))
    chart = drawn(going)
    [actual] = chart.actual
    assert actual.x > chart.planned[0].x
    assert actual.x + actual.length == pytest.approx((chart.today or 0) + WIDTH / 31, abs=1)


def test_stretch_that_has_not_begun_is_planned_alone() -> None:
    chart = drawn(Stretch("Later", date(2028, 5, 1), date(2028, 5, 31)))
    assert (chart.actual, chart.today) == ([], None)


def test_long_line_of_time_names_only_some_months() -> None:
    chart = drawn(Stretch("Years", date(2028, 1, 1), date(2030, 12, 31)))
    assert 4 <= len(chart.months) <= 7
