"""Pages about what is kept about people. Each module puts its routes into one section."""

from punos.extend import MenuItem
from punos.i18n import _l, _staff_l
from punos.privacy.requests import WAITING as REQUESTED
from punos.privacy.views import asked, held, own, register, retention
from punos.privacy.views.base import MANAGE, OWN, pages

MENU = (
    MenuItem(_staff_l("Privacy"), "privacy.retention", MANAGE, order=86, kind="association"),
    MenuItem(_l("Your data"), "privacy.own_data", OWN, order=70, kind="association"),
)
WAITING = (REQUESTED,)

__all__ = ["MENU", "WAITING", "asked", "held", "own", "pages", "register", "retention"]
