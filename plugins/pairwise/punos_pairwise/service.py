"""Verbs of pairing: ask for a proposal, decide by hand, publish, follow those who leave."""

from collections.abc import Sequence
from uuid import UUID

from punos.plugin import (
    Absent,
    Cycle,
    Enrolment,
    Group,
    Membership,
    Person,
    Refusal,
    Refused,
    Work,
    activate_group,
    clock,
    end_group,
    groups_of,
    lock_cycle,
    lock_enrolment,
    lock_row,
    move,
    outcomes_at,
    settings_of,
    start,
)
from sqlalchemy import func, select

from punos_pairwise.letters import tell_pair
from punos_pairwise.model import MENTEE, PAIR
from punos_pairwise.models import Proposal, Suggestion, Wish
from punos_pairwise.texts import _staff, _staff_n

PROPOSE_JOB = "punos_pairwise.propose:propose_pairs"
OPEN = ("working", "draft")


def open_proposal(work: Work, cycle: Cycle) -> Proposal | None:
    """The proposal of this cycle that is being worked on, if there is one."""
    query = select(Proposal).where(Proposal.cycle_id == cycle.id, Proposal.state.in_(OPEN))
    return work.session.scalars(query).one_or_none()


def ask_proposal(work: Work, cycle: Cycle) -> Proposal:
    """Ask the worker for the best proposal of the whole cohort; an open one is replaced.

    The cycle is held, so two who ask at once get one proposal each in turn, never two open ones.
    """
    lock_cycle(work, cycle.id)
    known = open_proposal(work, cycle)
    if known is not None:
        known.state = "discarded"
        work.session.flush()
    proposal = Proposal(
        cycle_id=cycle.id,
        number=_next_number(work, cycle),
        state="working",
        settings=settings_of(work, cycle),
        created_at=clock.now(),
    )
    work.session.add(proposal)
    work.session.flush()
    start(work, PROPOSE_JOB, proposal.id)
    return proposal


def _next_number(work: Work, cycle: Cycle) -> int:
    query = select(func.coalesce(func.max(Proposal.number), 0)).where(Proposal.cycle_id == cycle.id)
    return work.session.scalars(query).one() + 1


def held_draft(work: Work, proposal_id: UUID) -> Proposal:
    """The draft, held against others. Raises Refused when it is a draft no longer."""
    proposal = lock_row(work.session, Proposal, proposal_id)
    if proposal is None:
        raise Absent
    if proposal.state != "draft":
        raise Refused(_staff("These pairs have already been published or replaced."))
    return proposal


def leave_out(work: Work, proposal_id: UUID, suggestion_id: UUID, *, out: bool) -> Suggestion:
    """Leave a suggested pair out of what will be published, or take it back in."""
    held_draft(work, proposal_id)
    suggestion = lock_row(work.session, Suggestion, suggestion_id)
    if suggestion is None or suggestion.proposal_id != proposal_id:
        raise Absent
    if suggestion.state in ("proposed", "left_out"):
        suggestion.state = "left_out" if out else "proposed"
    return suggestion


def wish(work: Work, cycle: Cycle, mentee_id: UUID, mentor_id: UUID, kind: str | None) -> None:
    """Pin or forbid a pair for the next proposal; `kind` None takes the wish back."""
    known = work.session.scalars(
        select(Wish).where(Wish.mentee_id == mentee_id, Wish.mentor_id == mentor_id)
    ).one_or_none()
    if known is not None:
        work.session.delete(known)
        work.session.flush()
    if kind is not None:
        work.session.add(
            Wish(
                cycle_id=cycle.id,
                mentee_id=mentee_id,
                mentor_id=mentor_id,
                kind=kind,
                created_at=clock.now(),
            )
        )


def publish(work: Work, proposal_id: UUID) -> int:
    """Make pairs of what is proposed, and tell both sides. Returns how many.

    Everybody is held in one order, so two who publish at once, or a mentee who withdraws meanwhile,
    wait for each other; whoever is no longer free makes the whole publication stop.
    """
    proposal = held_draft(work, proposal_id)
    cycle = lock_cycle(work, proposal.cycle_id)
    chosen = list(
        work.session.scalars(
            select(Suggestion)
            .where(Suggestion.proposal_id == proposal.id, Suggestion.state == "proposed")
            .order_by(Suggestion.position)
        )
    )
    people = _held(work, chosen)
    for suggestion in chosen:
        _make_pair(work, cycle, suggestion, people)
    proposal.state = "published"
    proposal.published_at = clock.now()
    return len(chosen)


