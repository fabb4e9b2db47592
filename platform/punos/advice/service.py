"""Verbs about advice."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from punos import clock
from punos.advice.models import Advice
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.enrolments.models import Enrolment
from punos.errors import Absent, Refused
from punos.i18n import _staff
from punos.programmes.service import lock_cycle
from punos.work import Work


def add_advice(
    work: Work,
    enrolment: Enrolment,
    kind: str,
    *,
    held_on: date,
    minutes: int,
    adviser: str,
    partner_id: UUID | None = None,
) -> Advice:
    """Write down a session of advice. Raises Refused in a closed cycle: its figures stand."""
    _hold_open(work, enrolment.cycle_id)
    advice = Advice(
        enrolment_id=enrolment.id,
        kind=kind,
        held_on=held_on,
        minutes=minutes,
        adviser=adviser,
        partner_id=partner_id,
        recorded_at=clock.now(),
        recorded_by=work.account_id,
    )
    work.session.add(advice)
    work.session.flush()
    audit(work, "advice.added", "advice", advice.id)
    return advice


def take_back_advice(work: Work, enrolment: Enrolment, advice_id: UUID) -> None:
    """A session was written down by mistake. Raises Absent, and Refused in a closed cycle."""
    _hold_open(work, enrolment.cycle_id)
    found = lock_row(work.session, Advice, advice_id)
    if found is None or found.enrolment_id != enrolment.id:
        raise Absent
    audit(work, "advice.taken_back", "advice", found.id)
    work.session.delete(found)
    work.session.flush()


def _hold_open(work: Work, cycle_id: UUID) -> None:
    if lock_cycle(work, cycle_id).state == "closed":
        raise Refused(_staff("This programme has ended, so nothing can be changed in it."))
