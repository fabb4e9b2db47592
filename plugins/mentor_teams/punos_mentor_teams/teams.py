"""Bringing mentees and mentors together: new teams, and further mentors for those that stand.

Whoever does this holds the cycle, so that two who act at the same moment act one after the other, and
the second one sees what the first has done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from punos.plugin import (
    Cycle,
    Enrolment,
    Group,
    Refused,
    Work,
    activate_group,
    add_member,
    lock_enrolments,
    memberships,
    move,
)
from punos_mentor_teams.letters import tell_of_newcomer, welcome
from punos_mentor_teams.model import IN_TEAM, TEAM
from punos_mentor_teams.standing import MOST, Roster, read_roster
from punos_mentor_teams.texts import _staff

Plan = Mapping[UUID, Sequence[UUID]]
"""For each mentee the mentors who are to join her."""


def bring_together(work: Work, cycle: Cycle, plan: Plan) -> int:
    """Let each mentee meet these mentors from now on; gives how many mails are on their way.

    Hold the cycle before. Raises Refused, and nothing is done, when somebody is not there any more,
    belongs to another union, has no room, would be one too many, or is the mentee herself.
    """
    people = lock_enrolments(work, {one for pair in plan.items() for one in (pair[0], *pair[1])})
    _require_others(people, plan)
    roster = read_roster(work, cycle)
    _require_possible(roster, plan)
    return sum(
        _join(work, cycle, roster, people, mentee_id, mentor_ids)
        for mentee_id, mentor_ids in plan.items()
    )


def _require_others(people: Mapping[UUID, Enrolment], plan: Plan) -> None:
    """Somebody may have applied in both roles."""
    who = {enrolment_id: enrolment.person_id for enrolment_id, enrolment in people.items()}
    for mentee_id, mentor_ids in plan.items():
        if who.get(mentee_id) in {who.get(one) for one in mentor_ids} - {None}:
            raise Refused(_staff("Nobody can be their own mentor. Nothing was changed."))


def _require_possible(roster: Roster, plan: Plan) -> None:
    wanted = Counter(mentor_id for mentor_ids in plan.values() for mentor_id in mentor_ids)
    for mentee_id, mentor_ids in plan.items():
        _require_together(roster, mentee_id, mentor_ids)
    for mentor_id, mentees in wanted.items():
        if mentees > roster.room(mentor_id):
            name = roster.people[mentor_id].name
            raise Refused(
                _staff("%(name)s has no room for another mentee. Nothing was changed.", name=name)
            )


def _require_together(roster: Roster, mentee_id: UUID, mentor_ids: Sequence[UUID]) -> None:
    everybody = [roster.people.get(one) for one in (mentee_id, *mentor_ids)]
    units = {one.unit_id if one else None for one in everybody}
    if any(one is None or one.state != "active" for one in everybody):
        raise Refused(_staff("Somebody is not there any more. Nothing was changed."))
    if len(units) != 1 or units == {None}:
        raise Refused(_staff("A team is of one union. Nothing was changed."))
    all_mentors = {*roster.mentors_of(mentee_id), *mentor_ids}
    too_many = len(all_mentors) > MOST
    if too_many or len(all_mentors) < len(roster.mentors_of(mentee_id)) + len(mentor_ids):
        name = roster.people[mentee_id].name
        raise Refused(
            _staff("%(name)s has got a mentor meanwhile. Nothing was changed.", name=name)
        )


def _join(
    work: Work,
    cycle: Cycle,
    roster: Roster,
    people: Mapping[UUID, Enrolment],
    mentee_id: UUID,
    mentor_ids: Sequence[UUID],
) -> int:
    mentee, mentors = people[mentee_id], [people[one] for one in mentor_ids]
    team = roster.teams.get(mentee_id)
    if team is None:
        group = activate_group(work, cycle, TEAM, [mentee, *mentors])
    else:
        group = work.session.scalars(select(Group).where(Group.id == team.id)).one()
        for mentor in mentors:
            add_member(work, group, mentor)
    for enrolment in (mentee, *mentors):
        if enrolment.model_state == "accepted":
            move(work, enrolment.id, IN_TEAM)
    return _tell(work, cycle, group, set() if team is None else {mentee_id, *team.mentors})


def _tell(work: Work, cycle: Cycle, group: Group, there: set[UUID]) -> int:
    """A letter to each of the team; `there` are those who were in it before."""
    members = memberships(work, group.id)
    new = [membership for membership in members if membership.enrolment_id not in there]
    before = [membership for membership in members if membership.enrolment_id in there]
    return welcome(work, cycle, new) + (tell_of_newcomer(work, cycle, before) if before else 0)
