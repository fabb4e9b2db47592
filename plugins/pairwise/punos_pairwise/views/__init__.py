"""The matching workbench: what is looked at (`look`), what is done (`acts`), and by hand (`by_hand`)."""

from punos_pairwise.views import acts, by_hand, look
from punos_pairwise.views.base import pages

__all__ = ["acts", "by_hand", "look", "pages"]
