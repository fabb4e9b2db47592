"""The days of a camp and their sessions: meetings of the camp's group."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos.plugin import Absent, Meeting, Refused, Work, pick, points_at, record_audit
from punos_gatherings.codes import SESSIONS
from punos_gatherings.models import Camp, Contributor, Occasion
from punos_gatherings.occasions import (
    About,
    cancel_occasion,
    change_occasion,
    move_occasion,
    plan_occasion,
)
from punos_gatherings.texts import _staff

PART_OF = {"advice": "adviser", "expert": "expert", "role_model": "role_model"}
"""What somebody who is named for a session does there; in the others they lead it."""


@dataclass
class Session:
    """One session of a camp, with who leads it or comes to it."""

    meeting: Meeting
    occasion: Occasion
    who: list[str] = field(default_factory=list)

    @property
    def label(self) -> Any:
        """What kind of session it is."""
        return dict(SESSIONS).get(self.meeting.kind, "")

    def name_in(self, language: str) -> Any:
        """What it is called, if it has a name."""
        return pick(self.occasion.names, language)

    @property
    def ends(self) -> datetime:
        """When it ends, on the clock on the wall."""
        return self.meeting.local_start + timedelta(minutes=self.meeting.minutes)


def plan_session(work: Work, camp: Camp, values: Mapping[str, Any]) -> Occasion:
    """Plan a session: `kind`, `local_start`, `minutes`, `place`, `names` (by language) and `who`.

    Raises Refused for a day that is none of the camp's.
    """
    if not camp.first_on <= values["local_start"].date() <= camp.last_on:
        raise Refused(_staff("This day is none of the camp’s days."))
    occasion = plan_occasion(
        work,
        camp.group,
        kind=values["kind"],
        local_start=values["local_start"],
        minutes=values["minutes"],
        place=values["place"],
        about=About(names=values["names"]),
        note=camp.note,
    )
    change_occasion(work, occasion, About(names=values["names"]), _who(values))
    return occasion


def change_session(work: Work, camp: Camp, session: Session, values: Mapping[str, Any]) -> None:
    """Change a session that is planned: the same values as for a new one.

    Raises Refused for a day that is none of the camp's, Absent for one that was held or cancelled.
    """
    if session.meeting.state != "planned":
        raise Absent
    change_occasion(work, session.occasion, About(names=values["names"]), _who(values))
    move_occasion(
        work,
        session.occasion,
        values["local_start"],
        minutes=values["minutes"],
        place=values["place"],
        note=camp.note,
    )
    if session.meeting.kind != values["kind"]:
        session.meeting.kind = values["kind"]
        record_audit(work, "gatherings.session_changed", "meeting", session.meeting.id, ["kind"])


def cancel_session(work: Work, session: Session) -> None:
    """A session does not take place. Again changes nothing."""
    cancel_occasion(work, session.occasion, session.occasion.note)


def sessions_of(work: Work, camp: Camp, *, cancelled: bool = True) -> list[Session]:
    """The camp's sessions in their order: two statements."""
    query = (
        select(Meeting, Occasion)
        .join(Occasion, points_at(Occasion.meeting_id, Meeting))
        .where(Meeting.group_id == camp.group_id)
        .order_by(Meeting.local_start, Meeting.id)
    )
    if not cancelled:
        query = query.where(Meeting.state != "cancelled")
    found = {
        meeting.id: Session(meeting, occasion) for meeting, occasion in work.session.execute(query)
    }
    named = select(Contributor).where(Contributor.meeting_id.in_(found))
    for one in work.session.scalars(named.order_by(Contributor.position, Contributor.id)):
        found[one.meeting_id].who.append(one.name)
    return list(found.values())


def session_by_id(work: Work, camp: Camp, meeting_id: UUID) -> Session:
    """One of the camp's sessions. Raises Absent."""
    for session in sessions_of(work, camp):
        if session.meeting.id == meeting_id:
            return session
    raise Absent


def days_of(sessions: list[Session]) -> list[tuple[date, list[Session]]]:
    """Sessions by the day on which they are, in their order."""
    return [
        (day, list(of_day))
        for day, of_day in groupby(sessions, lambda one: one.meeting.local_start.date())
    ]


def _who(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    part = PART_OF.get(values["kind"], "facilitator")
    return [(part, values["who"])] if values["who"] else []
