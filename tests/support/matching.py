"""People for the tests of matching: drawn at random, or written down."""

from __future__ import annotations

from uuid import UUID

from hypothesis import strategies as st

from punos.matching.candidates import CEFR, Candidate, Side
from punos.matching.criteria import CRITERIA, Criteria

CODES = ("2512", "2513", "2521", "2221", "5120", "25", None)
FIELDS = ("0610", "0612", "06", "0710", None)
LEVELS = ("mandatory", "high", "medium", "low", "off")


def few(prefix: str) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from([f"{prefix}{n}" for n in range(4)]), max_size=4)


def candidates(role: Side) -> st.SearchStrategy[Candidate]:
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


def cohorts(role: Side, most: int) -> st.SearchStrategy[list[Candidate]]:
    return st.lists(candidates(role), max_size=most, unique_by=lambda one: one.id)


def all_criteria() -> st.SearchStrategy[Criteria]:
    levels = {name: st.sampled_from(LEVELS) for name in CRITERIA}
    return st.builds(
        Criteria,
        **levels,
        profession_digits=st.integers(1, 4),
        working_languages=st.sampled_from(((), ("fi",), ("en", "fi"))),
        mentee_language_level=st.sampled_from(CEFR),
        mentor_language_level=st.sampled_from(CEFR),
    )


def person(number: int, role: Side, **told: object) -> Candidate:
    """Someone whose id is easy to read: mentees 1, 2, …; mentors 101, 102, …"""
    return Candidate(id=UUID(int=number), role=role, **told)  # type: ignore[arg-type]
