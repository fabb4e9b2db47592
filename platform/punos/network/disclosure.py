"""Disclosure control: exact numbers in, what may cross to the network out. Nothing but arithmetic.

Why these rules and no others: docs/decisions/0053-disclosure.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from punos.network.catalogue import PERSONAL, Indicator

LEAST_PEOPLE = 10
"""So many took part: below, nothing personal is told, and that is a statement of activity alone."""
LEAST_WHOLE = 10
LEAST_SIDE = 5
"""So many at least on either side of a share: those of whom it holds, and those of whom it does not."""
STEP = 5
STEPS_OF_SHARE = 20
"""Shares are told to the nearest twentieth: 5 per cent."""

SHOWN, HIDDEN, NOT_ENOUGH = "shown", "hidden", "not_enough"


@dataclass(frozen=True)
class Exact:
    """A figure as it is. `part` is the count itself where there is no `whole`.

    So many different `people` took part, and one of them again as often as `repeats` says: in another
    cycle of the same window.
    """

    indicator: Indicator
    part: int
    whole: int | None
    people: int
    repeats: int = 0

    @property
    def value(self) -> float | None:
        """The count, or the share; None where nothing is known."""
        if self.indicator.unit == "count":
            return float(self.part)
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class Cell:
    """What the network reads. A cell that is not shown has no numbers at all."""

    state: str
    value: float | None = None
    part: int | None = None
    whole: int | None = None


def disclosed(figures: Iterable[Exact]) -> dict[str, Cell]:
    """What becomes of all frozen figures of one model and window, by code, shared or not.

    They are judged together: two personal figures of the same people bound a third one, so that each
    of them is shown or none. A share of nothing does not apply, and has no cell.
    """
    figures = list(figures)
    told = all(_is_told(one) for one in figures if one.indicator.kind == PERSONAL)
    cells = {one.indicator.code: _cell(one, told=told) for one in figures}
    return {code: cell for code, cell in cells.items() if cell is not None}


def _is_told(exact: Exact) -> bool:
    """Whether a personal share has enough people on either side. Nobody is as few as one.

    Whoever took part twice is counted twice in it. Who that was is not known here, so that they are
    taken off everywhere: there are at least so many different people as are left.
    """
    whole = exact.whole or 0
    least = min(exact.part, whole - exact.part) - exact.repeats
    return whole - exact.repeats >= LEAST_WHOLE and least >= LEAST_SIDE


def _cell(exact: Exact, *, told: bool) -> Cell | None:
    if exact.indicator.kind != PERSONAL:
        return _as_it_is(exact)
    if exact.people < LEAST_PEOPLE:
        return Cell(NOT_ENOUGH)
    return _rounded(exact) if told else Cell(HIDDEN)


def _as_it_is(exact: Exact) -> Cell | None:
    if exact.value is None:
        return None
    part = None if exact.whole is None else exact.part
    return Cell(SHOWN, exact.value, part, exact.whole)


def _rounded(exact: Exact) -> Cell:
    """Part and whole to the nearest five, each by itself; the share from what is not rounded yet."""
    part, whole = exact.part, exact.whole or 0
    share = nearest(part * STEPS_OF_SHARE, whole, 1) / STEPS_OF_SHARE
    return Cell(SHOWN, share, nearest(part, 1, STEP), nearest(whole, 1, STEP))


def nearest(above: int, below: int, step: int) -> int:
    """`above` ÷ `below`, rounded to the nearest multiple of `step`, a half upwards; in whole numbers."""
    return step * ((2 * above + step * below) // (2 * step * below))
