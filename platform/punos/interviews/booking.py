"""Verbs about one interview: chosen, changed, cancelled, taken back, and what became of it.

Whoever changes a time holds the applicant's row first and then the slots in the order of their ids, so
that of two who want the same one exactly one gets it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from punos import clock
from punos.audit.service import record as audit
from punos.db import insert_once
from punos.enrolments.models import Enrolment
from punos.enrolments.service import lock_enrolment
from punos.enrolments.steps import known_state
from punos.errors import Absent, Refused
from punos.i18n import _, _staff
from punos.interviews import mails
from punos.interviews.models import InterviewGuest, InterviewSlot
from punos.interviews.party import party_with
from punos.interviews.reading import starts_at
from punos.interviews.schemas import InterviewPlan, interview_plan
from punos.programmes.service import model_of, settings_of
from punos.work import Work

SUBJECT = "interview_slot"


class TimeTaken(Refused):
    """Somebody else was quicker."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else has just chosen this time. Please choose another one."))


def book(
    work: Work, enrolment: Enrolment, slot_id: UUID, *, by_staff: bool = False
) -> InterviewSlot:
    """Give an applicant this time; an earlier one of theirs becomes free. The same again changes nothing.

    Raises Absent for a time that is not for them, TimeTaken for one that is not free any more, and
    Refused when it is too late to choose it or to give up the earlier one, and for whoever is no
    applicant any more.
    """
    held = lock_enrolment(work, enrolment.id)
    if not may_choose(work, held):
        raise Refused(_("Your application waits for no interview any more."))
    earlier = booked_of(work, held.id)
    slots = _lock(work, {slot_id, *([earlier.id] if earlier else [])})
    slot = slots.get(slot_id)
    if slot is None or not _is_for(slot, held):
        raise Absent
    if slot.enrolment_id == held.id and slot.state == "booked":
        return slot
    if slot.state != "open":
        raise TimeTaken
    plan = plan_for(work, held)
    for one in filter(None, (slot, earlier)):
        _refuse_late(one, plan, by_staff=by_staff)
    _book(work, held, slot, earlier)
    return slot


def _book(
    work: Work, enrolment: Enrolment, slot: InterviewSlot, earlier: InterviewSlot | None
) -> None:
    left = party_with(work, earlier, enrolment) if earlier is not None else []
    number = next_revision(work, slot.cycle_id)
    if earlier is not None:
        _set_free(earlier, number)
        # One booked time each: the old one is let go before the new one is taken.
        work.session.flush()
    slot.state, slot.enrolment_id, slot.booked_at = "booked", enrolment.id, clock.now()
    slot.reminded_at, slot.revision = None, number
    work.session.flush()
    audit(work, "interview.booked", SUBJECT, slot.id, ["moved"] if earlier else [])
    party = party_with(work, slot, enrolment)
    with_whom = party[0].name if party else ""
    mails.tell_applicant(work, enrolment, slot, earlier=earlier, with_whom=with_whom)
    for account in party:
        mails.tell_staff(work, account, enrolment, slot, cancelled=False)
    there = {account.id for account in party}
    for account in left:
        if earlier is not None and account.id not in there:
            mails.tell_staff(work, account, enrolment, earlier, cancelled=True)


def cancel(work: Work, enrolment: Enrolment) -> None:
    """An applicant gives up their time. Without one nothing happens. Raises Refused when it is too late."""
    held = lock_enrolment(work, enrolment.id)
    slot = _locked_booking(work, held)
    if slot is None:
        return
    _refuse_late(slot, plan_for(work, held), by_staff=False)
    party = party_with(work, slot, held)
    _set_free(slot, next_revision(work, slot.cycle_id))
    work.session.flush()
    audit(work, "interview.cancelled", SUBJECT, slot.id)
    mails.tell_cancelled(work, held, slot, by_staff=False)
    for account in party:
        mails.tell_staff(work, account, held, slot, cancelled=True)


def withdraw(work: Work, slot: InterviewSlot) -> Enrolment | None:
    """Staff take a time back; whoever had chosen it is told, and given back.

    Raises Refused for an interview that was held or missed, and when somebody changed it meanwhile.
    """
    enrolment, slot = locked(work, slot)
    if slot.state == "withdrawn":
        return None
    if slot.state not in ("open", "booked"):
        raise Refused(_staff("This interview is over, so it cannot be taken back."))
    party = party_with(work, slot, enrolment) if enrolment is not None else []
    slot.revision = next_revision(work, slot.cycle_id)
    slot.state, slot.enrolment_id, slot.booked_at = "withdrawn", None, None
    work.session.flush()
    audit(work, "interview.withdrawn", SUBJECT, slot.id)
    if enrolment is not None:
        mails.tell_cancelled(work, enrolment, slot, by_staff=True)
        for account in party:
            mails.tell_staff(work, account, enrolment, slot, cancelled=True)
    return enrolment


def mark(work: Work, slot: InterviewSlot, state: str) -> None:
    """It was held, or they did not come: `state` is held or missed, and may be corrected.

    Raises Refused for one that nobody has chosen or that lies ahead.
    """
    _enrolment, slot = locked(work, slot)
    if slot.state == state:
        return
    if slot.state not in ("booked", "held", "missed") or state not in ("held", "missed"):
        raise Refused(_staff("Nobody has chosen this time."))
    if starts_at(slot) > clock.now():
        raise Refused(_staff("This interview lies ahead."))
    slot.state = state
    audit(work, f"interview.{state}", SUBJECT, slot.id)


