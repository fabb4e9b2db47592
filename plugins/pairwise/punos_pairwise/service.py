"""Verbs of pairing: ask for a proposal, decide by hand, go back, publish.

Whoever holds rows here holds them in one order: the cycle, its proposal, then people by their ids.
A step that moves somebody in or out of the cycle holds the cycle first as well, so all of these wait
for each other and never in a circle.
"""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, select, tuple_

from punos.plugin import (
    Absent,
    Cycle,
    Enrolment,
    Refused,
    Work,
    activate_group,
    clock,
    latest,
    lock_cycle,
    lock_enrolments,
    lock_row,
    move,
    settings_of,
    start,
)
from punos_pairwise.letters import tell_pair
from punos_pairwise.model import PAIR
from punos_pairwise.models import Proposal, Suggestion, Wish
from punos_pairwise.texts import _staff

PROPOSE_JOB = "punos_pairwise.propose:propose_pairs"
OPEN = ("working", "draft")


class Published(NamedTuple):
    """What a publication did: pairs made, and mails that are on their way."""

    pairs: int
    mails: int


class AlreadyPublished(Refused):
    """Somebody else was quicker: these pairs are published, nothing was done twice."""

    def __init__(self) -> None:
        super().__init__(_staff("These pairs have already been published. Nothing was done twice."))


def open_proposal(work: Work, cycle: Cycle) -> Proposal | None:
    """The proposal of this cycle that is being worked on, if there is one."""
    query = select(Proposal).where(Proposal.cycle_id == cycle.id, Proposal.state.in_(OPEN))
    return work.session.scalars(query).one_or_none()


def ask_proposal(work: Work, cycle: Cycle) -> Proposal:
    """Ask the worker for the best proposal of the whole cohort; a draft is replaced by it.

    Asked again while the worker is at it, it is the same proposal. Raises Refused in a closed cycle.
    """
    cycle = held_cycle(work, cycle)
    known = open_proposal(work, cycle)
    if known is not None:
        if known.state == "working" and not has_failed(work, known):
            return known
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


def has_failed(work: Work, proposal: Proposal) -> bool:
    """Whether the worker gave up on this proposal."""
    run = latest(work, PROPOSE_JOB, proposal.id)
    return run is None or run.state == "failed"


def held_cycle(work: Work, cycle: Cycle) -> Cycle:
    """The cycle, held. Raises Refused when it is closed."""
    cycle = lock_cycle(work, cycle.id)
    if cycle.state == "closed":
        raise Refused(_staff("This cycle is closed, so its pairs stay as they are."))
    return cycle


def _next_number(work: Work, cycle: Cycle) -> int:
    query = select(func.coalesce(func.max(Proposal.number), 0)).where(Proposal.cycle_id == cycle.id)
    return work.session.scalars(query).one() + 1


def held_draft(work: Work, cycle: Cycle, proposal_id: UUID) -> Proposal:
    """The cycle's draft, held against others. Raises Absent, Refused when it is a draft no longer."""
    held_cycle(work, cycle)
    proposal = lock_row(work.session, Proposal, proposal_id)
    if proposal is None or proposal.cycle_id != cycle.id:
        raise Absent
    if proposal.state == "published":
        raise AlreadyPublished
    if proposal.state != "draft":
        raise Refused(_staff("There is a newer proposal. Look at the page again."))
    return proposal


def leave_out(work: Work, cycle: Cycle, suggestion_id: UUID, *, out: bool) -> Suggestion:
    """Leave a suggested pair out of what will be published, or take it back in.

    Raises Refused for a pair that is to be kept apart.
    """
    suggestion = _suggestion(work, suggestion_id)
    held_draft(work, cycle, suggestion.proposal_id)
    if not out and _is_forbidden(work, suggestion):
        raise Refused(_staff("You keep these two apart. Take that back first."))
    held = lock_row(work.session, Suggestion, suggestion_id)
    if held is not None and held.state in ("proposed", "left_out"):
        held.state = "left_out" if out else "proposed"
    return suggestion


def _suggestion(work: Work, suggestion_id: UUID) -> Suggestion:
    query = select(Suggestion).where(Suggestion.id == suggestion_id)
    suggestion = work.session.scalars(query).one_or_none()
    if suggestion is None:
        raise Absent
    return suggestion


def _is_forbidden(work: Work, suggestion: Suggestion) -> bool:
    query = select(Wish.id).where(
        Wish.mentee_id == suggestion.mentee_id,
        Wish.mentor_id == suggestion.mentor_id,
        Wish.kind == "forbid",
    )
    return work.session.scalars(query).first() is not None


def wish(work: Work, cycle: Cycle, mentee_id: UUID, mentor_id: UUID, kind: str | None) -> None:
    """Keep two together ("pin") or apart ("forbid") in proposals to come; None takes a wish back.

    A mentee is kept together with one mentor at a time: the newest pin holds. Who is kept apart is
    left out of the draft at once, so that publishing it never makes that pair.
    """
    held_cycle(work, cycle)
    pair = (Wish.mentee_id == mentee_id) & (Wish.mentor_id == mentor_id)
    replaced = pair if kind != "pin" else pair | _pins_of(mentee_id)
    work.session.execute(delete(Wish).where(Wish.cycle_id == cycle.id, replaced))
    if kind is not None:
        values = {"cycle_id": cycle.id, "mentee_id": mentee_id, "mentor_id": mentor_id}
        work.session.add(Wish(**values, kind=kind, created_at=clock.now()))
    if kind == "forbid":
        _leave_out_of_draft(work, cycle, mentee_id, mentor_id)


