"""Partners at the meetings of everybody in a cycle: invited by mail, and who came."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from punos import clock
from punos.audit.service import record as audit
from punos.db import insert_once, lock_row, points_at
from punos.errors import Absent
from punos.meetings.models import Meeting
from punos.meetings.service import has_begun
from punos.partners.mails import send_cancelled, send_invitation
from punos.partners.models import CyclePartner, MeetingPartner, Partner
from punos.programmes.models import Cycle
from punos.work import Work


def at_meeting(work: Work, meeting_id: UUID) -> list[MeetingPartner]:
    """The partners that were invited to a meeting or were there, with them, by name."""
    query = (
        select(MeetingPartner)
        .join(Partner, points_at(MeetingPartner.partner_id, Partner))
        .options(contains_eager(MeetingPartner.partner))
        .where(MeetingPartner.meeting_id == meeting_id)
        .order_by(Partner.name, Partner.id)
    )
    return list(work.session.scalars(query))


def invite(
    work: Work, cycle: Cycle, meeting_id: UUID, kind: Any, partner_ids: Collection[UUID]
) -> int:
    """Invite partners of the cycle to a planned meeting; how many mails are on their way.

    `kind` is what such a meeting is called, put into words only in the mail. Whoever is invited
    already is not written to again; who has no address is noted, and told otherwise. Raises Absent
    for a meeting that is over or has begun, and for a partner that is not in the cycle.
    """
    meeting = _held(work, cycle, meeting_id)
    if meeting.state != "planned" or has_begun(meeting.local_start, meeting.zone):
        raise Absent
    rows = _rows(work, meeting, partner_ids)
    new = [row for row in rows if row.invited_at is None]
    for row in new:
        row.invited_at = clock.now()
        audit(work, "partner.invited", "meeting", meeting.id)
    return sum(send_invitation(work, cycle, meeting, kind, row.partner) for row in new)


def say_who_came(work: Work, cycle: Cycle, meeting_id: UUID, came: Collection[UUID]) -> None:
    """Of the partners that were invited or are named here: these came, all others did not.

    Raises Absent unless the meeting was held, and for a partner that is not in the cycle.
    """
    meeting = _held(work, cycle, meeting_id)
    if meeting.state != "held":
        raise Absent
    _rows(work, meeting, came)
    changed = 0
    for row in at_meeting(work, meeting.id):
        there = row.partner_id in came
        changed += row.came is not there
        row.came = there
    if changed:
        audit(work, "partner.came", "meeting", meeting.id)


def tell_cancelled(work: Work, cycle: Cycle, meeting_id: UUID, kind: Any) -> int:
    """Write to the partners that were invited to a meeting which is cancelled now; how many mails."""
    meeting = _held(work, cycle, meeting_id)
    invited = [row for row in at_meeting(work, meeting_id) if row.invited_at is not None]
    return sum(send_cancelled(work, cycle, meeting, kind, row.partner) for row in invited)


def _held(work: Work, cycle: Cycle, meeting_id: UUID) -> Meeting:
    meeting = lock_row(work.session, Meeting, meeting_id)
    if meeting is None or meeting.cycle_id != cycle.id:
        raise Absent
    return meeting


def _rows(work: Work, meeting: Meeting, partner_ids: Collection[UUID]) -> list[MeetingPartner]:
    """The rows of these partners, those made that were not there. Raises Absent for a stranger."""
    query = select(CyclePartner.partner_id).where(CyclePartner.cycle_id == meeting.cycle_id)
    if not set(partner_ids) <= set(work.session.scalars(query)):
        raise Absent
    for partner_id in sorted(partner_ids):
        insert_once(work.session, MeetingPartner, meeting_id=meeting.id, partner_id=partner_id)
    return [row for row in at_meeting(work, meeting.id) if row.partner_id in partner_ids]
