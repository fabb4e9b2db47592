"""What is due of interviews: the reminder of the day before, times that nobody needs any more, and
summaries that have been kept long enough."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, exists, or_, select, update

from punos import clock
from punos.audit.service import record as audit
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.enrolments.service import lock_enrolment
from punos.interviews.booking import set_free_again
from punos.interviews.mails import remind
from punos.interviews.models import InterviewScore, InterviewSlot
from punos.interviews.reading import local_now, slots, starts_at
from punos.privacy.models import RetentionHold
from punos.work import Work

AHEAD = timedelta(hours=24)
LATELY = timedelta(hours=3)
"""Whoever has chosen a time so lately needs no reminder of it yet."""
KEPT = timedelta(days=183)
"""So long a summary is kept: as long as notes from an interview."""
AT_ONCE = 50


def remind_due(work: Work) -> None:
    """Remind whoever has an interview within a day, once for each time they chose."""
    near = local_now() + AHEAD + timedelta(hours=2)
    query = (
        select(InterviewSlot)
        .where(
            InterviewSlot.state == "booked",
            InterviewSlot.reminded_at.is_(None),
            InterviewSlot.local_start > local_now() - timedelta(hours=2),
            InterviewSlot.local_start < near,
            InterviewSlot.booked_at < clock.now() - LATELY,
        )
        .order_by(InterviewSlot.local_start)
        .limit(AT_ONCE)
        .with_for_update(key_share=True, skip_locked=True)
    )
    now = clock.now()
    for slot in work.session.scalars(query).all():
        # By the moment, which the wall clock of a night with a change of hour does not tell.
        if slot.enrolment_id is not None and now < starts_at(slot) <= now + AHEAD:
            remind(work, slot.enrolment, slot)
            slot.reminded_at = now


def free_due(work: Work) -> None:
    """Give back the times of applications that have ended.

    Whoever is refused keeps theirs until they have been told: a cancelled time would tell it first.
    """
    refused = and_(Enrolment.state == "refused", Enrolment.told_state == Enrolment.model_state)
    query = slots().where(
        InterviewSlot.state == "booked",
        InterviewSlot.local_start > local_now(),
        or_(Enrolment.state == "ended", refused),
    )
    # In the order in which everybody else holds people, or two would wait for each other for ever.
    query = query.order_by(InterviewSlot.enrolment_id).limit(AT_ONCE)
    for slot in work.session.scalars(query).all():
        if slot.enrolment_id is not None:
            lock_enrolment(work, slot.enrolment_id)
            set_free_again(work, slot)


def forget_due(work: Work) -> None:
    """Delete summaries that are old enough; those about somebody with a hold stay."""
    held = exists().where(
        points_at(InterviewScore.enrolment_id, Enrolment),
        RetentionHold.tenant_id == Enrolment.tenant_id,
        RetentionHold.person_id == Enrolment.person_id,
        RetentionHold.lifted_at.is_(None),
    )
    query = select(InterviewScore.id, InterviewScore.enrolment_id).where(
        InterviewScore.summary.is_not(None),
        InterviewScore.written_at < clock.now() - KEPT,
        ~held,
    )
    old = work.session.execute(query.limit(AT_ONCE)).all()
    if not old:
        return
    ids = [score_id for score_id, _enrolment in old]
    work.session.execute(
        update(InterviewScore).where(InterviewScore.id.in_(ids)).values(summary=None)
    )
    for _score, enrolment_id in old:
        audit(work, "interview.forgotten", "enrolment", enrolment_id, ["summary"])
