"""From the people of an instance to parts that can be solved one by one. Worker only: NumPy, SciPy.

Two groups of people whom no open pair links cannot disturb each other, so the best of the whole is
the best of each part put together (this holds for all three aims, since each is a sum over
mentees). The parts are the connected components of the graph of open pairs; in practice a part is
a profession within a union.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from punos_mentor_teams.matching.instance import Instance

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Bits = NDArray[np.uint64]
Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Part:
    """People whom no open pair links to others, as tables of mentees (rows) by mentors (columns).

    ``rows`` and ``columns``: who they are in the instance · ``open``: who may be chosen for whom ·
    ``wanted``: how many mentors each mentee still gets at most · ``alone``: she has none yet ·
    ``room``: seats left · ``hopes`` and ``offers``: each person's strengths as the bits of a number,
    hopes without those already covered · ``apart``: mentors by mentors, who must not share a team.
    """

    rows: Places
    columns: Places
    points: Ints
    open: Flags
    wanted: Ints
    alone: Flags
    room: Ints
    hopes: Bits
    offers: Bits
    apart: Flags
    bonus: int


def split(instance: Instance) -> Iterator[Part]:
    """The parts that hold a mentee, in the order of their first mentee. Takes no pins."""
    whole = _whole(instance)
    mentees = len(instance.seekers)
    size = mentees + len(instance.guides)
    rows, columns = np.nonzero(whole.open)
    links = csr_array((np.ones(len(rows), np.int8), (rows, mentees + columns)), shape=(size, size))
    label = connected_components(links, directed=False)[1]
    for one in dict.fromkeys(label[:mentees].tolist()):
        yield _cut(whole, *(np.flatnonzero(side == one) for side in np.split(label, [mentees])))


def _cut(whole: Part, rows: Places, columns: Places) -> Part:
    cells = np.ix_(rows, columns)
    return Part(
        rows=rows,
        columns=columns,
        points=whole.points[cells],
        open=whole.open[cells],
        wanted=whole.wanted[rows],
        alone=whole.alone[rows],
        room=whole.room[columns],
        hopes=whole.hopes[rows],
        offers=whole.offers[columns],
        apart=whole.apart[np.ix_(columns, columns)],
        bonus=whole.bonus,
    )


def _whole(instance: Instance) -> Part:
    """Everybody as one part."""
    has = np.array([len(one.standing) for one in instance.seekers], np.int64)
    wanted = np.maximum(0, instance.most - has)
    room = np.array([one.room for one in instance.guides], np.int64)
    bit = {code: place for place, code in enumerate(instance.hoped)}
    apart = _apart(instance)
    return Part(
        rows=np.arange(len(has)),
        columns=np.arange(len(room)),
        points=instance.points.astype(np.int64),
        open=_open(instance) & (wanted > 0)[:, np.newaxis] & (room > 0),
        wanted=wanted,
        alone=has == 0,
        room=room,
        hopes=_as_bits((one.hopes - one.covered for one in instance.seekers), bit),
        offers=_as_bits((one.strengths for one in instance.guides), bit),
        apart=apart,
        bonus=instance.bonus,
    )


def _apart(instance: Instance) -> Flags:
    apart = np.zeros((len(instance.guides),) * 2, np.bool_)
    for two in instance.apart:
        if two <= instance.columns.keys():
            one, other = (instance.columns[mentor] for mentor in two)
            apart[one, other] = apart[other, one] = True
    return apart


def _open(instance: Instance) -> Flags:
    """Allowed, not together already, and not to be kept apart from a standing mentor."""
    kept_from: dict[object, list[int]] = {}
    for two in instance.apart:
        for standing, other in (tuple(two), tuple(two)[::-1]):
            if other in instance.columns:
                kept_from.setdefault(standing, []).append(instance.columns[other])
    still = instance.allowed.copy()
    for row, one in enumerate(instance.seekers):
        for mentor in one.standing:
            closed = [*kept_from.get(mentor, ()), instance.columns.get(mentor)]
            still[row, [column for column in closed if column is not None]] = False
    return still


def _as_bits(sets: Iterable[frozenset[str]], bit: Mapping[str, int]) -> Bits:
    """Each set as a number whose bits say which of the codes it holds."""
    return np.array(
        [sum(1 << bit[code] for code in codes & bit.keys()) for codes in sets], np.uint64
    )
