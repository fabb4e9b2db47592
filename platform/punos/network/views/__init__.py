"""Pages about the network: what a member shares, and what the network's desk compares.

Each module puts its routes into one section, and its entries into one menu.
"""

from punos.extend import MenuItem
from punos.network.views import (
    desk,
    desk_announcements,
    desk_compare,
    desk_files,
    desk_members,
    desk_onboarding,
    desk_trend,
    member,
    news,
)
from punos.network.views.base import pages

MENU: tuple[MenuItem, ...] = (*desk.MENU, *member.MENU)

__all__ = [
    "MENU",
    "desk_announcements",
    "desk_compare",
    "desk_files",
    "desk_members",
    "desk_onboarding",
    "desk_trend",
    "member",
    "news",
    "pages",
]
