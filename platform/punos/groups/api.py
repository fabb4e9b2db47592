"""What plugins may use of groups."""

from punos.groups.gathering import gathers_groups
from punos.groups.goals import GoalSettings, add_goal, mark_goal
from punos.groups.letters import send_group_links
from punos.groups.models import Group, Membership
from punos.groups.service import (
    activate_group,
    add_member,
    end_group,
    groups_of,
    leave_group,
    memberships,
)

__all__ = [
    "GoalSettings",
    "Group",
    "Membership",
    "activate_group",
    "add_goal",
    "add_member",
    "end_group",
    "gathers_groups",
    "groups_of",
    "leave_group",
    "mark_goal",
    "memberships",
    "send_group_links",
]
