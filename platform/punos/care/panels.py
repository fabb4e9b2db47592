"""What members and staff see of care on the page of a pair or group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, exists, select

from punos import clock
from punos.care.codes import ANSWERS, TONES
from punos.care.models import FitCheck, GroupPause
from punos.care.service import rules_of
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.extend import Panel
from punos.groups.models import Group
from punos.i18n import _l, _staff_l
from punos.meetings.models import Meeting
from punos.work import Work

OWN, STAFF = "own.groups", "groups.manage"
FIT, PAUSE, CONTACT, LAST = -20, -16, -14, 80


class Standing(NamedTuple):
    """Where a group stands: its break, what its members have said, and whether it has met or will."""

    pause: GroupPause | None
    checks: Sequence[FitCheck]
    has_met: bool


def group_part(work: Work, group: Group, enrolment: Enrolment | None) -> Sequence[Panel]:
    """To a member what waits for them, and ways to a break and to tell us; to staff how it goes."""
    if rules_of(work, group) is None:
        return ()
    standing = _standing(work, group, enrolment.id if enrolment else None)
    in_touch = standing.has_met or group.contacted_at is not None
    known = {"group": group, "pause": standing.pause, "today": clock.today(), "answers": ANSWERS}
    if enrolment is not None:
        return tuple(_for_member(standing, known, in_touch=in_touch))
    told = {
        **known,
        "in_touch": in_touch,
        "checks": standing.checks,
        "labels": dict(ANSWERS),
        "tones": TONES,
    }
    return (Panel(_staff_l("How it goes"), "care/_for_staff.html", STAFF, told, LAST),)


def _for_member(standing: Standing, known: dict[str, Any], *, in_touch: bool) -> Iterator[Panel]:
    rests = standing.pause is not None and standing.pause.from_on <= clock.today()
    check = standing.checks[0] if standing.checks else None
    if check is not None and check.answered_at is None:
        yield Panel(_l("How does it go?"), "care/_ask.html", OWN, known, FIT)
    if standing.pause is not None:
        yield Panel(_l("You are taking a break"), "care/_pause.html", OWN, known, PAUSE)
    if not in_touch and not rests:
        yield Panel(_l("Have you been in touch?"), "care/_contact.html", OWN, known, CONTACT)
    yield Panel(_l("If something changes"), "care/_own.html", OWN, known, LAST)


def _standing(work: Work, group: Group, reader: UUID | None) -> Standing:
    """Read in one statement; of what was said a member reads their own alone."""
    met = exists().where(points_at(Meeting.group_id, Group), Meeting.state != "cancelled")
    about = points_at(FitCheck.group_id, Group)
    if reader is not None:
        about = and_(about, FitCheck.enrolment_id == reader)
    rests = and_(points_at(GroupPause.group_id, Group), GroupPause.ended_on.is_(None))
    query = (
        select(GroupPause, FitCheck, met.label("met"))
        .select_from(Group)
        .outerjoin(GroupPause, rests)
        .outerjoin(FitCheck, about)
        .where(Group.id == group.id)
        .order_by(FitCheck.id)
    )
    rows = work.session.execute(query).all()
    return Standing(rows[0][0], [check for _pause, check, _met in rows if check], rows[0][2])
