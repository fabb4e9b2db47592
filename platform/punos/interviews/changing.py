"""Verbs about one interview's time and place, when staff change them."""

from __future__ import annotations

from datetime import datetime, timedelta

from punos import clock
from punos.accounts.models import Account
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.enrolments.models import Enrolment
from punos.errors import Refused
from punos.i18n import _staff
from punos.interviews import mails
from punos.interviews.booking import SUBJECT, locked, next_revision
from punos.interviews.models import InterviewSlot
from punos.interviews.offering import busy, is_on_the_clock
from punos.interviews.party import party_with
from punos.interviews.reading import local_now, starts_at
from punos.work import Work


def change(
    work: Work, slot: InterviewSlot, *, start: datetime, minutes: int, place: str
) -> Enrolment | None:
    """Another time (`start` by the clock of its zone) or place; everybody's calendar is told.

    Gives back whoever has chosen it. Raises Refused for an interview that is over, for a time that has
    passed or at which whoever interviews has another one, and when somebody changed it meanwhile.
    """
    enrolment, slot = locked(work, slot)
    if slot.state not in ("open", "booked") or starts_at(slot) < clock.now():
        raise Refused(_staff("This interview is over, so it cannot be changed."))
    wanted = {"local_start": start, "minutes": minutes, "place": place}
    changed = [name for name, value in wanted.items() if getattr(slot, name) != value]
    if not changed:
        return enrolment
    if changed != ["place"]:
        _refuse_time(work, slot, start, minutes)
    for name in changed:
        setattr(slot, name, wanted[name])
    slot.revision = next_revision(work, slot.cycle_id)
    moved = "local_start" in changed
    slot.reminded_at = None if moved else slot.reminded_at
    work.session.flush()
    audit(work, "interview.changed", SUBJECT, slot.id, changed)
    if enrolment is not None:
        _tell(work, enrolment, slot, moved=moved)
    return enrolment


def _refuse_time(work: Work, slot: InterviewSlot, start: datetime, minutes: int) -> None:
    """Raises Refused for a time that cannot be. Holds whoever interviews, so that of two changes at
    once the second sees the first."""
    if start <= local_now(slot.zone) or not is_on_the_clock(start, slot.zone):
        raise Refused(
            _staff("This time has passed, or the clock does not show it. Choose another.")
        )
    lock_row(work.session, Account, slot.host_id)
    end = start + timedelta(minutes=minutes)
    taken = busy(work, slot.host_id, start.date(), besides=slot.id)
    if any(begin < end and start < until for begin, until in taken):
        raise Refused(_staff("Whoever interviews has another interview at this time."))


def _tell(work: Work, enrolment: Enrolment, slot: InterviewSlot, *, moved: bool) -> None:
    party = party_with(work, slot, enrolment)
    with_whom = party[0].name if party else ""
    mails.tell_applicant(
        work, enrolment, slot, earlier=slot if moved else None, with_whom=with_whom
    )
    for account in party:
        mails.tell_staff(work, account, enrolment, slot, cancelled=False)
