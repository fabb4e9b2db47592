"""What a report hides, and what could be worked out from the rest of it or from another report."""

from collections.abc import Sequence
from typing import Any

import pytest

from punos.extend import Metric, ReportFigure, ReportTable
from punos.reports.protecting import HIDDEN, LEAST, masked, told_together
from punos.reports.sections.figures import _added


def shown(*rows: Sequence[Any], **more: Any) -> list[list[Any]]:
    """The rows of a table about people as a report has them."""
    table = ReportTable("What", ["Who"], rows, personal=True, **more)
    return [list(row) for row in masked(table).rows]


@pytest.mark.parametrize(
    "row",
    [
        ["End", 12, 10, 0, 0, 22],
        ["End", 12, 10, 1, 0, 23],
        ["End", 20, 3, 23],
        ["End", 9, 9, 9, 2, 2, 31],
        ["End", 0, 0, 30, 30],
    ],
)
def test_total_gives_no_small_number_away(row: list[Any]) -> None:
    [told] = shown(row, total=True)
    assert told[-1] == row[-1]
    hidden = [number for number, cell in zip(row[1:-1], told[1:-1], strict=True) if cell == HIDDEN]
    assert all(number in hidden for number in row[1:-1] if number < LEAST)
    assert len(hidden) > 1
    assert sum(hidden) >= LEAST


def test_whatever_is_so_of_all_but_few_is_not_told() -> None:
    rows = shown(["Everybody", 20, 10, 30], ["Work", 12, 10, 22], total=True, excluding=[[1]])
    # All ten men work; and what is told of the women would give them away beside the total.
    assert rows == [["Everybody", 20, 10, 30], ["Work", HIDDEN, HIDDEN, 22]]


def test_rows_that_exclude_each_other_give_no_small_number_away() -> None:
    rows = shown(
        ["Everybody", 30], ["At home", 3], ["Work", 20], ["None", 7], excluding=[[1, 2, 3]]
    )
    assert rows == [["Everybody", 30], ["At home", HIDDEN], ["Work", 20], ["None", HIDDEN]]


def test_year_gives_nothing_away_that_the_report_on_a_cycle_hides() -> None:
    parts = [[["End", 20, 20]], [["End", 3, 20]]]
    apart = [ReportTable("What", ["Who"], rows, personal=True) for rows in parts]
    assert shown(["End", 23, 40], apart=apart) == [["End", HIDDEN, 40]]
    apart = [ReportTable("What", ["Who"], rows, personal=True) for rows in [*parts, parts[1]]]
    assert shown(["End", 26, 60], apart=apart) == [["End", 26, 60]]


def metric(part: int, whole: int) -> Metric:
    return Metric(
        "N12", "Work", part / whole, "share", part=part, whole=whole, permission="outcomes.read"
    )


def test_figure_of_a_year_gives_nothing_away_that_a_cycle_hides() -> None:
    [few] = told_together([_added([metric(20, 40), metric(3, 12)])])
    assert few.gives_away
    [many] = told_together([_added([metric(20, 40), metric(3, 12), metric(3, 12)])])
    assert not many.gives_away


def figure(code: str, part: int, whole: int, same: str = "exit") -> ReportFigure:
    value = part / whole
    return ReportFigure(
        code, code, value, "share", part=part, whole=whole, personal=True, same=same
    )


def test_figures_of_the_same_people_are_hidden_together() -> None:
    # Of 14, nine work and nine made a step: who is in both can only be four, as the first one hides.
    found = told_together([figure("a", 4, 14), figure("b", 9, 14), figure("c", 9, 14, "")])
    assert [one.gives_away for one in found] == [True, True, False]
    near = told_together([figure("a", 10, 30), figure("b", 12, 30), figure("c", 16, 30)])
    assert [one.gives_away for one in near] == [False, True, False]
