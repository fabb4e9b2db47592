"""The way to the directory from the page of a pair."""

from __future__ import annotations

from collections.abc import Sequence

from punos.directory.service import is_open
from punos.enrolments.models import Enrolment
from punos.extend import Panel
from punos.groups.chat import members_set
from punos.groups.models import Group
from punos.i18n import _l
from punos.work import Work

OWN = "own.groups"
LAST = 85


def group_part(work: Work, group: Group, enrolment: Enrolment | None) -> Sequence[Panel]:
    """A link for members of groups that they lead: elsewhere many do not want to be known. No statement."""
    if enrolment is None or group.state != "active" or not members_set(work, group):
        return ()
    if not is_open(enrolment):
        return ()
    known = {"group_id": group.id}
    return (Panel(_l("Others in your programme"), "directory/_link.html", OWN, known, LAST),)
