"""The best teams of one part, at the figures that it can reach. Worker only: NumPy and SciPy.

Four steps, each of which is exact or says how far it may be off:

1. *Prices.* The best fractions of the teams known so far give prices of the mentors' seats; at these
   prices each mentee names teams that she would rather have; they become known, and so on
   (column generation). Every set of prices proves a bound (``pricing``); the least one counts. The
   prices asked next lie halfway between the best so far and the newest: the newest alone jump
   about.
2. *A good choice.* Most teams come out whole or nearly so anyway. With these fixed, the rest is a
   small programme in whole numbers.
3. *What is left.* With a bound and prices, nearly all teams can be ruled out: every choice worth more
   than some value uses only teams that ``within`` still lists.
4. *Whole teams.* The best choice among these, from a solver of programmes in whole numbers. The value
   aimed at is a little below the bound first, since then few teams are left. If nothing is that
   good, it is the new bound, and the next aim is lower, at the lowest the best choice so far. When
   bound and best choice meet, that choice is proven the best.
"""

from __future__ import annotations

from time import monotonic
from typing import NamedTuple

import numpy as np

from punos_mentor_teams.matching.alike import Alike
from punos_mentor_teams.matching.levels import Levels
from punos_mentor_teams.matching.master import Fractions, fractions, whole
from punos_mentor_teams.matching.opening import opening
from punos_mentor_teams.matching.parts import Flags, Ints, Part
from punos_mentor_teams.matching.pricing import Priced, price, within
from punos_mentor_teams.matching.teams import Teams, alone, joined, teams_among, teams_in

PRICING_SHARE = 0.5  # of the time, at most
GUESS_SHARE = 0.2  # of the time then left, at most
MOST_TEAMS = 150_000  # among which whole ones are sought
NEAR = 60  # a 60th of the best pair is worth little
WIDER = 2
NEARLY = (0.8, 1 - 1e-6)  # first boldly; where that leaves no choice, only what is whole


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

    @property
    def near(self) -> int:
        """What is a little, in points."""
        return int(self.worths.max()) // NEAR + self.step


def best_teams(part: Part, levels: Levels, until: float) -> Best:
    """The best choice; ``until``: when to stop, on the clock ``time.monotonic``."""
    step = int(np.gcd.reduce(np.append(part.points[part.open], part.bonus)))
    task = Task(part, levels, alone(part), max(1, step))
    found = _generate(task, _share(PRICING_SHARE, until))
    best = Best(found.first, task.rounded(found.priced.points))
    if found.solved is None:
        return best
    margin = int(best.bound - found.solved.value + task.near) + 1
    best = _guess(task, best, found, margin, _share(GUESS_SHARE, until))
    return _choose(task, best, found.priced, margin, until)


def _share(share: float, until: float) -> float:
    now = monotonic()
    return now + share * (until - now)


class Generated(NamedTuple):
    """A first choice, the prices that prove the least bound, teams that are worth a look, and the
    best fractions of these (None: time ran out)."""

    first: Teams
    priced: Priced
    known: Teams
    solved: Fractions | None


def _generate(task: Task, until: float) -> Generated:
    part, levels, worths, _ = task
    alike = Alike.of(part)
    begin = opening(part, worths, levels, until - monotonic())
    best = price(part, worths, alike, levels, begin.prices)
    known = joined(part, worths, teams_among(part, worths, begin.taken), best.found)
    solved = fractions(part, levels, known, until - monotonic())
    at = best.prices if solved is None else best.prices.towards(solved.prices)
    while solved is not None and best.points - solved.value >= task.near / 4:
        here = price(part, worths, alike, levels, at)
        best = min(best, here, key=lambda priced: priced.bound)
        more = joined(part, worths, known, here.found)
        if len(more.worth) > len(known.worth):
            newer = fractions(part, levels, more, until - monotonic())
            if newer is None:
                break
            known, solved, at = more, newer, best.prices.towards(newer.prices)
        elif at is solved.prices:
            break  # even at the newest prices nobody names a new team
        else:
            at = solved.prices
    return Generated(teams_in(part, worths, begin.choice), best, known, solved)


def _guess(task: Task, best: Best, found: Generated, margin: int, until: float) -> Best:
    """A good choice: teams taken nearly whole are taken, the rest is chosen from what is near."""
    part, _, worths, _ = task
    near = within(part, worths, found.priced, best.bound - margin, MOST_TEAMS)
    if near is None or found.solved is None:
        return best
    for nearly in NEARLY:
        taken = found.known.pick(found.solved.taken > nearly)
        open_ones = near.pick(~np.isin(near.mentee, taken.mentee))
        teams = joined(part, worths, open_ones, taken)
        fixed = np.isin(teams.mentee, taken.mentee)
        better = _better(task, best, teams, best.bound, until, fixed=fixed)
        if better.value > best.value:
            return better
    return best


def _choose(task: Task, best: Best, priced: Priced, margin: int, until: float) -> Best:
    """The best whole choice and, unless time runs out, the proof."""
    while best.value < best.bound and until > monotonic():
        aim = max(best.value, best.bound - margin)
        teams = within(task.part, task.worths, priced, aim, MOST_TEAMS)
        if teams is not None:
            best = _better(task, best, teams, aim, until)
            margin *= WIDER
        elif margin > task.step:
            margin //= 2
        else:
            break
    return best


def _better(
    task: Task, best: Best, teams: Teams, aim: int, until: float, fixed: Flags | None = None
) -> Best:
    """The best known, and what these teams add; no choice beyond ``aim`` has other teams."""
    seconds = until - monotonic()
    found = whole(
        task.part,
        task.levels,
        teams,
        about=best.bound,
        step=task.step,
        seconds=seconds,
        fixed=fixed,
    )
    chosen = best.teams
    if found.chosen is not None and int(found.chosen.worth.sum()) > best.value:
        chosen = found.chosen
    least = max(aim, int(chosen.worth.sum()))
    return Best(chosen, min(best.bound, max(least, found.bound)))
