"""Verbs of care: being in touch, breaks, and how it goes. Who acts is a member, or staff."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.audit.service import record as audit
from punos.care.models import FitCheck, GroupPause
from punos.care.schemas import CareRules, care_in
from punos.db import lock_row
from punos.errors import Absent, Refused
from punos.groups.models import Group
from punos.i18n import _
from punos.programmes.service import model_of, settings_of
from punos.work import Work

SOON = timedelta(days=60)
"""A break begins so soon, or it is not planned yet."""


def rules_of(work: Work, group: Group) -> CareRules | None:
    """How a group is cared for; None where nobody is reminded: it does not lead itself, or has ended."""
    kind = model_of(work, group.cycle).group_kind(group.kind)
    if group.state != "active" or not kind.self_led or kind.of_groups:
        return None
    return care_in(settings_of(work, group.cycle))


def say_in_touch(work: Work, group: Group) -> None:
    """A member says that they have been in touch. Said again, it stays as it was. Raises Absent."""
    held = _held(work, group)
    if held.contacted_at is None:
        held.contacted_at = clock.now()
        audit(work, "group.in_touch", "group", held.id)


def open_pause(work: Work, group: Group) -> GroupPause | None:
    """The break that a group takes or has planned."""
    query = select(GroupPause).where(GroupPause.group_id == group.id, GroupPause.ended_on.is_(None))
    return work.session.scalars(query).one_or_none()


def pause(
    work: Work, group: Group, *, from_on: date, until_on: date, reason: str | None
) -> GroupPause:
    """Let a group rest for a while; what was planned before is changed to these days.

    Raises Refused for a break that begins too far ahead, Absent when the group has ended.
    """
    held = _held(work, group)
    if from_on > clock.today() + SOON:
        raise Refused(_("This break begins in more than two months. Plan it closer to the time."))
    found = open_pause(work, held)
    if found is None:
        found = GroupPause(group_id=held.id)
        work.session.add(found)
    found.from_on, found.until_on, found.reason = from_on, until_on, reason
    found.recorded_at, found.recorded_by = clock.now(), work.account_id
    work.session.flush()
    audit(work, "group.paused", "group", held.id, ["from_on", "until_on"])
    return found


def go_on(work: Work, group: Group) -> None:
    """End a group's break today; one that has not begun is forgotten. Without one nothing changes."""
    held = _held(work, group)
    found = open_pause(work, held)
    if found is None:
        return
    if found.from_on > clock.today():
        work.session.delete(found)
    else:
        found.ended_on = min(clock.today(), found.until_on + timedelta(days=1))
    work.session.flush()
    audit(work, "group.went_on", "group", held.id)


def answer_of(work: Work, group: Group, enrolment_id: UUID) -> FitCheck | None:
    """What a member was asked or has said of how it goes: their own, never the other's."""
    query = select(FitCheck).where(
        FitCheck.group_id == group.id, FitCheck.enrolment_id == enrolment_id
    )
    return work.session.scalars(query).one_or_none()


def say_how_it_goes(
    work: Work, group: Group, enrolment_id: UUID, said: Mapping[str, Any]
) -> FitCheck:
    """Keep what a member says of how it goes: `answer`, `wants` and `words`. Only staff see it.

    What is said anew replaces what was said before, and staff look at it again. Raises Absent.
    """
    held = _held(work, group)
    found = answer_of(work, held, enrolment_id)
    if found is None:
        found = FitCheck(
            group_id=held.id,
            enrolment_id=enrolment_id,
            unit_id=held.unit_id,
            asked_at=clock.now(),
        )
        work.session.add(found)
    changed = [name for name, value in said.items() if getattr(found, name) != value]
    for name in changed:
        setattr(found, name, said[name])
    if changed:
        found.answered_at, found.seen_at, found.seen_by = clock.now(), None, None
        work.session.flush()
        audit(work, "fit_check.answered", "fit_check", found.id, changed)
    return found


def deal_with(work: Work, check_id: UUID) -> None:
    """Staff have looked at an answer and done something about it. Raises Absent."""
    found = lock_row(work.session, FitCheck, check_id)
    if found is None or found.answered_at is None:
        raise Absent
    if found.seen_at is None:
        found.seen_at, found.seen_by = clock.now(), work.account_id
        audit(work, "fit_check.seen", "fit_check", found.id)


def _held(work: Work, group: Group) -> Group:
    """The group, held. Raises Absent where there is no care, and when it has ended."""
    held = lock_row(work.session, Group, group.id)
    if held is None or rules_of(work, held) is None:
        raise Absent
    return held
