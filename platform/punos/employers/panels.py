"""What members and staff see of visits on the page of a pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from punos.employers.codes import CALLED, STATES
from punos.employers.visits import wanted
from punos.enrolments.models import Enrolment
from punos.extend import Panel
from punos.groups.models import Group
from punos.i18n import _l, _staff_l
from punos.work import Work

OWN, STAFF = "own.groups", "groups.read"
ORDER = 60


@dataclass(frozen=True)
class Told:
    """A visit as the page of a pair tells it."""

    id: str | None
    kind: str
    state: str
    visited_on: date | None
    place: str | None


def group_part(work: Work, group: Group, enrolment: Enrolment | None) -> Sequence[Panel]:
    """The visits so far, and that one is part of the programme where it is. No statement."""
    required = wanted(work, group)
    if required == "off" or group.state != "active":
        return ()
    known = {
        "group_id": group.id,
        "required": required == "required",
        "visits": [_told(one) for one in group.visits or ()],
        "kinds": CALLED,
        "states": dict(STATES),
    }
    if enrolment is None:
        return (
            Panel(_staff_l("Employer visits"), "employers/_for_staff.html", STAFF, known, ORDER),
        )
    return (Panel(_l("See a workplace"), "employers/_own.html", OWN, known, ORDER),)


def _told(visit: Mapping[str, str | None]) -> Told:
    day = visit["day"]
    return Told(
        visit["id"],
        str(visit["kind"]),
        str(visit["state"]),
        date.fromisoformat(day) if day else None,
        visit["place"],
    )
