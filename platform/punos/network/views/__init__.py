"""Pages about the network: what a member shares, and what the network's desk compares.

Each module puts its routes into one section, and its entries into one menu.
"""

from punos.extend import MenuItem
from punos.network.views import member
from punos.network.views.base import pages

MENU: tuple[MenuItem, ...] = (*member.MENU,)

__all__ = ["MENU", "member", "pages"]
