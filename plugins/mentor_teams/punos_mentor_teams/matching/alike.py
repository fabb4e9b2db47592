"""Mentors who bring a mentee the same strengths: only the best two of them matter. NumPy only.

A mentee's best team is looked for anew at every set of prices. To try all pairs of mentors would
take too long, and is not needed: of those who bring *her* the same hoped-for strengths, whoever
gains her more is as good a partner for any third mentor. So her best team is among the best two of
each such group (two, since both may come from one group). Mentors who must be kept apart from
somebody are no equal of others: each of them is a group alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from punos_mentor_teams.matching.parts import Ints, Part, Places

LAST = np.uint64((1 << 64) - 1)
APART = np.uint64(1 << 63)
NOTHING = -(1 << 62)
ABSENT = -(1 << 56)  # gains less than anything, and three of it still fit in 64 bits


class BestTwo(NamedTuple):
    """A row for each mentee: mentors, and what they gain her; ABSENT where the row has no more."""

    mentor: Places
    net: Ints


@dataclass(frozen=True, eq=False)
class Alike:
    """The open cells of a table in the order of their groups. ``cells``: numbers of the cells ·
    ``begin``: where each group begins · ``length`` · ``mentee``: whose group it is · ``slot``: how
    many groups she has before it."""

    cells: Places
    mentor: Places
    begin: Places
    length: Places
    mentee: Places
    slot: Places

    @classmethod
    def of(cls, part: Part) -> Alike:
        """The groups of every mentee."""
        brought = part.hopes[:, np.newaxis] & part.offers
        special = np.flatnonzero(part.apart.any(axis=1))
        brought[:, special] = APART | special.astype(np.uint64)
        brought[~part.open] = LAST
        order = np.argsort(brought, axis=1, kind="stable")
        group = np.take_along_axis(brought, order, axis=1)
        opens = np.ones(group.shape, np.bool_)
        opens[:, 1:] = group[:, 1:] != group[:, :-1]
        is_open = group != LAST
        begin = np.flatnonzero(opens[is_open])
        mentee, _ = np.nonzero(opens & is_open)
        length = np.append(begin[1:], np.count_nonzero(is_open)) - begin
        first_group = np.searchsorted(mentee, np.arange(len(group)))
        mentor = order[is_open]
        cells = np.nonzero(is_open)[0] * group.shape[1] + mentor
        return cls(
            cells, mentor, begin, length, mentee, np.arange(len(mentee)) - first_group[mentee]
        )

    def best_two(self, net: Ints) -> BestTwo:
        """The two of each group that gain most."""
        mentors = net.shape[1]
        # What a mentor gains and who she is, in one number: the greatest tells both.
        keys = net.ravel()[self.cells] * mentors + self.mentor
        best = np.maximum.reduceat(keys, self.begin)
        keys[keys == np.repeat(best, self.length)] = NOTHING
        second = np.maximum.reduceat(keys, self.begin)
        table = np.full((len(net), 2 * (int(self.slot.max()) + 1)), NOTHING)
        table[self.mentee, 2 * self.slot] = best
        table[self.mentee, 2 * self.slot + 1] = second
        there = table != NOTHING
        return BestTwo(
            np.where(there, table % mentors, 0), np.where(there, table // mentors, ABSENT)
        )
