"""What follows when somebody leaves, is moved to another union, or a team ends."""

from collections.abc import Sequence

from sqlalchemy import select

from punos.plugin import (
    MENTEE,
    MENTOR,
    Cycle,
    Enrolment,
    Event,
    Group,
    Membership,
    Refusal,
    Work,
    drop_from_drafts,
    end_group,
    groups_of,
    leave_group,
    memberships,
    missing_outcomes,
    move,
    points_at,
)
from punos_mentor_teams.letters import tell_of_loss
from punos_mentor_teams.model import IN_TEAM, NAME, TEAM
from punos_mentor_teams.placing import place_applicant
from punos_mentor_teams.texts import _staff_n

LEAVES = ("left", "withdrawn", "refused", "waiting", "completed")


def follow_enrolment(work: Work, enrolment: Enrolment, event: Event) -> None:
    """Find an applicant's union; take out of drafts who is not there any more, and out of teams."""
    if enrolment.cycle.programme.model != NAME:
        return
    if event.kind == "enrolment.applied":
        place_applicant(work, enrolment)
    elif event.kind == "enrolment.placed":
        drop_from_drafts(work, enrolment)
    elif enrolment.state != "active":
        drop_from_drafts(work, enrolment)
        # In a cycle that closes everybody leaves, and the core ends the teams after that.
        if enrolment.model_state in LEAVES and enrolment.cycle.state != "closed":
            _leave_teams(work, enrolment)


def _leave_teams(work: Work, enrolment: Enrolment) -> None:
    """A mentee's team ends with her; a mentor's goes on without him."""
    reason = "completed" if enrolment.model_state == "completed" else "member_left"
    for team in sorted(groups_of(work, [enrolment.id]), key=lambda group: group.id):
        if team.kind != TEAM:
            continue
        if enrolment.role == MENTEE:
            end_group(work, team.id, reason)
        else:
            leave_group(work, team.id, enrolment.id, reason)


def follow_member(work: Work, group: Group, enrolment: Enrolment, event: Event) -> None:
    """Somebody has left a team that stands: it ends without its mentee, not without its mentors."""
    if group.kind != TEAM or event.kind != "group.left":
        return
    _free(work, enrolment)
    if enrolment.role == MENTEE:
        end_group(work, group.id, "member_left")
    else:
        _look_for_another(work, group)


def _look_for_another(work: Work, group: Group) -> None:
    """Who lost their only mentor waits for one again. The team stays, and its meetings with it."""
    here = memberships(work, group.id)
    if any(membership.role == MENTOR for membership in here):
        return
    for membership in here:
        if membership.enrolment.model_state == IN_TEAM:
            move(work, membership.enrolment_id, "accepted")
            tell_of_loss(work, group.cycle, [membership])


def follow_team(work: Work, group: Group, members: Sequence[Enrolment]) -> None:
    """Whoever was in a team that ended is free for another, unless they are in one."""
    if group.kind == TEAM:
        for member in sorted(members, key=lambda enrolment: enrolment.id):
            _free(work, member)


def _free(work: Work, enrolment: Enrolment) -> None:
    if enrolment.model_state == IN_TEAM and not _in_team(work, enrolment):
        move(work, enrolment.id, "accepted")


def _in_team(work: Work, enrolment: Enrolment) -> bool:
    query = (
        select(Membership.id)
        .join(Group, points_at(Membership.group_id, Group))
        .where(
            Membership.enrolment_id == enrolment.id,
            Membership.left_on.is_(None),
            Group.kind == TEAM,
            Group.state == "active",
        )
    )
    return work.session.scalars(query.limit(1)).first() is not None


def reasons_not_to_close(work: Work, cycle: Cycle) -> list[Refusal]:
    """Each mentee who was in a team needs an outcome before the cycle closes."""
    missing = missing_outcomes(work, cycle, MENTEE) if cycle.programme.model == NAME else 0
    if not missing:
        return []
    reason = _staff_n(
        "%(num)s mentee has no outcome yet.", "%(num)s mentees have no outcome yet.", missing
    )
    return [Refusal(reason)]
