"""What members and staff see of visits on the page of a pair."""

from __future__ import annotations

from collections.abc import Sequence

from punos.employers.codes import KINDS, STATES
from punos.employers.visits import visits_of, wanted
from punos.enrolments.models import Enrolment
from punos.extend import Panel
from punos.groups.models import Group
from punos.i18n import _l, _staff_l
from punos.work import Work

OWN, STAFF = "own.groups", "groups.read"
ORDER = 60


def group_part(work: Work, group: Group, enrolment: Enrolment | None) -> Sequence[Panel]:
    """The visits so far, and that one is part of the programme where it is."""
    required = wanted(work, group)
    if required == "off" or group.state != "active":
        return ()
    known = {
        "group_id": group.id,
        "required": required == "required",
        "visits": visits_of(work, group),
        "kinds": dict(KINDS),
        "states": dict(STATES),
    }
    if enrolment is None:
        return (
            Panel(_staff_l("Employer visits"), "employers/_for_staff.html", STAFF, known, ORDER),
        )
    return (Panel(_l("See a workplace"), "employers/_own.html", OWN, known, ORDER),)
