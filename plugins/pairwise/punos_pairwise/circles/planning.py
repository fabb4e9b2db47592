"""A draft of circles: asked for, filled by the worker, and changed by hand until it is made known.

Whoever changes it holds the cycle first, as everybody does who changes pairs, then the plan.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from punos.plugin import (
    Absent,
    Cycle,
    JobRun,
    Refused,
    Work,
    clock,
    latest,
    lock_cycle,
    lock_row,
    new_id,
    record_audit,
    start,
    use_language,
)
from punos_pairwise.circles.standing import pairs_of
from punos_pairwise.models import CirclePlan
from punos_pairwise.texts import _, _staff

JOB = "punos_pairwise.circles.propose:propose_circles"
MOST_LETTERS = 80
Circle = dict[str, Any]


class Step(NamedTuple):
    """A pair that is to go from one circle to another, each as the page names it; empty: in none."""

    was: str
    to: str


Steps = Mapping[UUID, Step]


def plan_of(work: Work, cycle: Cycle) -> CirclePlan | None:
    """The plan of a cycle, in whatever state."""
    return work.session.scalars(
        select(CirclePlan).where(CirclePlan.cycle_id == cycle.id)
    ).one_or_none()


def run_of(work: Work, plan: CirclePlan) -> JobRun | None:
    """The worker's newest run for this plan, while it is waited for."""
    return latest(work, JOB, plan.id) if plan.state == "working" else None


def ask_circles(work: Work, cycle: Cycle) -> None:
    """Let the worker find circles for the pairs that are in none; a draft there was is replaced.

    Asked again while the worker is at it, nothing happens. Raises Refused for a closed cycle and where
    every pair has a circle.
    """
    held = lock_cycle(work, cycle.id)
    if held.state == "closed":
        raise Refused(_staff("This cycle is closed, so its circles stay as they are."))
    if all(pair.circle_id for pair in pairs_of(work, cycle).values()):
        raise Refused(_staff("No pair waits for a circle."))
    plan = _plan_for(work, cycle)
    run = run_of(work, plan)
    if run is not None and run.state != "failed":
        return
    plan.state, plan.circles, plan.quality, plan.made_at = "working", [], {}, clock.now()
    work.session.flush()
    start(work, JOB, plan.id)
    record_audit(work, "circles.asked", "cycle", cycle.id)


def _plan_for(work: Work, cycle: Cycle) -> CirclePlan:
    plan = plan_of(work, cycle)
    if plan is None:
        plan = CirclePlan(cycle_id=cycle.id, state="draft", made_at=clock.now())
        work.session.add(plan)
        work.session.flush()
    return plan


def held_plan(work: Work, cycle: Cycle) -> CirclePlan:
    """The draft, held. Raises Refused when there is none any more."""
    lock_cycle(work, cycle.id)
    plan = plan_of(work, cycle)
    held = lock_row(work.session, CirclePlan, plan.id) if plan else None
    if held is None or held.state != "draft":
        raise Refused(_staff("This draft of circles is no longer there. Nothing was changed."))
    return held


def new_circle(work: Work, number: int, pairs: Sequence[UUID] = ()) -> Circle:
    """A circle of a draft: its key, its name in the association's first language, its pairs."""
    with use_language(work.settings.languages[0]):
        name = str(_("Circle %(number)s", number=number))
    return {"key": str(new_id()), "name": name, "pairs": [str(one) for one in pairs]}


def move_pairs(work: Work, cycle: Cycle, steps: Steps) -> int:
    """Put pairs into other circles of the draft; gives how many.

    Raises Refused, and nothing is moved, when one of them is no longer where the reader saw it.
    """
    with _changing(work, cycle, "moved") as circles:
        where = {pair: circle["key"] for circle in circles for pair in circle["pairs"]}
        waiting = {str(pair.id) for pair in pairs_of(work, cycle).values() if not pair.circle_id}
        by_key = {circle["key"]: circle for circle in circles}
        for pair_id, step in steps.items():
            pair = str(pair_id)
            if (
                where.get(pair, "") != step.was
                or pair not in waiting
                or not _is_there(step, by_key)
            ):
                raise Refused(
                    _staff("A colleague has changed the circles meanwhile. Nothing was moved.")
                )
            if step.was:
                by_key[step.was]["pairs"].remove(pair)
            if step.to:
                by_key[step.to]["pairs"].append(pair)
    return len(steps)


def _is_there(step: Step, by_key: Mapping[str, Circle]) -> bool:
    return not step.to or step.to in by_key


def name_circle(work: Work, cycle: Cycle, key: str, name: str) -> None:
    """Give a circle of the draft a name of its own."""
    with _changing(work, cycle, "renamed") as circles:
        _circle(circles, key)["name"] = tidy_name(name)


def tidy_name(name: str) -> str:
    """A name as it is stored. Raises Refused for an empty one and for one that is too long."""
    tidy = " ".join(name.split())
    if not 0 < len(tidy) <= MOST_LETTERS:
        told = _staff("Give the circle a name of at most %(most)s letters.", most=MOST_LETTERS)
        raise Refused(told)
    return tidy


def add_circle(work: Work, cycle: Cycle, standing: int) -> None:
    """One more circle in the draft, empty at first; `standing` is how many the cycle has had."""
    with _changing(work, cycle, "added") as circles:
        taken = {circle["name"] for circle in circles}
        number = standing + len(circles) + 1
        circle = new_circle(work, number)
        while circle["name"] in taken:
            number += 1
            circle = new_circle(work, number)
        circles.append(circle)


def remove_circle(work: Work, cycle: Cycle, key: str) -> None:
    """Take a circle out of the draft; its pairs are then in none."""
    with _changing(work, cycle, "removed") as circles:
        circles.remove(_circle(circles, key))


def drop_pair(work: Work, cycle: Cycle, pair_id: UUID) -> None:
    """A pair that has ended leaves the draft, if it was in one. The cycle is held already."""
    plan = plan_of(work, cycle)
    if plan is not None and plan.state == "draft":
        gone = str(pair_id)
        plan.circles = [
            {**one, "pairs": [pair for pair in one["pairs"] if pair != gone]}
            for one in plan.circles
        ]


def seen(plan: CirclePlan) -> str:
    """A short word for the draft as it is, by which one notices that it has changed."""
    return sha256(json.dumps(plan.circles, sort_keys=True).encode()).hexdigest()[:16]


@contextmanager
def _changing(work: Work, cycle: Cycle, what: str) -> Iterator[list[Circle]]:
    """The circles of the draft, held, to be changed in place, and written back."""
    plan = held_plan(work, cycle)
    circles = [{**one, "pairs": list(one["pairs"])} for one in plan.circles]
    yield circles
    plan.circles = circles
    record_audit(work, "circles.changed", "cycle", cycle.id, [what])


def _circle(circles: list[Circle], key: str) -> Circle:
    for circle in circles:
        if circle["key"] == key:
            return circle
    raise Absent
