"""Who of the staff is told of an interview with an applicant."""

from __future__ import annotations

from sqlalchemy import delete

from punos.accounts.models import Account
from punos.enrolments.models import Enrolment
from punos.enrolments.responsible import who_sees
from punos.interviews.models import InterviewGuest, InterviewSlot
from punos.interviews.reading import HOLD, party_of
from punos.work import Work


def party_with(work: Work, slot: InterviewSlot, enrolment: Enrolment) -> list[Account]:
    """Who of the staff is there with this applicant: the interviewer first, then whoever joins.

    Whoever came along with an applicant of theirs does not with the next one, whom they may not see:
    they are let go, and hear of nobody.
    """
    seeing = who_sees(work, HOLD, enrolment.unit_id)
    party = party_of(work, slot)
    stay = [one for one in party if one.id == slot.host_id or one.id in seeing]
    gone = [one.id for one in party if one not in stay]
    if gone:
        query = delete(InterviewGuest).where(
            InterviewGuest.slot_id == slot.id, InterviewGuest.account_id.in_(gone)
        )
        work.session.execute(query)
    return stay
