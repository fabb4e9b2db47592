"""What stands in proposals and wishes, read without changing anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, case, func, or_, select

from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.matching.candidates import MENTEE, MENTOR
from punos.matching.models import MatchAsk, Proposal, Suggestion, Wish
from punos.programmes.models import Cycle
from punos.work import Work

OPEN = ("working", "draft")


def open_proposal(work: Work, cycle: Cycle, unit_id: UUID | None = None) -> Proposal | None:
    """The proposal of this cycle, or of one unit in it, that is being worked on, if there is one."""
    query = _of_cohort(cycle.id, unit_id).where(Proposal.state.in_(OPEN))
    return work.session.scalars(query).one_or_none()


def newest_proposal(work: Work, cycle: Cycle, unit_id: UUID | None = None) -> Proposal | None:
    """The proposal that a workbench shows: the open one, else the newest that came to an end."""
    query = (
        _of_cohort(cycle.id, unit_id)
        .where(Proposal.state.not_in(("discarded", "undone")))
        .order_by(Proposal.state.in_(OPEN).desc(), Proposal.number.desc())
        .limit(1)
    )
    return work.session.scalars(query).one_or_none()


def earlier_draft(work: Work, proposal: Proposal) -> Proposal | None:
    """The draft that a proposal replaced, if nothing has been published since."""
    query = (
        _of_cohort(proposal.cycle_id, proposal.unit_id)
        .where(
            Proposal.number < proposal.number,
            Proposal.state.in_(("discarded", "published")),
            Proposal.quality != {},
        )
        .order_by(Proposal.number.desc())
        .limit(1)
    )
    found = work.session.scalars(query).one_or_none()
    return found if found is not None and found.state == "discarded" else None


def _of_cohort(cycle_id: UUID, unit_id: UUID | None) -> Select[Proposal]:
    return select(Proposal).where(
        Proposal.cycle_id == cycle_id, Proposal.unit_id.is_not_distinct_from(unit_id)
    )


def proposed(work: Work, proposal_id: UUID) -> list[Suggestion]:
    """What would be published of a draft, read afresh, in its order."""
    query = (
        select(Suggestion)
        .where(Suggestion.proposal_id == proposal_id, Suggestion.state == "proposed")
        .order_by(Suggestion.position)
        .execution_options(populate_existing=True)
    )
    return list(work.session.scalars(query))


def asked_count() -> ScalarSelect[int]:
    """In how many pairs an enrolment is that are being asked now; a part of a statement about it."""
    hers = or_(
        points_at(Suggestion.mentee_id, Enrolment), points_at(Suggestion.mentor_id, Enrolment)
    )
    query = select(func.count()).select_from(Suggestion).where(hers, Suggestion.state == "asked")
    return query.correlate(Enrolment).scalar_subquery()


def mentees_proposed(work: Work, proposal_ids: Sequence[UUID]) -> dict[UUID, int]:
    """To how many mentees each of these proposals would bring somebody, or has: one statement.

    Those who are asked first are neither.
    """
    if not proposal_ids:
        return {}
    query = (
        select(Suggestion.proposal_id, func.count(Suggestion.mentee_id.distinct()))
        .where(
            Suggestion.proposal_id.in_(proposal_ids),
            Suggestion.state.in_(("proposed", "published")),
        )
        .group_by(Suggestion.proposal_id)
    )
    return dict(work.session.execute(query).all())


def wishes(work: Work, cycle: Cycle) -> list[Wish]:
    """The wishes of a cycle, the oldest first."""
    query = select(Wish).where(Wish.cycle_id == cycle.id).order_by(Wish.id)
    return list(work.session.scalars(query))


def said_no(work: Work, cycle: Cycle) -> dict[tuple[UUID, UUID], str]:
    """By (mentee, mentor) of those who were asked: the role of the one who said no; one statement."""
    role = case((MatchAsk.enrolment_id == Suggestion.mentee_id, MENTEE), else_=MENTOR)
    query = (
        select(Suggestion.mentee_id, Suggestion.mentor_id, role)
        .join(Proposal, points_at(Suggestion.proposal_id, Proposal))
        .join(MatchAsk, points_at(MatchAsk.suggestion_id, Suggestion))
        .where(Proposal.cycle_id == cycle.id, MatchAsk.answer == "no")
    )
    return {(mentee, mentor): who for mentee, mentor, who in work.session.execute(query)}


def wished(found: Iterable[Wish], kind: str, people: set[UUID]) -> frozenset[tuple[UUID, UUID]]:
    """(mentee, mentor) of the wishes of a kind about these people; others are of no matter now."""
    pairs = {(one.mentee_id, one.mentor_id) for one in found if one.kind == kind}
    return frozenset(pair for pair in pairs if people.issuperset(pair))