def _pins_of(mentee_id: UUID) -> object:
    return (Wish.mentee_id == mentee_id) & (Wish.kind == "pin")


def _leave_out_of_draft(work: Work, cycle: Cycle, mentee_id: UUID, mentor_id: UUID) -> None:
    draft = open_proposal(work, cycle)
    for suggestion in _proposed(work, draft.id) if draft else ():
        if (suggestion.mentee_id, suggestion.mentor_id) == (mentee_id, mentor_id):
            suggestion.state = "left_out"


def earlier_draft(work: Work, cycle: Cycle, number: int) -> Proposal | None:
    """The draft that proposal `number` replaced, if nothing has been published since."""
    query = (
        select(Proposal)
        .where(
            Proposal.cycle_id == cycle.id,
            Proposal.number < number,
            Proposal.state.in_(("discarded", "published")),
            Proposal.quality != {},
        )
        .order_by(Proposal.number.desc())
        .limit(1)
    )
    found = work.session.scalars(query).one_or_none()
    return found if found is not None and found.state == "discarded" else None


def go_back(work: Work, cycle: Cycle) -> Proposal:
    """Put the earlier draft back; the proposal that had replaced it is forgotten.

    Raises Refused when there is no earlier draft.
    """
    held_cycle(work, cycle)
    newest = newest_proposal(work, cycle)
    earlier = earlier_draft(work, cycle, newest.number) if newest else None
    if newest is None or earlier is None or newest.state == "published":
        raise Refused(_staff("There is no earlier draft to go back to."))
    work.session.delete(newest)
    work.session.flush()
    earlier.state = "draft"
    return earlier


def newest_proposal(work: Work, cycle: Cycle) -> Proposal | None:
    """The proposal that the workbench shows: the open one, else the newest that came to an end."""
    query = (
        select(Proposal)
        .where(Proposal.cycle_id == cycle.id, Proposal.state != "discarded")
        .order_by(Proposal.state.in_(OPEN).desc(), Proposal.number.desc())
        .limit(1)
    )
    return work.session.scalars(query).one_or_none()


def publish(work: Work, cycle: Cycle, proposal_id: UUID, expected: int) -> Published:
    """Make pairs of what is proposed, and tell both sides.

    `expected` is how many pairs the reader saw: when it is no longer that many, somebody has left or
    a colleague has decided otherwise, and nothing is published. Raises Refused, AlreadyPublished.
    """
    proposal = held_draft(work, cycle, proposal_id)
    people = _held(work, _proposed(work, proposal.id))
    chosen = _proposed(work, proposal.id)
    if len(chosen) != expected:
        raise Refused(
            _staff("The draft has changed since you looked at it. Nothing was published.")
        )
    mails = sum(_make_pair(work, cycle, suggestion, people) for suggestion in chosen)
    _forget_fulfilled(work, chosen)
    proposal.state = "published"
    proposal.published_at = clock.now()
    return Published(len(chosen), mails)


def _proposed(work: Work, proposal_id: UUID) -> list[Suggestion]:
    query = (
        select(Suggestion)
        .where(Suggestion.proposal_id == proposal_id, Suggestion.state == "proposed")
        .order_by(Suggestion.position)
        .execution_options(populate_existing=True)
    )
    return list(work.session.scalars(query))


def _held(work: Work, chosen: Sequence[Suggestion]) -> dict[UUID, Enrolment]:
    return lock_enrolments(work, [s.mentee_id for s in chosen] + [s.mentor_id for s in chosen])


def _make_pair(
    work: Work, cycle: Cycle, suggestion: Suggestion, people: dict[UUID, Enrolment]
) -> int:
    """Make one pair; gives how many mails it queued."""
    pair = [people[suggestion.mentee_id], people[suggestion.mentor_id]]
    if pair[0].model_state != "accepted" or pair[1].state != "active":
        raise Refused(_staff("Somebody in the draft is no longer free. Nothing was published."))
    group = activate_group(work, cycle, PAIR, pair)
    suggestion.group_id = group.id
    suggestion.state = "published"
    for enrolment in pair:
        if enrolment.model_state == "accepted":
            move(work, enrolment.id, "paired")
    return tell_pair(work, cycle, group)


def _forget_fulfilled(work: Work, chosen: Sequence[Suggestion]) -> None:
    """A pair that is made needs no wish any more."""
    pairs = [(suggestion.mentee_id, suggestion.mentor_id) for suggestion in chosen]
    made = tuple_(Wish.mentee_id, Wish.mentor_id).in_(pairs)
    work.session.execute(delete(Wish).where(Wish.kind == "pin", made))
