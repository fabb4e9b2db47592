"""The matching workbench: what is looked at (`look`), what is done (`acts`), and by hand (`by_hand`)."""

from punos_pairwise.views import acts, asked, by_hand, circles, look, of_unit, together
from punos_pairwise.views.base import pages

__all__ = ["acts", "asked", "by_hand", "circles", "look", "of_unit", "pages", "together"]
