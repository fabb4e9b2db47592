"""Pages about signing in, one's own account, and everybody's roles."""

from punos.accounts.views import by_link, own, people, signing_in
from punos.accounts.views.base import pages
from punos.extend import MenuItem
from punos.i18n import _staff_l

MENU = (MenuItem(_staff_l("People and roles"), "accounts.accounts", "accounts.manage", order=80),)

__all__ = ["MENU", "by_link", "own", "pages", "people", "signing_in"]
