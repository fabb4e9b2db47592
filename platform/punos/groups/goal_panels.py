"""The aims of a pair or group on its page, for its members and for staff."""

from collections.abc import Sequence

from punos.enrolments.models import Enrolment
from punos.extend import Panel
from punos.groups.goals import STATES, has_goals, programme_goal
from punos.groups.models import Group
from punos.i18n import _l, _staff_l
from punos.work import Work

OWN, STAFF = "own.groups", "groups.read"


def group_part(work: Work, group: Group, enrolment: Enrolment | None) -> Sequence[Panel]:
    """What they want to reach, and how far they are; to members a way to change it. No statement."""
    if not has_goals(work, group):
        return ()
    aims = group.aims or []
    known = {
        "group_id": group.id,
        "goals": [one for one in aims if one["source"] == "group"],
        "common": programme_goal(work, group),
        "common_state": state_of_common([(one["source"], one["state"]) for one in aims]),
        "states": STATES,
        "changes": enrolment is not None and group.state == "active",
    }
    if enrolment is None:
        return (Panel(_staff_l("Aims"), "groups/_goals.html", STAFF, known, order=30),)
    return (Panel(_l("What you want to reach"), "groups/_goals.html", OWN, known, order=30),)


def state_of_common(aims: Sequence[tuple[str, str]]) -> str:
    """How far they are with the programme's aim: nobody has marked it yet where there is no row.

    Takes the source and state of each aim.
    """
    return next((state for source, state in aims if source == "programme"), "open")
