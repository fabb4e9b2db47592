"""Prints the pairs of a cohort drawn by a seed, whose people come in an order drawn by another."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import replace
from random import Random
from uuid import UUID

from punos_pairwise.matching.solve import propose

from punos.plugin import Candidate, Criteria, Side

CODES = ("2221", "2222", "2512", "2513", "2142", "2341", "2411", "2635", "3221", "5120")
CITIES = ("Turku", "Helsinki", "Oulu", "Pori")
HOPES = ("networks", "application", "career_plan", "recognition", "interview")
TIMES = ("weekday_day", "weekday_evening", "weekend")
LEVELS = ("A2", "B1", "B2", "C1", "C2")


def cohort(size: int, seed: int, room: int = 2) -> tuple[list[Candidate], list[Candidate]]:
    """So many on each side, the same for the same seed; mentors take 0 to `room` mentees."""
    random = Random(seed)
    mentees = [_person(random, "mentee") for _ in range(size)]
    mentors = [_person(random, "mentor") for _ in range(size)]
    return mentees, [replace(one, capacity=random.randint(0, room)) for one in mentors]


def _person(random: Random, role: Side) -> Candidate:
    wanted = frozenset(random.sample(HOPES, 2))
    return Candidate(
        id=UUID(int=random.getrandbits(128)),
        role=role,
        occupation=random.choice(CODES),
        city=random.choice(CITIES),
        online_ok=random.random() < 0.5,
        languages={"fi": random.choice(LEVELS), "en": random.choice(LEVELS)},
        hopes=wanted if role == "mentee" else frozenset(),
        offers=wanted if role == "mentor" else frozenset(),
        availability=frozenset(random.sample(TIMES, 1)),
    )


def digest(size: int, seed: int, order: int) -> str:
    """How many pairs there are, and a digest of everything that the solver has found."""
    sides = cohort(size, seed)
    for side in sides:
        Random(order).shuffle(side)
    found = propose(*sides, Criteria(place="mandatory"))
    told = [(pair.mentee.hex, pair.mentor.hex, pair.score) for pair in found.pairs]
    left = [(one.candidate.hex, one.why) for one in found.unmatched]
    return f"{len(told)} {hashlib.sha256(repr((told, left)).encode()).hexdigest()}"


if __name__ == "__main__":
    print(digest(*(int(one) for one in sys.argv[1:4])))  # noqa: T201 (what it is for)
