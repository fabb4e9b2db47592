"""The heavy part: from the pairs of a cycle to a draft of circles. Only the worker imports this module."""

from sqlalchemy import select

from punos.plugin import JobRun, Work, lock_cycle, lock_row, progress
from punos_pairwise.circles.planning import new_circle
from punos_pairwise.circles.search import Divided, divide
from punos_pairwise.circles.standing import ever, facts_of, pairs_of, rules_of
from punos_pairwise.models import CirclePlan


def propose_circles(work: Work, run: JobRun) -> None:
    """Find circles for the pairs that are in none, and store them as a draft.

    Nothing is held while it computes, so pairs can be made and end meanwhile: what has ended since is
    left out when it is stored. A plan that is no longer waited for is left alone.
    """
    query = select(CirclePlan).where(CirclePlan.id == run.subject_id)
    plan = work.session.scalars(query).one_or_none()
    if plan is None or plan.state != "working":
        return
    rules, pairs = rules_of(work, plan.cycle), pairs_of(work, plan.cycle)
    waiting = facts_of(pairs, [one.id for one in pairs.values() if not one.circle_id])
    progress(run.id, 0, 2 * len(waiting))
    found = divide(waiting, rules.smallest, rules.largest) if waiting else Divided([], 0.0)
    progress(run.id, len(waiting), 2 * len(waiting))
    _store(work, plan, found)


def _store(work: Work, plan: CirclePlan, found: Divided) -> None:
    lock_cycle(work, plan.cycle_id)
    held = lock_row(work.session, CirclePlan, plan.id)
    if held is None or held.state != "working":
        return
    still = {one.id for one in pairs_of(work, plan.cycle).values() if not one.circle_id}
    there = [[one for one in circle if one in still] for circle in found.circles]
    first = ever(work, plan.cycle) + 1
    held.circles = [
        new_circle(work, number, circle) for number, circle in enumerate(filter(None, there), first)
    ]
    held.quality = {"mean": found.mean}
    held.state = "draft" if held.circles else "failed"
