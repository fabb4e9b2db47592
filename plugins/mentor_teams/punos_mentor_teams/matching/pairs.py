"""The limits of a choice of pairs, as the rows of a linear programme. Worker only: imports SciPy.

One variable for each pair (is it chosen?), then one for each mentee without a mentor (does she get
a first one?). The rows say: nobody gets more mentors than she wants, no mentor more mentees than
her room, and who is counted as having a first mentor has one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_array, csr_array, eye_array

from punos_mentor_teams.matching.parts import Flags, Part, Places


class Pairs(NamedTuple):
    """The pairs among which to choose: mentees' rows and mentors' columns."""

    mentee: Places
    mentor: Places

    @classmethod
    def among(cls, flags: Flags) -> Pairs:
        """From a table of mentees by mentors."""
        return cls(*np.nonzero(flags))


class Rows(NamedTuple):
    """``matrix @ variables <= most`` · ``pairs`` and ``first``: rows whose product with the variables
    counts the pairs, and the mentees with a first mentor."""

    matrix: csr_array
    most: NDArray[np.int64]
    pairs: NDArray[np.int64]
    first: NDArray[np.int64]


def rows_of(part: Part, pairs: Pairs) -> Rows:
    """The limits for a choice among these pairs."""
    count, alone = len(pairs.mentee), np.flatnonzero(part.alone)
    of_mentee = incidence(pairs.mentee, len(part.wanted))
    of_mentor = incidence(pairs.mentor, len(part.room))
    matrix = block_array(
        [
            [of_mentee, csr_array((len(part.wanted), len(alone)))],
            [of_mentor, None],
            [-of_mentee[alone], eye_array(len(alone))],
        ],
        format="csr",
    )
    is_pair = np.arange(count + len(alone)) < count
    most = np.concatenate((part.wanted, part.room, np.zeros(len(alone), np.int64)))
    return Rows(matrix, most, is_pair.astype(np.int64), (~is_pair).astype(np.int64))


def incidence(row: Places, rows: int) -> csr_array:
    """A column for each place of ``row``, with a 1 in the row that stands there."""
    return csr_array((np.ones(len(row)), (row, np.arange(len(row)))), shape=(rows, len(row)))
