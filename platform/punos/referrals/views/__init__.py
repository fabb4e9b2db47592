"""Pages about referrals: those sent, those received, and the page of whom they are about.

Each module puts its routes into one section.
"""

from punos.extend import MenuItem
from punos.i18n import _staff_l
from punos.referrals.views import own, received, receiving, sent
from punos.referrals.views.base import MANAGE, pages

MENU = (MenuItem(_staff_l("Referrals"), "referrals.sent", MANAGE, order=45, kind="association"),)

__all__ = ["MENU", "own", "pages", "received", "receiving", "sent"]
