"""An attacker on published figures: bounds by integer programming, from everything that may be known.

The unknowns are how many people there are of each kind: what they did before, and what became of them.
Each figure is a sum of those, so that one figure bounds another of the same people. The attacker knows
the rules, every activity figure, and of some members that nobody had work before and all are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import ceil, floor

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from punos.network.disclosure import LEAST_SIDE, LEAST_WHOLE

PERSONAL = ("N11", "N12", "N13")
BEFORE = ("none", "other", "own")
AFTER = ("unknown", "own", "other", "other_and_study", "study", "nothing")
KINDS = tuple(product(BEFORE, AFTER))
"""Kinds of people: what they did at the beginning, and what became of them."""
_COUNTED: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "N11": (("none", "other"), ("own",)),
    "N12": (("none",), ("own", "other", "other_and_study")),
    "N13": (BEFORE, ("own", "other_and_study", "study")),
}
"""By figure: of whom by what they did before, and who of them count. Nobody unknown is among them."""

People = tuple[int, ...]
"""How many there are of each of KINDS."""
Sum = Mapping[int, float]
"""Coefficients of unknowns, by their number."""
Row = tuple[Sum, float, float]
"""A sum of unknowns and its bounds, both included."""
MUCH = 10.0**7


def wholes(code: str) -> list[bool]:
    """Which kinds of people are in the whole of a figure."""
    before = _COUNTED[code][0]
    return [b in before and a != "unknown" for b, a in KINDS]


def parts(code: str) -> list[bool]:
    """Which kinds of people are in its part."""
    before, after = _COUNTED[code]
    return [b in before and a in after for b, a in KINDS]


def count(people: People, of: Sequence[bool]) -> int:
    """How many of these people are of some kinds."""
    return sum(number for number, counts in zip(people, of, strict=True) if counts)


@dataclass(frozen=True)
class Group:
    """The people of one member, programme and window, as unknowns from `first` on; several for windows
    whose people were told by year and together."""

    firsts: tuple[int, ...]

    def sum_of(self, of: Sequence[bool]) -> Sum:
        """The unknowns of some kinds, added up."""
        return {first + at: 1.0 for first in self.firsts for at, counts in enumerate(of) if counts}

    def part(self, code: str) -> Sum:
        """The part of a figure."""
        return self.sum_of(parts(code))

    def whole(self, code: str) -> Sum:
        """The whole of a figure."""
        return self.sum_of(wholes(code))

    def rest(self, code: str) -> Sum:
        """Those of the whole who are not in the part."""
        part = self.part(code)
        return {at: 1.0 for at in self.whole(code) if at not in part}


@dataclass
class Knowledge:
    """What the attacker knows, as bounds on sums of unknowns, which are whole and not below zero.

    `cases` are groups of alternatives: of each group one holds at least.
    """

    unknowns: int = 0
    rows: list[Row] = field(default_factory=list)
    cases: list[list[list[Row]]] = field(default_factory=list)

    def group(self, people: int, *, plain: bool) -> Group:
        """The people of a year: so many took part. Of a plain one nobody had work before, all are
        known, and each counts once."""
        first, self.unknowns = self.unknowns, self.unknowns + len(KINDS)
        found = Group((first,))
        self.rows.append((found.sum_of([True] * len(KINDS)), people, people))
        if plain:
            odd = [b != "none" or a in ("unknown", "other_and_study") for b, a in KINDS]
            self.rows.append((found.sum_of(odd), 0, 0))
        return found

    def shown(self, group: Group, code: str, value: float, part: int, whole: int) -> None:
        """A figure was told rounded: part and whole to fives, the value to twentieths."""
        of, among = group.part(code), group.whole(code)
        self.rows += [(of, part - 2, part + 2), (among, whole - 2, whole + 2)]
        for sign, edge in ((1.0, value - 0.025), (-1.0, value + 0.025)):
            sum_ = dict.fromkeys(among, -sign * edge)
            for at in of:
                sum_[at] += sign
            self.rows.append((sum_, -1e-6, MUCH))

    def passed(self, group: Group, codes: Iterable[str]) -> None:
        """These figures have enough people on either side, or none of them would have been told."""
        for code in codes:
            self.rows += [
                (group.whole(code), LEAST_WHOLE, MUCH),
                (group.part(code), LEAST_SIDE, MUCH),
                (group.rest(code), LEAST_SIDE, MUCH),
            ]

    def failed(self, group: Group, codes: Iterable[str]) -> None:
        """One of these figures at least has not."""
        self.cases.append([[row] for code in codes for row in _failures(group, code)])

    def exactly(self, sum_: Sum, number: int) -> None:
        """A sum is known."""
        self.rows.append((sum_, number, number))

    def values(self, target: Sum, *, most: int = 3, cases: int | None = None) -> set[int]:
        """Whole numbers that the sum may still be, until so many are found.

        `cases` names the one group of alternatives that is taken into account; leaving others out can
        only widen what is found.
        """
        found: set[int] = set()
        options = [[]] if cases is None else self.cases[cases]
        for option in options:
            for value in self._possible(target, [*self.rows, *option]):
                found.add(value)
                if len(found) >= most:
                    return found
        return found

    def _possible(self, target: Sum, rows: Sequence[Row]) -> Iterator[int]:
        """The ends first, by linear bounds, then what lies between; each proved by a whole solution."""
        bounds = self._linear_bounds(target, rows)
        if bounds is None:
            return
        low, high = bounds
        for value in range(low, high + 1):
            if self._is_possible([*rows, (target, value, value)]):
                yield value

    def _linear_bounds(self, target: Sum, rows: Sequence[Row]) -> tuple[int, int] | None:
        matrix, low, high = self._matrix(rows)
        goal = np.zeros(self.unknowns)
        for at, factor in target.items():
            goal[at] = factor
        sides = np.concatenate([high, -low])
        stacked = csr_array(np.concatenate([matrix.toarray(), -matrix.toarray()]))
        ends = [linprog(sign * goal, A_ub=stacked, b_ub=sides) for sign in (1, -1)]
        if any(end.status == 2 for end in ends):
            return None
        least, most = ends[0].fun, -ends[1].fun
        return ceil(least - 1e-6), floor(most + 1e-6)

    def _is_possible(self, rows: Sequence[Row]) -> bool:
        matrix, low, high = self._matrix(rows)
        answer = milp(
            np.zeros(self.unknowns),
            constraints=LinearConstraint(matrix, low, high),
            integrality=np.ones(self.unknowns),
            bounds=Bounds(0, np.inf),
        )
        return answer.status == 0

    def _matrix(self, rows: Sequence[Row]) -> tuple[csr_array, np.ndarray, np.ndarray]:
        entries = [
            (number, at, factor)
            for number, (sum_, _low, _high) in enumerate(rows)
            for at, factor in sum_.items()
        ]
        lines, columns, factors = (list(each) for each in zip(*entries, strict=True))
        matrix = csr_array((factors, (lines, columns)), shape=(len(rows), self.unknowns))
        low = np.array([row[1] for row in rows])
        high = np.array([row[2] for row in rows])
        return matrix, low, high


def _failures(group: Group, code: str) -> list[Row]:
    return [
        (group.whole(code), 0, LEAST_WHOLE - 1),
        (group.part(code), 0, LEAST_SIDE - 1),
        (group.rest(code), 0, LEAST_SIDE - 1),
    ]
