"""What becomes of exact numbers before the network may read them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos.network.catalogue import BY_CODE, CATALOGUE, PERSONAL
from punos.network.disclosure import Cell, Exact, disclosed, nearest

TWELVE = "N12"
FROM_OUTCOMES = {"N11", "N12", "N13", "N15", "N16"}


def exact(code: str, part: int, whole: int | None = None, people: int = 40) -> Exact:
    return Exact(BY_CODE[code], part, whole, people)


def told(*figures: Exact) -> dict[str, Cell]:
    return disclosed(figures)


@pytest.mark.parametrize(
    ("part", "whole", "people", "cell"),
    [
        (12, 23, 40, Cell("shown", 0.5, 10, 25)),
        (13, 40, 40, Cell("shown", 0.35, 15, 40)),
        (5, 10, 10, Cell("shown", 0.5, 5, 10)),
        (4, 40, 40, Cell("hidden")),
        (0, 40, 40, Cell("hidden")),
        (36, 40, 40, Cell("hidden")),
        (40, 40, 40, Cell("hidden")),
        (5, 9, 40, Cell("hidden")),
        (0, 0, 40, Cell("hidden")),
        (5, 9, 9, Cell("not_enough")),
        (0, 0, 0, Cell("not_enough")),
    ],
)
def test_personal_share_needs_enough_on_either_side(
    part: int, whole: int, people: int, cell: Cell
) -> None:
    assert told(exact(TWELVE, part, whole, people)) == {TWELVE: cell}


@pytest.mark.parametrize(
    ("code", "part", "whole", "cell"),
    [
        ("G01", 10, None, Cell("shown", 10.0)),
        ("N01", 1, None, Cell("shown", 1.0)),
        ("N06", 1, 3, Cell("shown", 1 / 3, 1, 3)),
        ("N07", 0, 4, Cell("shown", 0.0, 0, 4)),
    ],
)
def test_activity_passes_exactly(code: str, part: int, whole: int | None, cell: Cell) -> None:
    assert told(exact(code, part, whole, people=1)) == {code: cell}


def test_share_of_no_activity_does_not_apply() -> None:
    assert told(exact("N09", 0, 0)) == {}


def test_one_personal_figure_that_is_hidden_hides_the_others_of_the_same_people() -> None:
    found = told(
        exact("N11", 4, 40), exact("N12", 20, 40), exact("N13", 22, 40), exact("N06", 30, 40)
    )
    assert {code for code, cell in found.items() if cell.state == "hidden"} == {"N11", "N12", "N13"}
    assert found["N06"] == Cell("shown", 0.75, 30, 40)


NUMBERS = st.integers(0, 400)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_personal_figure_tells_multiples_of_five_or_nothing(a: int, b: int, c: int) -> None:
    part, whole, people = sorted((a, b, c))
    (cell,) = told(exact(TWELVE, part, whole, people)).values()
    if cell.state != "shown":
        assert (cell.value, cell.part, cell.whole) == (None, None, None)
        return
    assert cell.part is not None
    assert cell.whole is not None
    assert cell.part % 5 == cell.whole % 5 == 0
    assert abs(cell.part - part) <= 2
    assert abs(cell.whole - whole) <= 2
    assert cell.value is not None
    assert Fraction(cell.value).limit_denominator(20) * 20 % 1 == 0
    assert abs(cell.value - part / whole) <= 0.025 + 1e-9


@given(st.integers(0, 10_000), st.integers(1, 500), st.sampled_from([1, 5, 100]))
def test_nearest_is_a_multiple_within_half_a_step(above: int, below: int, step: int) -> None:
    found = nearest(above, below, step)
    assert found % step == 0
    assert abs(Fraction(above, below) - found) <= Fraction(step, 2)


def test_every_figure_made_of_outcomes_is_personal() -> None:
    """The codes of the network's list from N11 to N16 are about what became of people, or they said."""
    from_outcomes = {one.code for one in CATALOGUE if one.code[:3] in FROM_OUTCOMES}
    assert {one.code for one in CATALOGUE if one.kind == PERSONAL} == from_outcomes
    assert "N06.early" not in BY_CODE, "beside N06 it would count who left for work"
