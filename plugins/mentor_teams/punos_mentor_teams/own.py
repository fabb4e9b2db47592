"""What members of a team see on their own page, and are told when the plan is done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from punos.plugin import (
    MENTEE,
    MENTOR,
    Enrolment,
    Group,
    Meeting,
    Message,
    Panel,
    Work,
    held_counts,
    memberships,
    plan_of,
)
from punos_mentor_teams.model import TEAM
from punos_mentor_teams.texts import _, _l

OWN = "own.groups"
FIRST = -20
"""Before what waits to be accepted."""


def own_panels(work: Work, group: Group, enrolment: Enrolment) -> Sequence[Panel]:
    """On a mentee's own page: that a mentor is looked for."""
    if group.kind != TEAM or group.state != "active" or enrolment.role != MENTEE:
        return ()
    if MENTOR in _roles(work, group):
        return ()
    title = _l("We are looking for a mentor for you")
    return (Panel(title, "mentor_teams/looking.html", OWN, {}, FIRST),)


def _roles(work: Work, group: Group) -> Iterable[str]:
    """The roles of those who are in the team now; a group that was read for its page knows them."""
    if group.present_roles is not None:
        return group.present_roles
    return [one.role for one in memberships(work, group.id)]


def after_the_plan(work: Work, meeting: Meeting) -> list[Message]:
    """What happens next, when the last planned meeting has been held; for the team, not for staff."""
    group = meeting.group
    if group is None or group.kind != TEAM or work.actor.may("meetings.log"):
        return []
    if held_counts(work, [group.id]).get(group.id) != len(plan_of(work, group)):
        return []
    return [
        _(
            "You have held all the meetings of your plan. Well done, and thank you! Your union’s "
            "contact person will ask you how it went. You may go on meeting if you all want to."
        )
    ]
