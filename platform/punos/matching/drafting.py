"""What the worker makes of a proposal that was asked for: a draft, or a failure with its reason.

It holds nothing while it computes, so people can apply and leave meanwhile. Only to store what it
found it holds the cycle, the proposal and the people, in that order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos.db import lock_row
from punos.enrolments.models import Enrolment
from punos.enrolments.service import lock_enrolments
from punos.matching.findings import Reason, Unmatched
from punos.matching.models import Proposal, Suggestion
from punos.matching.reading import wished, wishes
from punos.programmes.service import lock_cycle
from punos.work import Work


def working_proposal(work: Work, proposal_id: UUID | None) -> Proposal | None:
    """The proposal that a job is to make; None when it was replaced or stored already."""
    query = select(Proposal).where(Proposal.id == proposal_id, Proposal.state == "working")
    return work.session.scalars(query).one_or_none()


def hold_working(work: Work, proposal: Proposal) -> bool:
    """Hold the cycle and the proposal; whether the proposal is still waited for."""
    lock_cycle(work, proposal.cycle_id)
    held = lock_row(work.session, Proposal, proposal.id)
    return held is not None and held.state == "working"


def store_draft(
    work: Work,
    proposal: Proposal,
    suggestions: Sequence[Suggestion],
    unmatched: Iterable[Unmatched],
    quality: Mapping[str, Any],
) -> None:
    """Write the draft of a proposal that is held, as things stand now.

    Who has left while it was computed, or was moved to another unit, is marked gone; two whom somebody
    has forbidden meanwhile are left out. The suggestions say whom, why and how well; where they stand
    is filled in here.
    """
    held = lock_enrolments(work, [one for pair in suggestions for one in _two(pair)])
    there = {key for key, enrolment in held.items() if _takes_part(proposal, enrolment)}
    forbidden = wished(wishes(work, proposal.cycle), "forbid", there)
    for position, suggestion in enumerate(suggestions):
        suggestion.proposal_id = proposal.id
        suggestion.position = position
        suggestion.unit_id = held[suggestion.mentee_id].unit_id
        if not there.issuperset(_two(suggestion)):
            suggestion.state = "gone"
        else:
            suggestion.state = "left_out" if _two(suggestion) in forbidden else "proposed"
    work.session.add_all(suggestions)
    proposal.unmatched = [
        {"id": str(one.candidate), "role": one.role, "why": one.why, "data": dict(one.data)}
        for one in unmatched
    ]
    proposal.quality = dict(quality)
    proposal.state = "draft"


def _takes_part(proposal: Proposal, enrolment: Enrolment) -> bool:
    """In the cohort of the proposal, the whole cycle or one unit."""
    return enrolment.state == "active" and proposal.unit_id in (None, enrolment.unit_id)


def _two(suggestion: Suggestion) -> tuple[UUID, UUID]:
    return suggestion.mentee_id, suggestion.mentor_id


def store_failure(proposal: Proposal, problem: str, quality: Mapping[str, Any]) -> None:
    """Write that a proposal that is held cannot be made: `problem` is a code, `quality` its data."""
    proposal.state, proposal.problem = "failed", problem
    proposal.quality = dict(quality)


def as_stored(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Reasons as JSON: codes and data, put into words when they are read."""
    return [{**reason._asdict(), "data": dict(reason.data)} for reason in reasons]
