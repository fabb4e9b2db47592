"""What matching answers: the proposed pairs, who is left, and how good it is as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from punos_pairwise.matching.candidates import Candidate, Role
from punos_pairwise.matching.criteria import Criteria
from punos_pairwise.matching.findings import Reason, judge


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


class Suggestion(NamedTuple):
    """One proposed pair. ``fails`` names mandatory criteria that only a pin can have overruled."""

    mentee: UUID
    mentor: UUID
    score: float
    reasons: tuple[Reason, ...]
    fails: tuple[str, ...]
    pinned: bool
    next_best_mentor: Alternative | None
    next_best_mentee: Alternative | None


class Unmatched(NamedTuple):
    """Someone without a pair, and why.

    ``why`` is ``no_capacity`` (a mentor who takes nobody) · ``nobody_there`` (the other side is
    empty) · ``nobody_fits`` (no pair is possible; data: ``of`` people on the other side,
    ``failed`` criterion -> how many of them fail it, ``forbidden`` how many are banned by hand
    alone) · ``all_taken`` (``possible`` others would do and are paired elsewhere).
    """

    candidate: UUID
    role: Role
    why: str
    data: Mapping[str, Any]


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


class Proposal(NamedTuple):
    """Pairs weakest first (they need a decision first), then by id; the unmatched by role, id."""

    pairs: tuple[Suggestion, ...]
    unmatched: tuple[Unmatched, ...]
    quality: Quality
