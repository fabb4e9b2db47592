"""Cohorts for the tests of matching: drawn at random, and all proposals of a small one."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from hypothesis import strategies as st
from punos_pairwise.matching.candidates import CEFR, Candidate, Role
from punos_pairwise.matching.criteria import NAMES, Criteria
from punos_pairwise.matching.findings import judge
from punos_pairwise.matching.pins import Pair

CODES = ("2512", "2513", "2521", "2221", "5120", "25", None)
FIELDS = ("0610", "0612", "06", "0710", None)
LEVELS = ("mandatory", "high", "medium", "low", "off")


def few(prefix: str) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from([f"{prefix}{n}" for n in range(4)]), max_size=4)


def candidates(role: Role) -> st.SearchStrategy[Candidate]:
    return st.builds(
        Candidate,
        id=st.uuids(),
        role=st.just(role),
        occupation=st.sampled_from(CODES),
        city=st.sampled_from(("Turku", "turku ", "Oulu", "", None)),
        online_ok=st.booleans(),
        languages=st.dictionaries(st.sampled_from(("fi", "en", "sv")), st.sampled_from(CEFR)),
        interests=few("interest"),
        hopes=few("hope"),
        offers=few("hope"),
        education_field=st.sampled_from(FIELDS),
        availability=few("time"),
        capacity=st.integers(0, 2),
    )


def cohorts(role: Role, most: int) -> st.SearchStrategy[list[Candidate]]:
    return st.lists(candidates(role), max_size=most, unique_by=lambda one: one.id)


def all_criteria() -> st.SearchStrategy[Criteria]:
    levels = {name: st.sampled_from(LEVELS) for name in NAMES}
    return st.builds(
        Criteria,
        **levels,
        profession_digits=st.integers(1, 4),
        working_languages=st.sampled_from(((), ("fi",), ("en", "fi"))),
        mentee_language_level=st.sampled_from(CEFR),
        mentor_language_level=st.sampled_from(CEFR),
    )


def few_mandatory() -> st.SearchStrategy[Criteria]:
    """At most one mandatory criterion, so that pairs remain."""
    mandatory = st.sampled_from((*NAMES, None))
    loose = all_criteria().map(
        lambda c: {n: "low" if getattr(c, n) == "mandatory" else getattr(c, n) for n in NAMES}
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


def person(number: int, role: Role, **told: object) -> Candidate:
    """Someone whose id is easy to read: mentees 1, 2, …; mentors 101, 102, …"""
    return Candidate(id=UUID(int=number), role=role, **told)  # type: ignore[arg-type]
