"""What somebody signed in finds of their places on the core's pages: an entry of the menu, a panel."""

from collections.abc import Sequence

from punos.plugin import Enrolment, Group, MenuItem, Panel, Work
from punos_gatherings.access import OWN_SEAT
from punos_gatherings.model import CAMP, CIRCLE
from punos_gatherings.own_places import places_of
from punos_gatherings.texts import _l

NEXT = 3
MENU = (MenuItem(_l("Your places"), "gatherings.own_places", OWN_SEAT, order=20),)


def own_panels(work: Work, group: Group, enrolment: Enrolment | None) -> Sequence[Panel]:
    """The next places of the reader, on the page of their circle or camp."""
    if enrolment is None or group.kind not in (CIRCLE, CAMP) or not work.actor.may(OWN_SEAT):
        return ()
    known = {"places": places_of(work, [enrolment])[:NEXT]}
    return (Panel(_l("Your places"), "gatherings/own_panel.html", OWN_SEAT, known, order=-10),)
