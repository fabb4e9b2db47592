"""Making circles known: a draft's pairs are put into groups, and everybody in them hears of it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from punos.plugin import (
    Cycle,
    Enrolment,
    Group,
    Membership,
    Refused,
    Work,
    activate_group,
    clock,
    record_audit,
    send_group_links,
)
from punos_pairwise.circles.planning import held_plan, seen
from punos_pairwise.circles.standing import PairThere, pairs_of
from punos_pairwise.model import CIRCLE
from punos_pairwise.texts import _, _staff


class Known(NamedTuple):
    """What was made known: circles, and mails that are on their way."""

    circles: int
    mails: int


def publish_circles(work: Work, cycle: Cycle, expected: str) -> Known:
    """Make groups of the draft's circles and tell their members; a circle without pairs is dropped.

    `expected` is the draft as the reader saw it (`seen`): when it has changed, nothing is made known.
    """
    plan = held_plan(work, cycle)
    pairs = pairs_of(work, cycle)
    if seen(plan) != expected:
        raise Refused(
            _staff("The circles have changed since you looked at them. Nobody was told yet.")
        )
    filled = [(one, [pairs[UUID(pair)] for pair in one["pairs"]]) for one in plan.circles]
    filled = [(one, there) for one, there in filled if there]
    if not filled:
        raise Refused(_staff("There is no pair in these circles. Put some into them first."))
    groups = [make_circle(work, cycle, one["name"], there) for one, there in filled]
    plan.state, plan.circles, plan.published_at = "published", [], clock.now()
    record_audit(work, "circles.published", "cycle", cycle.id)
    return Known(len(groups), sum(tell(work, cycle, group) for group in groups))


def make_circle(work: Work, cycle: Cycle, name: str, pairs: Iterable[PairThere]) -> Group:
    """A circle of these pairs, with everybody who is in them, a mentor of two only once."""
    pairs = list(pairs)
    people: dict[UUID, Enrolment] = {}
    for pair in pairs:
        people.update(pair.people)
    members = [people[one] for one in sorted(people)]
    circle = activate_group(work, cycle, CIRCLE, members, name=name)
    for pair in pairs:
        pair.group.parent_id = circle.id
    work.session.flush()
    return circle


def tell(work: Work, cycle: Cycle, circle: Group, only: Sequence[UUID] | None = None) -> int:
    """Queue a mail to everybody in a circle, or only to these enrolments; gives how many."""
    query = select(Membership).where(Membership.group_id == circle.id, Membership.left_on.is_(None))
    if only is not None:
        query = query.where(Membership.enrolment_id.in_(only))
    return send_group_links(
        work,
        cycle,
        work.session.scalars(query).all(),
        subject=lambda name: _("%(cycle)s: your circle", cycle=name),
        sentences=lambda name: (
            _(
                "In “%(cycle)s” you now belong to the circle “%(circle)s”. A circle is a few pairs "
                "who have their group meetings together.",
                cycle=name,
                circle=circle.name or "",
            ),
            _("Here you see when your circle meets:"),
        ),
    )
