"""What the core's own parts show on the page of a pair or group, beside what plugins give.

A part is a function of the work, the group, and the enrolment of the member who reads; None where staff
do. It gives panels for that reader, in one statement at most, and none when it has nothing to say. A
panel of negative `order` stands before all else: what waits for the reader.
"""

from collections.abc import Callable, Iterator, Sequence

from punos.agreements import panels as agreements
from punos.care import panels as care
from punos.directory import panels as directory
from punos.employers import panels as employers
from punos.enrolments.models import Enrolment
from punos.extend import Panel
from punos.groups import chat, goal_panels
from punos.groups.models import Group
from punos.trainings import panels as trainings
from punos.work import Work

GroupPart = Callable[[Work, Group, Enrolment | None], Sequence[Panel]]

GROUP_PARTS: tuple[GroupPart, ...] = (
    agreements.group_part,
    care.group_part,
    employers.group_part,
    goal_panels.group_part,
    chat.group_part,
    directory.group_part,
    trainings.group_part,
)
"""One line each, in no order: a panel's own `order` says where it stands."""


def group_panels(work: Work, group: Group, enrolment: Enrolment | None) -> Iterator[Panel]:
    """The panels of all parts for this reader."""
    for part in GROUP_PARTS:
        yield from part(work, group, enrolment)
