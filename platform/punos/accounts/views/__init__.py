"""Pages about signing in, one's own account, and everybody's roles."""

from punos.accounts.views import address, by_link, own, people, safety, second_step, signing_in
from punos.accounts.views.base import pages
from punos.extend import MenuItem
from punos.i18n import _staff_l

MENU = (MenuItem(_staff_l("People and roles"), "accounts.accounts", "accounts.manage", order=80),)

__all__ = [
    "MENU",
    "address",
    "by_link",
    "own",
    "pages",
    "people",
    "safety",
    "second_step",
    "signing_in",
]
