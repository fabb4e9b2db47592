"""Prices for mentors' seats: what they prove, and which teams they make worth a look. NumPy only.

Suppose that every seat of a mentor has a price, and that each mentee simply takes the team that is
best for her after paying. Nobody needs to look at anybody else: one pass over the table answers it.
Whatever the prices, the sum of what they gain *plus* the price of all seats is at least as large as
the best of all real choices: a real choice pays for no more seats than there are, and each mentee's
team in it gains her at most what her favourite does. So every set of prices proves a bound (this is
Lagrange's relaxation), and the best prices prove a very tight one.

The two figures that must be reached exactly, so many pairs and so many mentees with a first mentor,
have a price as well, which may be negative: a reward.

Prices are whole numbers of 1/SCALE points, so the bound is plain integer arithmetic: it does not
depend on how well a solver has computed the prices.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from punos_mentor_teams.matching.alike import Alike
from punos_mentor_teams.matching.levels import Levels
from punos_mentor_teams.matching.parts import Ints, Part, Places
from punos_mentor_teams.matching.teams import NOBODY, Teams, lost, team_of

SCALE = 1 << 16
LISTED = 40  # mentors per mentee whose pairs are looked at one by one
BEST_PAIRS = 6  # pairs per mentee that are taken up at a time


class Prices(NamedTuple):
    """In 1/SCALE points: of a seat of each mentor (never negative), of each pair, of each mentee's
    first mentor."""

    seat: Ints
    pair: int
    first: int

    @classmethod
    def of(cls, seat: np.ndarray, pair: float, first: float) -> Prices:
        """From points."""
        whole = np.maximum(0, np.rint(np.asarray(seat) * SCALE)).astype(np.int64)
        return cls(whole, round(pair * SCALE), round(first * SCALE))

    def towards(self, other: Prices) -> Prices:
        """Halfway between these and others."""
        return Prices(
            (self.seat + other.seat) // 2,
            (self.pair + other.pair) // 2,
            (self.first + other.first) // 2,
        )


class Priced(NamedTuple):
    """``bound``: no choice is worth more, in 1/SCALE points · ``net``: what each mentor gains each
    mentee after paying, without the price of a first one, which is her ``fee`` · ``gain``: what her
    best team gains her, or more · ``found``: her best teams."""

    bound: int
    prices: Prices
    net: Ints
    fee: Ints
    gain: Ints
    found: Teams

    @property
    def points(self) -> int:
        """The bound in whole points."""
        return self.bound // SCALE


def price(part: Part, worths: Ints, alike: Alike, levels: Levels, prices: Prices) -> Priced:
    """What these prices prove and find."""
    net = worths * SCALE - prices.seat - prices.pair
    fee = np.where(part.alone, prices.first, 0)
    gain, found = _best(part, worths, net, alike)
    gain = np.maximum(0, gain - fee)
    paid = int((prices.seat * part.room).sum())
    bound = int(gain.sum()) + paid + prices.pair * levels.pairs + prices.first * levels.first
    return Priced(bound, prices, net, fee, gain, found)


def _best(part: Part, worths: Ints, net: Ints, alike: Alike) -> tuple[Ints, Teams]:
    """What the best team gains each mentee, or more, and some of her best teams."""
    some = alike.best_two(net)
    place, listed = _largest(some.net, LISTED)
    mentor = np.take_along_axis(some.mentor, place, axis=1)
    gain = listed.max(axis=1)
    two = np.flatnonzero(part.wanted == 2)
    best, gained = _largest(_together(part, two, mentor[two], listed[two]), BEST_PAIRS)
    gain[two] = np.maximum(gain[two], gained.max(axis=1))
    if place.shape[1] < some.net.shape[1]:
        # A pair with a mentor who is not listed gains no more than the best and the last listed.
        gain[two] = np.maximum(gain[two], listed[two].max(axis=1) + listed[two].min(axis=1))
    sides = (np.take_along_axis(mentor[two], side, 1) for side in divmod(best, place.shape[1]))
    one, other = (side.ravel() for side in sides)
    every = np.arange(len(net))
    found = team_of(
        part,
        worths,
        np.concatenate((every, np.repeat(two, best.shape[1]))),
        np.concatenate((net.argmax(axis=1), one)),
        np.concatenate((np.full(len(every), NOBODY), other)),
    )
    return gain, found


def _together(part: Part, mentees: Places, mentor: Places, net: Ints) -> Ints:
    """What each two of the listed mentors gain together, a row for each mentee."""
    one, other = mentor[:, :, np.newaxis], mentor[:, np.newaxis, :]
    gained = net[:, :, np.newaxis] + net[:, np.newaxis, :]
    gained -= SCALE * lost(part, mentees[:, np.newaxis, np.newaxis], one, other)
    return gained.reshape(len(mentees), mentor.shape[1] ** 2)


def _largest(table: Ints, count: int) -> tuple[Places, Ints]:
    """The columns of the ``count`` largest cells of each row, in no order, and the cells."""
    count = min(count, table.shape[1])
    columns = np.argpartition(-table, count - 1, axis=1)[:, :count]
    return columns, np.take_along_axis(table, columns, axis=1)


def within(part: Part, worths: Ints, priced: Priced, value: int, most: int) -> Teams | None:
    """Every team that a choice worth more than ``value`` can hold; None if more than ``most``.

    A choice with this team in it is worth at most the bound less what the mentee gives up by taking
    it instead of her favourite. Where that is no more than ``value``, the team is out.
    """
    spare = priced.bound - (value + 1) * SCALE
    least = priced.gain + priced.fee - spare  # what a team must gain its mentee to be of use
    some = [_single_within(part, priced.net, least)]
    count = 0
    for mentee in np.flatnonzero(part.wanted == 2).tolist():
        pairs = _pairs_within(part, mentee, priced.net[mentee], int(least[mentee]))
        some.append(pairs)
        count += len(pairs[0])
        if count > most:
            return None
    return team_of(part, worths, *(np.concatenate(side) for side in zip(*some, strict=True)))


def _single_within(part: Part, net: Ints, least: Ints) -> tuple[Places, Places, Places]:
    mentee, one = np.nonzero((net >= least[:, np.newaxis]) & part.open)
    return mentee, one, np.full(len(one), NOBODY)


def _pairs_within(part: Part, mentee: int, net: Ints, least: int) -> tuple[Places, Places, Places]:
    near = np.flatnonzero(net + net.max() >= least)
    one, other = (near[side] for side in np.triu_indices(len(near), 1))
    here = np.full(len(one), mentee)
    good = net[one] + net[other] - SCALE * lost(part, here, one, other) >= least
    return here[good], one[good], other[good]
