"""Circles that stand: a new pair is placed, a pair moves to another circle, one that ends leaves.

The cycle is held first. Whoever is in two pairs of a circle stays in it with the other one.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from punos.plugin import (
    Cycle,
    Group,
    Membership,
    Refused,
    Work,
    add_member,
    leave_group,
    lock_cycle,
    memberships,
    points_at,
    record_audit,
)
from punos_pairwise.circles.planning import Steps, drop_pair, new_circle, tidy_name
from punos_pairwise.circles.publishing import make_circle, tell
from punos_pairwise.circles.standing import Pairs, PairThere, circles_of, ever, pairs_of
from punos_pairwise.texts import _staff

NEW = "new"
"""Says, in the place of a circle's id, that one is to be begun."""
MOVED, PAIR_ENDED = "moved", "pair_ended"


class Placed(NamedTuple):
    """How many pairs have another place now, and mails that are on their way."""

    pairs: int
    mails: int


def place_pairs(work: Work, cycle: Cycle, steps: Steps) -> Placed:
    """Put pairs into circles that stand, or into none; who is new in a circle hears of it by mail.

    All that ask for a new circle come into the same one. Raises Refused, and nothing is changed, when a
    pair is no longer where the reader saw it, or a circle has ended.
    """
    lock_cycle(work, cycle.id)
    pairs = pairs_of(work, cycle)
    circles = {str(circle.id): circle for circle in circles_of(work, cycle)}
    _require_as_seen(pairs, circles, steps)
    before = {
        one.id: {member.enrolment_id for member in memberships(work, one.id)}
        for one in circles.values()
    }
    for pair_id, step in steps.items():
        if step.was:
            _leave(work, pairs[pair_id])
    touched = [
        _join(work, pairs[one], circles[step.to])
        for one, step in steps.items()
        if step.to in circles
    ]
    fresh = [pairs[one] for one, step in steps.items() if step.to == NEW]
    if fresh:
        touched.append(_begin(work, cycle, fresh))
    record_audit(work, "circles.placed", "cycle", cycle.id)
    return Placed(len(steps), _tell_new(work, cycle, touched, before))


def _require_as_seen(pairs: Pairs, circles: Mapping[str, Group], steps: Steps) -> None:
    for pair_id, step in steps.items():
        pair = pairs.get(pair_id)
        here = str(pair.circle_id or "") if pair else None
        if here != step.was or (step.to not in ("", NEW) and step.to not in circles):
            raise Refused(
                _staff("A colleague has changed the circles meanwhile. Nothing was moved.")
            )


def _begin(work: Work, cycle: Cycle, pairs: list[PairThere]) -> Group:
    name = new_circle(work, ever(work, cycle) + 1)["name"]
    return make_circle(work, cycle, name, pairs)


def _join(work: Work, pair: PairThere, circle: Group) -> Group:
    pair.group.parent_id = circle.id
    for one in sorted(pair.people):
        add_member(work, circle, pair.people[one])
    return circle


def _leave(work: Work, pair: PairThere) -> None:
    """Take a pair out of its circle."""
    circle_id, pair.group.parent_id = pair.circle_id, None
    work.session.flush()
    if circle_id is not None:
        _take_out(work, circle_id, pair.people, MOVED)


def _take_out(work: Work, circle_id: UUID, people: Iterable[UUID], reason: str) -> None:
    """Let these leave the circle, but for those whom another pair keeps in it."""
    query = (
        select(Membership.enrolment_id)
        .join(Group, points_at(Membership.group_id, Group))
        .where(Group.parent_id == circle_id, Group.state == "active", Membership.left_on.is_(None))
    )
    stay = set(work.session.scalars(query))
    there = {member.enrolment_id for member in memberships(work, circle_id)}
    for one in sorted((set(people) - stay) & there):
        leave_group(work, circle_id, one, reason)


def _tell_new(
    work: Work, cycle: Cycle, circles: list[Group], before: Mapping[UUID, set[UUID]]
) -> int:
    mails = 0
    for circle in {one.id: one for one in circles}.values():
        there = {member.enrolment_id for member in memberships(work, circle.id)}
        if new := sorted(there - before.get(circle.id, set())):
            mails += tell(work, cycle, circle, new)
    return mails


def name_standing(work: Work, cycle: Cycle, circle_id: UUID, name: str) -> None:
    """Give a circle that stands another name; its members see it on their page."""
    lock_cycle(work, cycle.id)
    for circle in circles_of(work, cycle):
        if circle.id == circle_id:
            circle.name = tidy_name(name)
            record_audit(work, "group.renamed", "group", circle.id)
            return
    raise Refused(_staff("This circle is no longer there. Nothing was changed."))


def follow_end(work: Work, group: Group, people: Iterable[UUID]) -> None:
    """A pair that has ended leaves its circle, and the draft that it was in. The cycle is held.

    It still says which circle it was in.
    """
    drop_pair(work, group.cycle, group.id)
    if group.parent_id is not None:
        _take_out(work, group.parent_id, people, PAIR_ENDED)
