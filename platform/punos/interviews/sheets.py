"""What staff see of an applicant's interview on the page of the application."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from punos.accounts.models import Account
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.i18n import _staff
from punos.interviews.mails import when_of
from punos.interviews.models import InterviewScore, InterviewSlot
from punos.interviews.reading import HOLD, mean_of
from punos.interviews.schemas import RECOMMENDS, interview_plan
from punos.programmes.service import settings_of
from punos.texts import Text
from punos.work import Work


@dataclass(frozen=True)
class Sheet:
    """One sheet in words: each line with its mark."""

    by: str
    day: date
    marks: Sequence[tuple[Any, Any]]
    summary: str | None


@dataclass(frozen=True)
class Seen:
    """The newest time, the mean of all marks, and every sheet."""

    slot: InterviewSlot | None
    when: str
    mean: float | None
    sheets: Sequence[Sheet]


def sheets_seen(work: Work, enrolment: Enrolment) -> Seen | None:
    """An applicant's interview for staff; None for who holds no interviews there: one statement."""
    limits = work.actor.units(HOLD)
    if not work.actor.may(HOLD) or (limits is not None and enrolment.unit_id not in limits):
        return None
    slot, rows = _interview_of(work, enrolment)
    names = dict(interview_plan(settings_of(work, enrolment.cycle)).named(work.language))
    return Seen(
        slot,
        when_of(slot) if slot is not None else "",
        mean_of([sheet.marks for sheet, _by in rows]).mean,
        [_in_words(sheet, by, names) for sheet, by in rows],
    )


def _interview_of(
    work: Work, enrolment: Enrolment
) -> tuple[InterviewSlot | None, list[tuple[InterviewScore, str]]]:
    """The newest time, and every sheet with its writer's name: a time each has each sheet beside it."""
    query = (
        select(InterviewSlot, InterviewScore, Account.name)
        .select_from(Enrolment)
        .outerjoin(InterviewSlot, points_at(InterviewSlot.enrolment_id, Enrolment))
        .outerjoin(InterviewScore, points_at(InterviewScore.enrolment_id, Enrolment))
        .outerjoin(Account, points_at(InterviewScore.account_id, Account))
        .where(Enrolment.id == enrolment.id)
        .order_by(InterviewSlot.local_start, InterviewScore.id)
    )
    slot, sheets = None, {}
    for slot, sheet, by in work.session.execute(query):  # noqa: B007 - the last one is the newest
        if sheet is not None:
            sheets[sheet.id] = (sheet, by)
    return slot, list(sheets.values())


def _in_words(sheet: InterviewScore, by: str, names: Mapping[str, Text]) -> Sheet:
    marks: list[tuple[Any, Any]] = [(names.get(name, name), m) for name, m in sheet.marks.items()]
    if sheet.recommends:
        marks.append((_staff("Recommends"), dict(RECOMMENDS)[sheet.recommends]))
    return Sheet(by, sheet.written_at.date(), marks, sheet.summary)