def _held(work: Work, chosen: Sequence[Suggestion]) -> dict[UUID, Enrolment]:
    ids = sorted({s.mentee_id for s in chosen} | {s.mentor_id for s in chosen})
    return {enrolment_id: lock_enrolment(work, enrolment_id) for enrolment_id in ids}


def _make_pair(
    work: Work, cycle: Cycle, suggestion: Suggestion, people: dict[UUID, Enrolment]
) -> None:
    pair = [people[suggestion.mentee_id], people[suggestion.mentor_id]]
    if pair[0].model_state != "accepted" or pair[1].state != "active":
        raise Refused(
            _staff(
                "Somebody in the draft is no longer free. Propose the pairs again. Nothing was published."
            )
        )
    group = activate_group(work, cycle, PAIR, pair)
    suggestion.group_id = group.id
    suggestion.state = "published"
    for enrolment in pair:
        if enrolment.model_state == "accepted":
            move(work, enrolment.id, "paired")
    tell_pair(work, cycle, group)


def follow_enrolment(work: Work, enrolment: Enrolment) -> None:
    """Whoever is not accepted any more leaves the draft; whoever leaves the cycle ends their pair."""
    if enrolment.model_state in ("accepted", "paired"):
        return
    for suggestion in _open_suggestions(work, enrolment):
        suggestion.state = "gone"
    if enrolment.model_state in ("left", "withdrawn", "refused", "waiting"):
        for group in groups_of(work, [enrolment.id]):
            if group.kind == PAIR:
                _end_pair(work, group, enrolment)


def _open_suggestions(work: Work, enrolment: Enrolment) -> list[Suggestion]:
    query = (
        select(Suggestion)
        .join(
            Proposal,
            (Proposal.id == Suggestion.proposal_id) & (Proposal.tenant_id == Suggestion.tenant_id),
        )
        .where(
            Proposal.state == "draft",
            Suggestion.state.in_(("proposed", "left_out")),
            (Suggestion.mentee_id == enrolment.id) | (Suggestion.mentor_id == enrolment.id),
        )
        .with_for_update(of=Suggestion)
    )
    return list(work.session.scalars(query))


def _end_pair(work: Work, group: Group, leaver: Enrolment) -> None:
    """The other one becomes free for a new match, unless they have another pair."""
    others = work.session.scalars(
        select(Enrolment)
        .join(
            Membership,
            (Membership.enrolment_id == Enrolment.id)
            & (Membership.tenant_id == Enrolment.tenant_id),
        )
        .where(
            Membership.group_id == group.id, Membership.left_on.is_(None), Enrolment.id != leaver.id
        )
    ).all()
    end_group(work, group.id, "member_left")
    work.session.flush()
    for other in others:
        if other.model_state == "paired" and not groups_of(work, [other.id]):
            move(work, other.id, "accepted")


def reasons_not_to_close(work: Work, cycle: Cycle) -> list[Refusal]:
    """Each mentee who was in a pair needs an outcome before the cycle closes."""
    query = (
        select(Enrolment.id)
        .join(
            Membership,
            (Membership.enrolment_id == Enrolment.id)
            & (Membership.tenant_id == Enrolment.tenant_id),
        )
        .where(Enrolment.cycle_id == cycle.id, Enrolment.role == MENTEE)
        .distinct()
    )
    mentees = list(work.session.scalars(query))
    missing = len(mentees) - len(outcomes_at(work, mentees))
    if not missing:
        return []
    return [
        Refusal(
            _staff_n(
                "%(num)s mentee has no outcome yet.",
                "%(num)s mentees have no outcome yet.",
                missing,
            )
        )
    ]


def names_of(work: Work, enrolment_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Full names by enrolment: one statement."""
    query = (
        select(Enrolment.id, Person)
        .join(
            Person, (Person.id == Enrolment.person_id) & (Person.tenant_id == Enrolment.tenant_id)
        )
        .where(Enrolment.id.in_(enrolment_ids))
    )
    return {enrolment_id: person.full_name for enrolment_id, person in work.session.execute(query)}
