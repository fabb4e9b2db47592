"""The best teams of one part, at the figures that it can reach. Worker only: NumPy and SciPy.

Three steps, each of which is exact or says how far it may be off:

1. *Prices.* The best fractions of the teams known so far give prices of the mentors' seats; at these
   prices each mentee names teams that she would rather have; they become known, and so on
   (column generation). Every set of prices proves a bound (``pricing``); the least one counts. The
   prices asked next lie halfway between the best so far and the newest: the newest alone jump
   about.
2. *What is left.* With a bound and prices, nearly all teams can be ruled out: every choice worth more
   than some value uses only teams that ``within`` still lists.
3. *Whole teams.* The best choice among these, from a solver of programmes in whole numbers. The value
   aimed at begins a little below the bound. If nothing is that good, nothing at all is worth more
   than it: that is the new bound, and the next try aims lower, at the latest at the best choice
   found so far. It ends when bound and best choice meet, and the choice is then proven the best.
"""

from __future__ import annotations

from time import monotonic
from typing import NamedTuple

import numpy as np

from punos_mentor_teams.matching.alike import Alike
from punos_mentor_teams.matching.levels import Levels
from punos_mentor_teams.matching.master import fractions, whole
from punos_mentor_teams.matching.opening import opening
from punos_mentor_teams.matching.parts import Ints, Part
from punos_mentor_teams.matching.pricing import Priced, price, within
from punos_mentor_teams.matching.teams import Teams, alone, joined, teams_among, teams_in

PRICING_SHARE = 0.5  # of the time, at most
MOST_TEAMS = 500_000  # among which whole ones are sought
NEAR = 50  # prices are good enough when off by a 50th of what one mentee's team is worth
WIDER = 4


class Best(NamedTuple):
    """The teams chosen, and the points that no choice exceeds."""

    teams: Teams
    bound: int

    @property
    def value(self) -> int:
        """In points."""
        return int(self.teams.worth.sum())


class Task(NamedTuple):
    """What stays the same throughout. ``worths``: of each mentor alone · ``step``: every value is a
    multiple of it."""

    part: Part
    levels: Levels
    worths: Ints
    step: int

    def rounded(self, bound: int) -> int:
        """No value lies between this and the bound."""
        return bound // self.step * self.step


def best_teams(part: Part, levels: Levels, until: float) -> Best:
    """The best choice; ``until``: when to stop, on the clock ``time.monotonic``."""
    step = int(np.gcd.reduce(np.append(part.points[part.open], part.bonus)))
    task = Task(part, levels, alone(part), max(1, step))
    start = teams_in(part, task.worths, levels.start)
    now = monotonic()
    priced, known, off = _generate(task, now + (until - now) * PRICING_SHARE)
    best = Best(start, task.rounded(priced.points))
    margin = off + priced.points // (NEAR * len(part.wanted)) + task.step
    return _choose(task, best, priced, known, margin, until)


def _generate(task: Task, until: float) -> tuple[Priced, Teams, int]:
    """The best prices, all teams that were looked at (the start's too), and how far the bound may be from the best
    fractions, in points."""
    part, levels, worths, _ = task
    alike = Alike.of(part)
    begin = opening(part, worths, levels, until - monotonic())
    best = here = price(part, worths, alike, levels, begin.prices)
    known, value, settled = teams_among(part, worths, begin.taken), 0.0, False
    while True:
        best = min(best, here, key=lambda priced: priced.bound)
        count = len(known.worth)
        known = joined(part, worths, known, here.found)
        if len(known.worth) > count:
            solved = fractions(part, levels, known, until - monotonic())
            if solved is None:
                break
            value, newest = solved
            at, settled = best.prices.towards(newest), False
        elif settled:
            break
        else:
            at, settled = newest, True
        if best.points - value < max(task.step, value / (NEAR * len(part.wanted))):
            break
        here = price(part, worths, alike, levels, at)
    return best, known, max(0, int(best.points - value))


def _choose(
    task: Task, best: Best, priced: Priced, known: Teams, margin: int, until: float
) -> Best:
    """The best whole choice, by aiming lower and lower."""
    while best.value < best.bound and until > monotonic():
        aim = max(best.value, best.bound - margin)
        teams = within(task.part, task.worths, priced, aim, MOST_TEAMS)
        if teams is None:
            # Too many to prove anything more; those already known hold a good choice.
            return _better(task, best, known, best.bound, until)
        best = _better(task, best, teams, aim, until)
        margin *= WIDER
    return best


def _better(task: Task, best: Best, teams: Teams, aim: int, until: float) -> Best:
    """The best known and what these teams add; no choice beyond ``aim`` has other teams."""
    part, levels, _, step = task
    seconds = until - monotonic()
    found = whole(part, levels, teams, about=best.bound, step=step, seconds=seconds)
    bound = min(best.bound, max(best.value, aim, found.bound))
    if found.chosen is None or int(found.chosen.worth.sum()) <= best.value:
        return Best(best.teams, bound)
    return Best(found.chosen, bound)
