"""A camp: planned, changed, registered for, and left. Its places are in `seats`."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from punos.plugin import (
    Absent,
    Cycle,
    Enrolment,
    Group,
    Refusal,
    Refused,
    Work,
    activate_group,
    clock,
    end_group,
    lock_cycle,
    lock_row,
    memberships,
    pick,
    points_at,
    record_audit,
    settings_of,
)
from punos_gatherings.model import CAMP
from punos_gatherings.models import Camp, Seat
from punos_gatherings.needs import forget_needs, promise_error
from punos_gatherings.occasions import require_note
from punos_gatherings.places import IN_USE, is_over
from punos_gatherings.seat_mails import tell_cancelled
from punos_gatherings.seats import give_up, give_up_all, offer_next
from punos_gatherings.sessions import cancel_session, sessions_of
from punos_gatherings.texts import _, _staff

LEAVES = ("left", "withdrawn", "refused")
"""States in which somebody comes to nothing any more."""


def plan_camp(work: Work, cycle: Cycle, **values: Any) -> Camp:
    """Plan a camp of a cycle, with the group that its participants are members of.

    `values` are columns of `Camp`; the hours of offers and the days until needs are erased are the
    programme's unless given. Raises Refused when days lie outside of the cycle's period and there
    is no note that says why.
    """
    cycle = lock_cycle(work, cycle.id)
    if cycle.state == "closed":
        raise Refused(_staff("This programme has ended, so no camp can be planned in it."))
    require_note(cycle, (values["first_on"], values["last_on"]), values.get("note"))
    name = pick(values["names"], work.settings.languages[0]).value
    group = activate_group(work, cycle, CAMP, [], name=name[:200])
    usual = settings_of(work, cycle)
    camp = Camp(
        cycle_id=cycle.id,
        group_id=group.id,
        **{"offer_hours": usual["offer_hours"], "needs_days": usual["needs_days"], **values},
    )
    work.session.add(camp)
    work.session.flush()
    record_audit(work, "gatherings.camp_planned", "gatherings_camp", camp.id)
    return camp


def change_camp(work: Work, camp: Camp, **values: Any) -> Camp:
    """Change what was planned. More places are offered to those who wait at once; with fewer than
    are taken, nobody loses a place. Raises Refused as `plan_camp` does, and when needs would be
    kept longer than was promised to those who have told them.
    """
    cycle = lock_cycle(work, camp.cycle_id)
    held = lock_row(work.session, Camp, camp.id)
    if held is None:
        raise Absent
    require_note(cycle, (values["first_on"], values["last_on"]), values.get("note"))
    _keep_promise(work, held, values)
    changed = [name for name, value in values.items() if getattr(held, name) != value]
    for name in changed:
        setattr(held, name, values[name])
    if held.last_on >= clock.today():
        held.needs_erased_at = None
    if changed:
        work.session.flush()
        record_audit(work, "gatherings.camp_changed", "gatherings_camp", held.id, sorted(changed))
        offer_next(work, held)
    return held


def _keep_promise(work: Work, camp: Camp, values: Mapping[str, Any]) -> None:
    # While the camp is held nobody tells anything.
    broken = promise_error(work, camp, values["last_on"], values.get("needs_days", camp.needs_days))
    if broken:
        raise Refused(broken[1])


def camps_of(work: Work, cycle: Cycle) -> Sequence[Camp]:
    """The cycle's camps with their groups, the earliest first: one statement."""
    query = select(Camp).where(Camp.cycle_id == cycle.id).options(joinedload(Camp.group))
    return work.session.scalars(query.order_by(Camp.first_on, Camp.id)).all()


def camp_by_id(work: Work, camp_id: UUID) -> Camp:
    """The camp of this id. Raises Absent."""
    # With its group and cycle, which every page about it asks for.
    home = joinedload(Camp.group).joinedload(Group.cycle)
    query = select(Camp).where(Camp.id == camp_id).options(home)
    camp = work.session.scalars(query).one_or_none()
    if camp is None:
        raise Absent
    return camp


def takes_registrations(camp: Camp, cycle: Cycle, day: date) -> bool:
    """Whether somebody may register for the camp on that day."""
    open_now = cycle.state in ("open", "running") and camp.group.state == "active"
    return open_now and camp.register_from <= day <= camp.register_until and day < camp.first_on


def must_take_registrations(camp: Camp, cycle: Cycle) -> None:
    """Raises Refused outside of the days of registration."""
    if not takes_registrations(camp, cycle, clock.today()):
        raise Refused(_("You cannot register for this camp today."))


def follow_enrolment(work: Work, enrolment: Enrolment) -> None:
    """Whoever leaves the programme gives up their places, at camps and at meetings."""
    if enrolment.model_state in LEAVES:
        give_up_all(work, enrolment)


def follow_group(work: Work, group: Group, enrolment: Enrolment) -> None:
    """Whoever was taken out of a camp's group has given up the place there.

    Told late, or twice, it is looked at who is in the group now.
    """
    if enrolment.id in {membership.enrolment_id for membership in memberships(work, group.id)}:
        return
    query = (
        select(Seat, Camp)
        .join(Camp, points_at(Seat.camp_id, Camp))
        .where(Camp.group_id == group.id, Seat.enrolment_id == enrolment.id, Seat.state == "taken")
    )
    for seat, camp in work.session.execute(query).all():
        forget_needs(work, [seat.id])
        if not is_over(camp):
            give_up(work, seat.id)


def cancel_camp(work: Work, camp: Camp) -> None:
    """The camp does not take place: its group ends, and with it everything below. Twice is once."""
    if is_over(camp):
        raise Refused(_staff("This camp is over."))
    end_group(work, camp.group_id, "camp_cancelled")


def follow_end(work: Work, group: Group) -> None:
    """A camp whose group ends before it is over is cancelled, whoever ended it.

    Those who have a place or wait are told, its sessions are cancelled, and needs are erased at once.
    """
    query = select(Camp).where(Camp.group_id == group.id)
    for camp in work.session.scalars(query).all():
        held = lock_row(work.session, Camp, camp.id)
        if held is None or is_over(held):
            continue
        seats = work.session.scalars(
            select(Seat).where(Seat.camp_id == held.id, Seat.state.in_(IN_USE)).order_by(Seat.id)
        ).all()
        forget_needs(work, [seat.id for seat in seats])
        for session in sessions_of(work, held, cancelled=False):
            if session.meeting.state == "planned":
                cancel_session(work, session)
        for seat in seats:
            # Told once: a plugin that was suspended hears of it a second time.
            if group.ended_at is None or seat.changed_at < group.ended_at:
                tell_cancelled(work, held, seat)
                seat.changed_at = clock.now()


def reasons_not_to_close(work: Work, cycle: Cycle) -> Sequence[Refusal]:
    """Closing a cycle ends its groups, so a camp has to be over first, or cancelled."""
    ahead = [
        camp for camp in camps_of(work, cycle) if camp.group.state == "active" and not is_over(camp)
    ]
    return [
        Refusal(_staff("A camp is not over yet: %(name)s.", name=pick(camp.names, work.language)))
        for camp in ahead
    ]
