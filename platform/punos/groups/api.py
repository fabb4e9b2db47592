"""What plugins may use of groups."""

from punos.groups.models import Group, Membership
from punos.groups.service import activate_group, end_group, groups_of, memberships

__all__ = ["Group", "Membership", "activate_group", "end_group", "groups_of", "memberships"]
