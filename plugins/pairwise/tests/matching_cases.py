"""Cohorts for the tests of the solver, and all proposals of a small one."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from hypothesis import strategies as st
from punos_pairwise.matching.pins import Pair

from punos.plugin import CRITERIA, Candidate, Criteria, judge
from tests.support.matching import all_criteria


def few_mandatory() -> st.SearchStrategy[Criteria]:
    """At most one mandatory criterion, so that pairs remain."""
    mandatory = st.sampled_from((*CRITERIA, None))
    loose = all_criteria().map(
        lambda c: {n: "low" if getattr(c, n) == "mandatory" else getattr(c, n) for n in CRITERIA}
    )
    return st.builds(lambda m, levels: Criteria(**levels | ({m: "mandatory"} if m else {})),
                     mandatory, loose)  # fmt: skip


def every_proposal(
    mentees: list[Candidate], capacity: dict[UUID, int], possible: dict[Pair, float]
) -> Iterator[tuple[int, float]]:
    """(number of pairs, sum of scores) of every way to pair, by trying them all."""
    if not mentees:
        yield 0, 0.0
        return
    first, rest = mentees[0], mentees[1:]
    yield from every_proposal(rest, capacity, possible)
    for mentor, room in capacity.items():
        if room and (first.id, mentor) in possible:
            less = capacity | {mentor: room - 1}
            for count, total in every_proposal(rest, less, possible):
                yield count + 1, total + possible[first.id, mentor]


def possible_pairs(
    mentees: list[Candidate],
    mentors: list[Candidate],
    criteria: Criteria,
    forbidden: frozenset[Pair],
) -> dict[Pair, float]:
    """The pairs that may be proposed, each with its score."""
    judged = {(a.id, b.id): judge(a, b, criteria) for a in mentees for b in mentors}
    return {
        pair: judgement.score
        for pair, judgement in judged.items()
        if not judgement.fails and pair not in forbidden
    }
