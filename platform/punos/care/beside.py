"""What pages about a group show of care, read along with the group itself: a part of its statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from punos.care.models import FitCheck, GroupPause
from punos.db import points_at
from punos.groups.models import Group
from punos.meetings.models import Meeting


@dataclass(frozen=True)
class Rest:
    """A break that a group takes or has planned."""

    from_on: date
    until_on: date


@dataclass(frozen=True)
class Said:
    """That a member was asked how it goes, and what they answered."""

    id: UUID
    enrolment_id: UUID
    answer: str | None
    asked_at: datetime
    answered_at: datetime | None
    seen_at: datetime | None


def standing() -> Any:
    """Where a group stands, as JSON: its break, what was said, and whether it has met or will."""
    rest = func.jsonb_build_object(
        "from_on", GroupPause.from_on, "until_on", GroupPause.until_on, type_=JSONB
    )
    pause = (
        select(rest)
        .where(points_at(GroupPause.group_id, Group), GroupPause.ended_on.is_(None))
        .correlate(Group)
        .scalar_subquery()
    )
    columns = ("id", "enrolment_id", "answer", "asked_at", "answered_at", "seen_at")
    one = func.jsonb_build_object(
        *(part for name in columns for part in (name, getattr(FitCheck, name))), type_=JSONB
    )
    every = func.jsonb_agg(aggregate_order_by(one, FitCheck.id), type_=JSONB)
    said = (
        select(func.coalesce(every, literal([], JSONB)))
        .where(points_at(FitCheck.group_id, Group))
        .correlate(Group)
        .scalar_subquery()
    )
    met = exists().where(points_at(Meeting.group_id, Group), Meeting.state != "cancelled")
    return func.jsonb_build_object("pause", pause, "said", said, "met", met, type_=JSONB)


def rest_of(group: Group) -> Rest | None:
    """The break that the group takes or has planned."""
    found = (group.care or {}).get("pause")
    return (
        Rest(*(date.fromisoformat(found[name]) for name in ("from_on", "until_on")))
        if found
        else None
    )


def said_in(group: Group, reader: UUID | None) -> list[Said]:
    """What was said of how it goes: for a reader of the group their own alone, for staff (None) all."""
    told = [_said(one) for one in (group.care or {}).get("said", ())]
    return [one for one in told if reader in (None, one.enrolment_id)]


def in_touch(group: Group) -> bool:
    """Whether the members have been in touch: they said so, have met, or agreed on when."""
    return group.contacted_at is not None or bool((group.care or {}).get("met"))


def _said(one: dict[str, Any]) -> Said:
    return Said(
        UUID(one["id"]),
        UUID(one["enrolment_id"]),
        one["answer"],
        datetime.fromisoformat(one["asked_at"]),
        _moment(one["answered_at"]),
        _moment(one["seen_at"]),
    )


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