def join(work: Work, slot: InterviewSlot) -> None:
    """The actor comes along. Twice is once."""
    enrolment, slot = locked(work, slot)
    account_id = work.account_id
    if account_id is None or slot.state not in ("open", "booked") or account_id == slot.host_id:
        raise Absent
    if insert_once(work.session, InterviewGuest, slot_id=slot.id, account_id=account_id):
        audit(work, "interview.joined", SUBJECT, slot.id)
        _tell_guest(work, slot, enrolment, account_id, cancelled=False)


def leave(work: Work, slot: InterviewSlot) -> None:
    """The actor does not come along after all."""
    enrolment, slot = locked(work, slot)
    query = select(InterviewGuest).where(
        InterviewGuest.slot_id == slot.id, InterviewGuest.account_id == work.account_id
    )
    guest = work.session.scalars(query).one_or_none()
    if guest is None or work.account_id is None:
        return
    _tell_guest(work, slot, enrolment, work.account_id, cancelled=True)
    work.session.delete(guest)
    audit(work, "interview.left", SUBJECT, slot.id)


def set_free_again(work: Work, slot: InterviewSlot) -> None:
    """The application has ended, so its time is somebody else's: everybody's calendar is told."""
    enrolment, slot = locked(work, slot)
    if enrolment is None or slot.state != "booked":
        return
    party = party_with(work, slot, enrolment)
    _set_free(slot, next_revision(work, slot.cycle_id))
    work.session.flush()
    audit(work, "interview.cancelled", SUBJECT, slot.id)
    mails.tell_not_needed(work, enrolment, slot)
    for account in party:
        mails.tell_staff(work, account, enrolment, slot, cancelled=True)


def may_choose(work: Work, enrolment: Enrolment) -> bool:
    """Whether they are an applicant as far as they know: a decision is not told by a closed door."""
    return known_state(model_of(work, enrolment.cycle), enrolment).core == "candidate"


def booked_of(work: Work, enrolment_id: UUID) -> InterviewSlot | None:
    """The time that an applicant has chosen and that nobody has said held or missed of."""
    query = select(InterviewSlot).where(
        InterviewSlot.enrolment_id == enrolment_id, InterviewSlot.state == "booked"
    )
    return work.session.scalars(query).one_or_none()


def plan_for(work: Work, enrolment: Enrolment) -> InterviewPlan:
    """What this applicant's cycle says of interviews."""
    return interview_plan(settings_of(work, enrolment.cycle))


def too_late(slot: InterviewSlot, plan: InterviewPlan) -> bool:
    """Whether an applicant can neither choose this time any more nor give it up."""
    return starts_at(slot) < clock.now() + timedelta(hours=plan.notice_hours)


def _refuse_late(slot: InterviewSlot, plan: InterviewPlan, *, by_staff: bool) -> None:
    if by_staff and starts_at(slot) < clock.now():
        raise Refused(_staff("This time has passed."))
    if not by_staff and too_late(slot, plan):
        raise Refused(
            _("The interview is so soon that its time cannot be changed here. Please write to us.")
        )


def _is_for(slot: InterviewSlot, enrolment: Enrolment) -> bool:
    return (
        slot.cycle_id == enrolment.cycle_id
        and slot.role in (None, enrolment.role)
        and slot.unit_id in (None, enrolment.unit_id)
    )


def locked(work: Work, slot: InterviewSlot) -> tuple[Enrolment | None, InterviewSlot]:
    """The slot, held, and whoever has chosen it. Raises Refused when that changed meanwhile."""
    chosen = slot.enrolment_id
    enrolment = lock_enrolment(work, chosen) if chosen is not None else None
    held = _lock(work, {slot.id}).get(slot.id)
    if held is None:
        raise Absent
    if held.enrolment_id != chosen:
        raise Refused(_staff("This time has changed meanwhile. Look at it again."))
    return enrolment, held


def _locked_booking(work: Work, enrolment: Enrolment) -> InterviewSlot | None:
    slot = booked_of(work, enrolment.id)
    held = _lock(work, {slot.id}).get(slot.id) if slot is not None else None
    return held if held is not None and held.enrolment_id == enrolment.id else None


def _lock(work: Work, slot_ids: Collection[UUID]) -> dict[UUID, InterviewSlot]:
    query = (
        select(InterviewSlot)
        .where(InterviewSlot.id.in_(slot_ids))
        .order_by(InterviewSlot.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {slot.id: slot for slot in work.session.scalars(query)}


def _set_free(slot: InterviewSlot, revision: int) -> None:
    slot.state, slot.enrolment_id, slot.booked_at = "open", None, None
    slot.reminded_at, slot.revision = None, revision


def next_revision(work: Work, cycle_id: UUID) -> int:
    """The number of the next change in a cycle: it rises, whatever time an applicant moves to."""
    query = select(func.max(InterviewSlot.revision)).where(InterviewSlot.cycle_id == cycle_id)
    return (work.session.scalar(query) or 0) + 1


def _tell_guest(
    work: Work,
    slot: InterviewSlot,
    enrolment: Enrolment | None,
    account_id: UUID,
    *,
    cancelled: bool,
) -> None:
    if enrolment is None or slot.state != "booked":
        return
    for account in party_with(work, slot, enrolment):
        if account.id == account_id:
            mails.tell_staff(work, account, enrolment, slot, cancelled=cancelled)
