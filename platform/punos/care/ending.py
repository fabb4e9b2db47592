"""A pair or group ends before its time: why, and what comes next for each of its members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row, points_at
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.errors import Absent
from punos.groups.models import Group, Membership
from punos.groups.service import end_group, memberships
from punos.outcomes.codes import LEFT
from punos.outcomes.service import outcomes_at, record_outcome
from punos.programmes.model import ModelState, ProgrammeModel
from punos.programmes.service import lock_cycle, model_of
from punos.work import Work

OF_ENROLMENT = {
    "work": "work_or_study",
    "study": "work_or_study",
    "moved": "moved",
    "mismatch": "not_fitting",
}
"""Why somebody leaves, as their application says it; else "other"."""


def undecided(work: Work, group: Group) -> list[Membership]:
    """The members of whom it is not clear what comes next: those who are in no other such group now."""
    here = memberships(work, group.id)
    query = (
        select(Membership.enrolment_id)
        .join(Group, points_at(Membership.group_id, Group))
        .where(
            Membership.enrolment_id.in_([one.enrolment_id for one in here]),
            Membership.left_on.is_(None),
            Group.id != group.id,
            Group.kind == group.kind,
            Group.state == "active",
        )
    )
    elsewhere = set(work.session.scalars(query))
    return [
        one
        for one in here
        if one.enrolment_id not in elsewhere and _leaving(work, one.enrolment) is not None
    ]


def end_early(work: Work, group: Group, reason: str, stops: Sequence[UUID]) -> list[Enrolment]:
    """End a group; whoever of its enrolments `stops` leaves the cycle, the others are free again.

    `reason` is one of the codes that are said of outcome X1. Gives those who left and of whom an outcome
    is wanted. Raises Absent when it has ended.
    """
    lock_cycle(work, group.cycle_id)
    held = lock_row(work.session, Group, group.id)
    if held is None or held.state != "active":
        raise Absent
    leavers = [one.enrolment for one in memberships(work, held.id) if one.enrolment_id in stops]
    for enrolment in sorted(leavers, key=lambda one: one.id):
        _leave(work, enrolment, reason)
    # Where the first who left has ended it already, as a pair ends with either, why is still to be said.
    end_group(work, held.id, reason)
    held.end_reason = reason
    audit(work, "group.ended_early", "group", held.id, [reason])
    return _followed(work, leavers, reason)


def _leave(work: Work, enrolment: Enrolment, reason: str) -> None:
    there = _leaving(work, enrolment)
    if there is None:
        raise Absent
    move(work, enrolment.id, there.name, reason=OF_ENROLMENT.get(reason, "other"), by_hand=True)


def _followed(work: Work, leavers: Sequence[Enrolment], reason: str) -> list[Enrolment]:
    """Of those who left whoever's outcome is wanted; that they left early is written down."""
    found = [one for one in leavers if one.role in model_of(work, one.cycle).outcome_roles]
    if not work.actor.may("outcomes.record"):
        return []
    known: Mapping[UUID, str] = outcomes_at(work, [one.id for one in found])
    for enrolment in found:
        if enrolment.id not in known:
            record_outcome(
                work,
                enrolment,
                LEFT,
                moment="exit",
                happened_on=clock.today(),
                detail=reason,
                on_behalf=True,
            )
    return found


def _leaving(work: Work, enrolment: Enrolment) -> ModelState | None:
    """The state of those who leave early, where staff may choose it from here."""
    model: ProgrammeModel = model_of(work, enrolment.cycle)
    after = [model.state(name) for name in model.state(enrolment.model_state).to]
    ends = (one for one in after if one.core == "ended" and not one.completes and one.asks_reason)
    return next(ends, None)
