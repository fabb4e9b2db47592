"""Verbs about score sheets: each of the staff has one of their own for an applicant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from punos import clock
from punos.audit.service import record as audit
from punos.db import insert_once
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.interviews.models import InterviewScore
from punos.work import Work


def own_sheet(work: Work, enrolment: Enrolment) -> InterviewScore | None:
    """The actor's sheet about this applicant, if they have filled it in."""
    query = select(InterviewScore).where(
        InterviewScore.enrolment_id == enrolment.id, InterviewScore.account_id == work.account_id
    )
    return work.session.scalars(query).one_or_none()


def write_sheet(
    work: Work,
    enrolment: Enrolment,
    *,
    marks: Mapping[str, int],
    recommends: str | None,
    summary: str | None,
) -> InterviewScore:
    """Keep the actor's sheet: a new one, or the one there is with what differs.

    `marks` are 1 to 5 by the criteria's short names. A criterion that the programme has dropped since
    keeps its mark. Raises Absent for who has no account.
    """
    if work.account_id is None:
        raise Absent
    insert_once(
        work.session,
        InterviewScore,
        enrolment_id=enrolment.id,
        account_id=work.account_id,
        unit_id=enrolment.unit_id,
        marks={},
        written_at=clock.now(),
    )
    sheet = own_sheet(work, enrolment)
    if sheet is None:
        raise Absent
    values: dict[str, Any] = {
        "marks": {**sheet.marks, **marks},
        "recommends": recommends,
        "summary": summary,
    }
    changed = [name for name, value in values.items() if getattr(sheet, name) != value]
    for name in changed:
        setattr(sheet, name, values[name])
    if changed:
        sheet.written_at = clock.now()
        audit(work, "interview.scored", "enrolment", enrolment.id, changed)
    return sheet
