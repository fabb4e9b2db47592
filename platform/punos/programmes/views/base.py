"""The section that the pages of programmes and cycles belong to."""

from punos.extend import MenuItem
from punos.i18n import _staff_l
from punos.web.pages import Pages

pages = Pages("programmes", "punos.programmes")
MENU = (
    MenuItem(_staff_l("Today"), "programmes.today", "today.read", order=10, kind="association"),
    MenuItem(_staff_l("Cycles"), "programmes.cycles", "cycles.read", order=20, kind="association"),
)
