"""What of feedback waits for staff, and what of it stands on a cycle's page."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ScalarSelect, func, select

from punos.access import scope
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.extend import Panel
from punos.feedback.interviewing import RECORD, due
from punos.feedback.models import FollowUpInterview
from punos.i18n import Message, _staff_l, _staff_n
from punos.programmes.models import Cycle
from punos.waiting import Waiting
from punos.work import Work


def cycle_part(work: Work, cycle: Cycle) -> Sequence[Panel]:
    """The ways to what was heard."""
    if work.tenant.kind != "association":
        return ()
    return (Panel(_staff_l("What was heard"), "feedback/panel.html", RECORD, {"cycle": cycle}, 70),)


def _due(work: Work) -> ScalarSelect[Any]:
    query = (
        select(func.count(FollowUpInterview.id))
        .join(Enrolment, points_at(FollowUpInterview.enrolment_id, Enrolment))
        .where(due())
    )
    return scope(work.actor, query, Enrolment, RECORD).scalar_subquery()


def _words(count: int) -> Message:
    return _staff_n(
        "%(num)s interview about how it went is due",
        "%(num)s interviews about how it went are due",
        count,
    )


WAITING = (Waiting(_due, _words, "feedback.due_ones", RECORD, order=60),)
