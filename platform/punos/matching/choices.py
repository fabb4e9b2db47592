"""What people decide about a matching, written down beside what was suggested."""

from __future__ import annotations

from uuid import UUID

from punos import clock
from punos.audit.service import record as audit
from punos.matching.models import MatchChoice, Proposal
from punos.work import Work


def note_choice(
    work: Work,
    cycle_id: UUID,
    kind: str,
    *,
    proposal: Proposal | None = None,
    unit_id: UUID | None = None,
    mentee_id: UUID | None = None,
    mentor_id: UUID | None = None,
    second_id: UUID | None = None,
) -> None:
    """Write down who decided what, for the page of decisions and for the audit alike.

    `kind` is one of those that `MatchChoice` names; `second_id` is the other of two mentors.
    """
    choice = MatchChoice(
        cycle_id=cycle_id,
        unit_id=proposal.unit_id if proposal else unit_id,
        proposal_number=proposal.number if proposal else None,
        kind=kind,
        mentee_id=mentee_id,
        mentor_id=mentor_id,
        second_id=second_id,
        account_id=work.actor.account_id,
        chosen_at=clock.now(),
    )
    work.session.add(choice)
    about = mentee_id or mentor_id
    audit(work, f"matching.{kind}", "enrolment" if about else "cycle", about or cycle_id)
