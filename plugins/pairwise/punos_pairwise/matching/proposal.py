"""What matching answers: the proposed pairs, who is left, and how good it is as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from punos.plugin import Candidate, Criteria, Reason, Unmatched, judge


class Alternative(NamedTuple):
    """The best other person for one side of a pair, whether or not she still has room."""

    candidate: UUID
    score: float
    pair: tuple[Candidate, Candidate]
    criteria: Criteria

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What speaks for and against this other pair, worked out when asked for: few are."""
        return judge(*self.pair, self.criteria).reasons


class FoundPair(NamedTuple):
    """One proposed pair. ``fails`` names mandatory criteria that only a pin can have overruled."""

    mentee: UUID
    mentor: UUID
    score: float
    reasons: tuple[Reason, ...]
    fails: tuple[str, ...]
    pinned: bool
    next_best_mentor: Alternative | None
    next_best_mentee: Alternative | None


@dataclass(frozen=True)
class Quality:
    """Scores (0 to 1) over all pairs; ``mean`` and ``least`` are None without any pair.

    ``upper_bound``: the mean if everyone could have her own favourite; no proposal of as many
    pairs beats it.
    """

    count: int
    mean: float | None
    least: float | None
    upper_bound: float | None


class Found(NamedTuple):
    """Pairs weakest first (they need a decision first), then by id; the unmatched by role, id."""

    pairs: tuple[FoundPair, ...]
    unmatched: tuple[Unmatched, ...]
    quality: Quality
