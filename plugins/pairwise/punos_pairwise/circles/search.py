"""The best circles for the pairs of a cycle. Worker only: imports NumPy.

What is best: each pair has a mean nearness to the others of its circle; the mean of these over all pairs
is as large as can be found. A further circle is a further row of meetings that somebody must lead, so it
has to bring the pairs nearer by `WORTH`.

How it is found: from even circles, cut from a sorted row and from shuffled ones, the change that gains
most is made again and again, be it moving a pair or swapping two, until none gains. This is a local
search: small cases come out as an exhaustive search has them, large ones are never proved best.

The same pairs always get the same circles: they are sorted by id first, the shuffles have a seed of their
own, points are whole numbers, and of equal changes the first is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from math import fsum
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from punos_pairwise.circles.nearness import FULL, PairFacts, near, share_somebody
from punos_pairwise.circles.sizes import Room, even_sizes, room_for

WORTH, FURTHER = 0.05, 4
"""What a further circle must bring, and how many more than the fewest are tried."""
TOGETHER = 100 * FULL
"""Added for two pairs with one mentor, who come into one circle whenever it has room for both."""
SEED = 5_8
STARTS, STARTED = 24, 1_000
"""So many shuffled starts for few pairs; for many, fewer: about so many pairs in all."""
GAIN = 1e-9
Points = NDArray[np.float64]
Circles = list[list[int]]


class Divided(NamedTuple):
    """The pairs of each circle, by id, and how near they are on the whole, from 0 to 1."""

    circles: list[list[UUID]]
    mean: float


def divide(pairs: Iterable[PairFacts], smallest: int, largest: int) -> Divided:
    """Put pairs, one at least, into circles of these sizes, or of the nearest there are."""
    ordered = sorted(pairs, key=lambda pair: pair.id)
    room = room_for(len(ordered), smallest, largest)
    plain, points = _tables(ordered)
    best, value = _best(ordered, points, room)
    shown = value if points is plain else worth(plain, best)
    return Divided([[ordered[one].id for one in circle] for circle in best], shown / FULL)


def worth(points: Points, circles: Circles) -> float:
    """The mean over all pairs of their mean points with the others of their circle."""
    of_circles = [points[np.ix_(one, one)].sum() / max(len(one) - 1, 1) for one in circles]
    return fsum(of_circles) / len(points)


def _tables(pairs: Sequence[PairFacts]) -> tuple[Points, Points]:
    """The points of every two pairs, as they are shown and as they are searched with."""
    plain = np.zeros((len(pairs), len(pairs)))
    together = np.zeros_like(plain)
    for row, one in enumerate(pairs):
        for column in range(row):
            plain[row, column] = plain[column, row] = near(one, pairs[column])
            if share_somebody(one, pairs[column]):
                together[row, column] = together[column, row] = TOGETHER
    return plain, (plain + together if together.any() else plain)


def _best(pairs: Sequence[PairFacts], points: Points, room: Room) -> tuple[Circles, float]:
    """The best over every number of circles that is possible, where one more has to be worth it."""
    found = _of_count(pairs, points, room, room.fewest)
    value = asked = worth(points, found)
    for more in range(1, min(room.most - room.fewest, FURTHER) + 1):
        circles = _of_count(pairs, points, room, room.fewest + more)
        mean = worth(points, circles)
        if mean - WORTH * FULL * more > asked + GAIN:
            found, value, asked = circles, mean, mean - WORTH * FULL * more
    return found, value


def _of_count(pairs: Sequence[PairFacts], points: Points, room: Room, count: int) -> Circles:
    """The best of so many circles, over all starts; of equal ones the first that was found."""
    best: tuple[float, Circles] | None = None
    for start in _starts(pairs, count):
        circles = Search(points, start, room).run()
        mean = worth(points, circles)
        if best is None or mean > best[0] + GAIN:
            best = mean, circles
    assert best is not None
    return best[1]


def _starts(pairs: Sequence[PairFacts], count: int) -> Iterator[Circles]:
    """Cut by field, cut by place, then shuffled."""
    row = list(range(len(pairs)))
    yield _cut(sorted(row, key=lambda one: (_by_field(pairs[one]), one)), count)
    yield _cut(sorted(row, key=lambda one: (_by_place(pairs[one]), one)), count)
    shuffle = Random(SEED)  # noqa: S311 - a search, not a secret
    for _start in range(min(STARTS, max(4, STARTED // len(pairs)))):
        shuffle.shuffle(row)
        yield _cut(row, count)


def _by_field(pair: PairFacts) -> tuple[Any, ...]:
    return pair.occupation or "", sorted(pair.towns)


def _by_place(pair: PairFacts) -> tuple[Any, ...]:
    return sorted(pair.towns), pair.occupation or ""


def _cut(row: Sequence[int], count: int) -> Circles:
    ends = list(accumulate(even_sizes(len(row), count)))
    return [list(row[start:end]) for start, end in zip([0, *ends], ends, strict=False)]


@dataclass
class Search:
    """Circles that are changed as long as a change gains.

    `label` is the circle of each pair; `links[pair, circle]` the sum of a pair's points with those of a
    circle; `sizes` and `sums` (each two counted once) are of the circles.
    """

    points: Points
    start: Circles
    room: Room
    label: NDArray[np.intp] = field(init=False)

    def run(self) -> Circles:
        """Make the best change until none gains; the circles by their first pair, each in order."""
        self.label = np.zeros(len(self.points), np.intp)
        for number, circle in enumerate(self.start):
            self.label[circle] = number
        while self._step():
            pass
        groups: list[list[int]] = [[] for _one in self.start]
        for pair, number in enumerate(self.label.tolist()):
            groups[number].append(pair)
        return sorted(groups)

    def _step(self) -> bool:
        links, sizes = self._links()
        own = links[np.arange(len(self.label)), self.label]
        moves, swaps = self._moves(links, sizes, own), self._swaps(links, sizes, own)
        move, swap = int(moves.argmax()), int(swaps.argmax())
        gains = moves.flat[move], swaps.flat[swap]
        if max(gains) <= GAIN:
            return False
        if gains[0] >= gains[1]:
            pair, circle = divmod(move, moves.shape[1])
            self.label[pair] = circle
        else:
            one, other = divmod(swap, len(self.label))
            self.label[[one, other]] = self.label[[other, one]]
        return True

    def _links(self) -> tuple[Points, NDArray[np.intp]]:
        """No product of matrices: it would start threads for a table as small as this."""
        circles = len(self.start)
        of_circle = [self.points[:, self.label == one].sum(axis=1) for one in range(circles)]
        return np.stack(of_circle, axis=1), np.bincount(self.label, minlength=circles)

    def _moves(self, links: Points, sizes: NDArray[np.intp], own: Points) -> Points:
        """What it gains to move each pair to each circle; minus infinity where it may not."""
        sums = np.array([own[self.label == one].sum() / 2 for one in range(len(sizes))])
        now = sums / np.maximum(sizes - 1, 1)
        left = (sums[self.label] - own) / np.maximum(sizes[self.label] - 2, 1)
        joined = (sums[None, :] + links) / np.maximum(sizes, 1)[None, :]
        gain: Points = (left - now[self.label])[:, None] + joined - now[None, :]
        gain[sizes[self.label] <= self.room.smallest, :] = -np.inf
        gain[:, sizes >= self.room.largest] = -np.inf
        gain[np.arange(len(self.label)), self.label] = -np.inf
        return gain

    def _swaps(self, links: Points, sizes: NDArray[np.intp], own: Points) -> Points:
        """What it gains to swap every two pairs; minus infinity within a circle."""
        across = links[:, self.label]
        weight = np.maximum(sizes - 1, 1)[self.label]
        mine = (across.T - own[:, None] - self.points) / weight[:, None]
        theirs = (across - own[None, :] - self.points) / weight[None, :]
        gain: Points = mine + theirs
        gain[self.label[:, None] == self.label[None, :]] = -np.inf
        return gain
