"""Teams as candidates for a choice, and what each is worth. Worker only: imports NumPy.

A team of a mentee is one open mentor, or two who may be together. What it is worth is a whole
number: the points of its pairs, and the bonus for each *distinct* strength that it covers. For two
mentors that is what each is worth alone, less the bonus of the strengths that both would bring:

    worth {a, b} = alone(a) + alone(b) - bonus · |hopes ∩ strengths(a) ∩ strengths(b)|

so two are never worth more than the sum of what they are worth alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from punos_mentor_teams.matching.parts import Flags, Ints, Part, Places

NOBODY = -1
NEVER = -(1 << 40)  # what is not open: worse than anything, and still fits in 64 bits when priced


class Teams(NamedTuple):
    """One team in each place: ``mentee``, her mentors ``one`` and ``other`` (NOBODY: she gets one
    only; otherwise the later column), ``worth`` in points."""

    mentee: Places
    one: Places
    other: Places
    worth: Ints

    @property
    def size(self) -> Ints:
        """How many mentors each team has."""
        return np.where(self.other == NOBODY, 1, 2)

    def pick(self, which: NDArray) -> Teams:
        """Those that ``which`` (places or flags) names."""
        return Teams(*(column[which] for column in self))


def alone(part: Part) -> Ints:
    """What each mentor alone is worth for each mentee; NEVER where not open."""
    covered = np.bitwise_count(part.hopes[:, np.newaxis] & part.offers).astype(np.int64)
    return np.where(part.open, part.points + part.bonus * covered, NEVER)


def lost(part: Part, mentee: Places, one: Places, other: Places) -> Ints:
    """What two mentors are worth less together than each alone; the arguments broadcast.

    Two who must be kept apart, or one and the same, lose everything.
    """
    twice = np.bitwise_count(part.hopes[mentee] & part.offers[one] & part.offers[other])
    never = part.apart[one, other] | (one == other)
    return np.where(never, -NEVER, part.bonus * twice.astype(np.int64))


def team_of(part: Part, worths: Ints, mentee: Places, one: Places, other: Places) -> Teams:
    """These teams with what they are worth, in order, each once; those that may not be left out.

    ``worths``: from ``alone``. Either mentor may be NOBODY, and they may come in either order.
    """
    low, high = np.minimum(one, other), np.maximum(one, other)
    single = low == NOBODY
    one, other = np.where(single, high, low), np.where(single, NOBODY, high)
    mentors = part.open.shape[1] + 1
    key = np.unique((mentee * mentors + one) * mentors + other + 1)
    mentee, one, other = key // mentors // mentors, key // mentors % mentors, key % mentors - 1
    two = other != NOBODY
    worth = worths[mentee, one]
    worth[two] += worths[mentee[two], other[two]] - lost(part, mentee[two], one[two], other[two])
    return Teams(mentee, one, other, worth).pick(worth > NEVER // 2)


def joined(part: Part, worths: Ints, some: Teams, more: Teams) -> Teams:
    """Both, each team once, in order."""
    sides = (np.concatenate(side) for side in zip(some[:3], more[:3], strict=True))
    return team_of(part, worths, *sides)


def teams_in(part: Part, worths: Ints, chosen: Flags) -> Teams:
    """The teams of a choice, a table of mentees by mentors."""
    mentee = np.flatnonzero(chosen.any(axis=1))
    one = chosen[mentee].argmax(axis=1)
    last = chosen.shape[1] - 1 - chosen[mentee, ::-1].argmax(axis=1)
    return team_of(part, worths, mentee, one, np.where(last == one, NOBODY, last))


def teams_among(part: Part, worths: Ints, pairs: Flags) -> Teams:
    """Every team that these pairs, a table of mentees by mentors, can make."""
    singles = np.argwhere(pairs)
    some = [np.column_stack((singles, np.full(len(singles), NOBODY)))]
    for mentee in np.flatnonzero(part.wanted == 2):
        mentors = np.flatnonzero(pairs[mentee])
        one, other = np.triu_indices(len(mentors), 1)
        here = np.full(len(one), mentee)
        some.append(np.column_stack((here, mentors[one], mentors[other])))
    return team_of(part, worths, *np.concatenate(some).T)
