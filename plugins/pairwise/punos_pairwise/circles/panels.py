"""What the core's pages show of circles: on a cycle's page and on the first page of staff."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, or_, select

from punos.plugin import Cycle, Group, Panel, TodayItem, Work, pick
from punos_pairwise.access import MATCH
from punos_pairwise.circles.standing import CircleRules, rules_of
from punos_pairwise.model import CIRCLE, PAIR, PAIRWISE
from punos_pairwise.models import CirclePlan
from punos_pairwise.texts import _staff_l, _staff_n


def cycle_panels(work: Work, cycle: Cycle) -> Sequence[Panel]:
    """How many circles there are and who is in none, where the programme has circles."""
    if not _has_circles(work, cycle):
        return ()
    query = select(_without(cycle), _circles(cycle), _plan_state(cycle))
    without, circles, state = work.session.execute(query).one()
    known = {"cycle": cycle, "without": without, "circles": circles, "state": state or ""}
    return (Panel(_staff_l("Circles"), "pairwise/circles_panel.html", MATCH, known, order=12),)


def today(work: Work, cycles: Sequence[Cycle]) -> Sequence[TodayItem]:
    """Drafts that wait, and pairs for which a circle is to be found."""
    return [item for cycle in cycles if _has_circles(work, cycle) for item in _items(work, cycle)]


def _has_circles(work: Work, cycle: Cycle) -> bool:
    may = work.actor.may(MATCH) and work.actor.units(MATCH) is None
    return may and cycle.programme.model == PAIRWISE.name and rules_of(work, cycle).wanted


def _items(work: Work, cycle: Cycle) -> Iterator[TodayItem]:
    yield _item(work, cycle, _drafted(cycle), _draft_text)
    yield _item(work, cycle, _waiting(cycle, rules_of(work, cycle)), _waiting_text)


def _of_kind(cycle: Cycle, kind: str) -> ColumnElement[bool]:
    return and_(Group.cycle_id == cycle.id, Group.kind == kind, Group.state == "active")


def _without(cycle: Cycle) -> ScalarSelect[int]:
    query = select(func.count(Group.id)).where(_of_kind(cycle, PAIR), Group.parent_id.is_(None))
    return query.scalar_subquery()


def _circles(cycle: Cycle) -> ScalarSelect[int]:
    return select(func.count(Group.id)).where(_of_kind(cycle, CIRCLE)).scalar_subquery()


def _plan_state(cycle: Cycle) -> ScalarSelect[str]:
    return select(CirclePlan.state).where(CirclePlan.cycle_id == cycle.id).scalar_subquery()


def _drafted(cycle: Cycle) -> ScalarSelect[Any]:
    circles = func.coalesce(func.sum(func.jsonb_array_length(CirclePlan.circles)), 0)
    query = select(circles).where(CirclePlan.cycle_id == cycle.id, CirclePlan.state == "draft")
    return query.scalar_subquery()


def _waiting(cycle: Cycle, rules: CircleRules) -> ScalarSelect[Any]:
    """Pairs in no circle, once there are enough for one or circles that they could join."""
    enough = or_(_without(cycle) >= rules.smallest, _circles(cycle) > 0)
    at_work = func.coalesce(_plan_state(cycle), "").in_(("working", "draft"))
    return select(case((and_(enough, ~at_work), _without(cycle)), else_=0)).scalar_subquery()


def _draft_text(circles: int) -> str:
    return _staff_n(
        "A draft of %(num)s circle waits to be made known",
        "A draft of %(num)s circles waits to be made known",
        circles,
    )


def _waiting_text(pairs: int) -> str:
    return _staff_n("%(num)s pair waits for a circle", "%(num)s pairs wait for a circle", pairs)


def _item(
    work: Work, cycle: Cycle, counted: ScalarSelect[Any], text: Callable[[int], str]
) -> TodayItem:
    return TodayItem(
        text,
        "pairwise.circles",
        MATCH,
        values={"slug": cycle.slug},
        count=counted,
        order=22,
        detail=pick(cycle.names, work.language),
    )
