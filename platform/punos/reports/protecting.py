"""Keeping people unrecognised in a report: what so few stand behind that somebody might be known.

A report leaves the association, and the yearly one is public. The rule is that of figures that go to the
network (docs/decisions/0053-disclosure.md): ten people behind a share, five on either side of it; and no
number below five in a table, nor one that can be worked out from its sums. Nobody is as few as one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from punos.extend import ReportFigure, ReportTable

LEAST_WHOLE = 10
LEAST = 5
HIDDEN = "hidden"
"""What stands in a cell whose number is not told."""
Cell = tuple[int, int]
"""Row and column of a table."""


def is_recognisable(figure: ReportFigure) -> bool:
    """Whether a figure has too few people behind it, or lets so few be worked out."""
    if not figure.personal or figure.value is None:
        return False
    if figure.gives_away:
        return True
    if figure.unit != "share":
        count = figure.value if figure.unit == "count" else figure.whole
        return count is not None and count < LEAST
    return _is_small_part(figure.part or 0, figure.whole or 0)


def told_of_whole(part: int, whole: int) -> int | str:
    """A number that stands in a table beside the whole of which it is a part: it, or HIDDEN."""
    return HIDDEN if _is_small_part(part, whole) else part


def _is_small_part(part: int, whole: int) -> bool:
    return whole < LEAST_WHOLE or min(part, whole - part) < LEAST


def told_together(figures: Sequence[ReportFigure]) -> list[ReportFigure]:
    """The figures, of which those about the `same` people are hidden together, as in the network.

    Of several that may be told the first is, and each of the others that is not so near to one told
    before that their difference counts so few: of those in work and those in work in their own field it
    is who works in another one.
    """
    few = {one.same for one in figures if one.same and is_recognisable(one)}
    told: list[ReportFigure] = []
    found = []
    for figure in figures:
        beside = [one for one in told if figure.same and one.same == figure.same]
        gives_away = figure.same in few or any(_are_near(figure, one) for one in beside)
        one = replace(figure, gives_away=True) if gives_away else figure
        if one.value is not None and not is_recognisable(one):
            told.append(one)
        found.append(one)
    return found


def _are_near(one: ReportFigure, other: ReportFigure) -> bool:
    parts = abs((one.part or 0) - (other.part or 0))
    wholes = abs((one.whole or 0) - (other.whole or 0))
    return parts < LEAST or 0 < wholes < LEAST


def masked(table: ReportTable, figures: Sequence[ReportFigure] = ()) -> ReportTable:
    """The table with small numbers hidden, where it is about people; also what hides in `figures`."""
    if not table.personal:
        return table
    not_told = {one.code for one in figures if is_recognisable(one)}
    hidden = hidden_cells(table, {at for at, code in table.same_as.items() if code in not_told})
    rows = [
        [HIDDEN if (at, column) in hidden else cell for column, cell in enumerate(row)]
        for at, row in enumerate(table.rows)
    ]
    return replace(table, rows=rows)


def hidden_cells(table: ReportTable, rows: Collection[int] = ()) -> set[Cell]:
    """Those of `rows`, those that are small, and as many more as it takes that no sum gives them away."""
    numbers = _numbers(table)
    hidden = {cell for cell, number in numbers.items() if number < LEAST or cell[0] in rows}
    hidden |= _nearly_all(table, numbers) | _left_over(table, numbers)
    sums = list(_sums(table, numbers))
    while more := {
        one for parts, whole in sums if (one := _one_more(parts, whole, numbers, hidden))
    }:
        hidden |= more
    return hidden


def _numbers(table: ReportTable) -> dict[Cell, int]:
    return {
        (at, column): cell
        for at, row in enumerate(table.rows)
        for column, cell in enumerate(row)
        if isinstance(cell, int) and not isinstance(cell, bool) and column not in table.open
    }


def _nearly_all(table: ReportTable, numbers: dict[Cell, int]) -> set[Cell]:
    """Where the first row counts everybody: what is true of all of them but a few."""
    if table.excluding is None:
        return set()
    return {
        (at, column)
        for (at, column), number in numbers.items()
        if at and numbers.get((0, column), 0) - number < LEAST
    }


def _left_over(table: ReportTable, numbers: dict[Cell, int]) -> set[Cell]:
    """Where there is the same table of parts: what is small in those parts that hide it, together."""
    apart = [(one, hidden_cells(one)) for one in table.apart]
    found = set()
    for at, column in numbers:
        small = [one.rows[at][column] for one, hidden in apart if (at, column) in hidden]
        if small and sum(small) < LEAST:
            found.add((at, column))
    return found


def _sums(table: ReportTable, numbers: dict[Cell, int]) -> Iterator[tuple[list[Cell], Cell]]:
    """Cells with the one that is their sum, or is not less than that."""
    if table.total:
        for at in range(len(table.rows)):
            *parts, whole = sorted(cell for cell in numbers if cell[0] == at) or [(at, 0)]
            yield parts, whole
    for rows in table.excluding or ():
        for column in sorted({column for at, column in numbers if at == 0}):
            yield [(at, column) for at in rows if (at, column) in numbers], (0, column)


def _one_more(
    parts: Sequence[Cell], whole: Cell, numbers: dict[Cell, int], hidden: set[Cell]
) -> Cell | None:
    """The cell that is to be hidden too, since the sum gives away what is hidden; None where it does not."""
    mine = [cell for cell in parts if cell in hidden]
    if not mine or whole in hidden:
        return None
    if len(mine) > 1 and sum(numbers[cell] for cell in mine) >= LEAST:
        return None
    shown = [cell for cell in parts if cell not in hidden]
    # The last of several alike: what matters most stands first.
    return min(shown, key=lambda cell: (numbers[cell], -cell[0], -cell[1]), default=None)
