"""Closing a cycle whole: its groups end, and everybody in it leaves in the state that fits."""

from sqlalchemy import select

from punos.enrolments.models import Enrolment
from punos.enrolments.service import lock_enrolments, move
from punos.groups.models import Group
from punos.groups.service import end_group
from punos.programmes.models import Cycle
from punos.programmes.service import close_cycle, lock_cycle, model_of
from punos.work import Work

REASON = "cycle_closed"


def close_whole_cycle(work: Work, cycle: Cycle) -> Cycle:
    """Close a cycle, unless something speaks against it (Refused, with every reason).

    People leave in the state that their programme model names for it; groups end after that, so that a
    plugin sees them as they were.
    """
    _hold_groups(work, lock_cycle(work, cycle.id))
    cycle = close_cycle(work, cycle)
    model = model_of(work, cycle)
    leaving = {state.name: state.at_close for state in model.states if state.at_close}
    query = select(Enrolment.id).where(
        Enrolment.cycle_id == cycle.id, Enrolment.model_state.in_(leaving)
    )
    held = lock_enrolments(work, work.session.scalars(query).all())
    for enrolment in held.values():
        state = leaving.get(enrolment.model_state)
        if state is not None:
            move(work, enrolment.id, state, reason=REASON)
    groups = select(Group.id).where(Group.cycle_id == cycle.id, Group.state == "active")
    for group_id in work.session.scalars(groups.order_by(Group.id)).all():
        end_group(work, group_id, REASON)
    return cycle


def _hold_groups(work: Work, cycle: Cycle) -> None:
    """Hold what is going to end before anybody is told of the closing.

    Plugins that are told hold rows of their own, and whoever logs a meeting at this moment holds a
    group and is about to wait for them.
    """
    query = select(Group).where(Group.cycle_id == cycle.id, Group.state == "active")
    work.session.scalars(query.order_by(Group.id).with_for_update(key_share=True)).all()
