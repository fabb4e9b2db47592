"""Verbs of matching: ask for a proposal, decide by hand, go back.

Whoever holds rows here holds them in one order: the cycle, its proposal, then people by their ids.
A step that moves somebody in or out of the cycle holds the cycle first as well, so all of these wait
for each other and never in a circle.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import and_, delete, func, or_, select, tuple_

from punos import clock
from punos.db import lock_row, points_at
from punos.enrolments.models import Enrolment
from punos.errors import Absent, Refused
from punos.i18n import _staff
from punos.jobs.service import latest, start
from punos.matching.choices import note_choice
from punos.matching.letters import tell_over
from punos.matching.models import Proposal, Suggestion, Wish
from punos.matching.reading import earlier_draft, newest_proposal, open_proposal
from punos.programmes.models import Cycle
from punos.programmes.service import lock_cycle, settings_of
from punos.work import Work

DRAFTS = ("draft", "discarded")
"""The draft, and the earlier ones to which one may go back."""


class AlreadyPublished(Refused):
    """Somebody else was quicker: this draft is published, nothing was done twice."""

    def __init__(self) -> None:
        super().__init__(_staff("This draft has already been published. Nothing was done twice."))


def ask_proposal(work: Work, cycle: Cycle, job: str, *, unit_id: UUID | None = None) -> Proposal:
    """Ask the worker for the best proposal of the whole cycle, or of one unit in it.

    The draft that there is gives way to it. `job` makes it: it is started with the proposal as its
    subject. Asked again while the worker is at it, it is the same proposal. Raises Refused in a
    closed cycle.
    """
    cycle = _held(work, cycle)
    known = open_proposal(work, cycle, unit_id)
    if known is not None:
        if known.state == "working" and not proposal_failed(work, known, job):
            return known
        known.state = "discarded"
        work.session.flush()
    proposal = Proposal(
        cycle_id=cycle.id,
        unit_id=unit_id,
        number=next_number(work, cycle.id),
        state="working",
        settings=settings_of(work, cycle),
        created_at=clock.now(),
    )
    work.session.add(proposal)
    work.session.flush()
    note_choice(work, cycle.id, "propose", proposal=proposal)
    start(work, job, proposal.id)
    return proposal


def proposal_failed(work: Work, proposal: Proposal, job: str) -> bool:
    """Whether the worker gave up on this proposal."""
    run = latest(work, job, proposal.id)
    return run is None or run.state == "failed"


def _held(work: Work, cycle: Cycle) -> Cycle:
    cycle = lock_cycle(work, cycle.id)
    if cycle.state == "closed":
        raise Refused(_staff("This cycle is closed, so its groups stay as they are."))
    return cycle


def next_number(work: Work, cycle_id: UUID) -> int:
    """The number of the next proposal of a cycle that is held."""
    query = select(func.coalesce(func.max(Proposal.number), 0)).where(Proposal.cycle_id == cycle_id)
    return work.session.scalars(query).one() + 1


def held_draft(work: Work, cycle: Cycle, proposal_id: UUID) -> Proposal:
    """The cycle's draft, held against others.

    Raises Absent, AlreadyPublished, and Refused when it is a draft no longer.
    """
    _held(work, cycle)
    proposal = lock_row(work.session, Proposal, proposal_id)
    if proposal is None or proposal.cycle_id != cycle.id:
        raise Absent
    if proposal.state == "published":
        raise AlreadyPublished
    if proposal.state != "draft":
        raise Refused(_staff("There is a newer proposal. Look at the page again."))
    return proposal


def leave_out(work: Work, cycle: Cycle, suggestion_id: UUID, *, out: bool) -> Suggestion:
    """Leave two people out of what will be published, or take them back in.

    Raises Refused for two who are to be kept apart.
    """
    suggestion = _suggestion(work, suggestion_id)
    proposal = held_draft(work, cycle, suggestion.proposal_id)
    if not out and kept_apart(work, suggestion.mentee_id, suggestion.mentor_id):
        raise Refused(_staff("You keep these two apart. Take that back first."))
    held = lock_row(work.session, Suggestion, suggestion_id)
    if held is not None and held.state in ("proposed", "left_out"):
        held.state = "left_out" if out else "proposed"
        two = {"mentee_id": held.mentee_id, "mentor_id": held.mentor_id}
        kind = "leave_out" if out else "take_in"
        note_choice(work, cycle.id, kind, proposal=proposal, **two)
    return suggestion


def _suggestion(work: Work, suggestion_id: UUID) -> Suggestion:
    query = select(Suggestion).where(Suggestion.id == suggestion_id)
    suggestion = work.session.scalars(query).one_or_none()
    if suggestion is None:
        raise Absent
    return suggestion


def kept_apart(work: Work, mentee_id: UUID, mentor_id: UUID) -> bool:
    """Whether somebody has decided that these two are never brought together."""
    query = select(Wish.id).where(
        Wish.mentee_id == mentee_id, Wish.mentor_id == mentor_id, Wish.kind == "forbid"
    )
    return work.session.scalars(query).first() is not None


def wish(
    work: Work, cycle: Cycle, mentee_id: UUID, mentor_id: UUID, kind: str | None, *, pins: int = 1
) -> None:
    """Keep two together ("pin") or apart ("forbid") in proposals to come; None takes a wish back.

    A mentee is kept together with at most `pins` mentors at a time: the newest pins hold. Who is
    kept apart is left out at once of the draft, and of earlier ones to which one may go back, so that
    publishing never brings them together.
    """
    _held(work, cycle)
    note_choice(
        work,
        cycle.id,
        kind or "clear",
        unit_id=_unit_of(work, mentee_id),
        mentee_id=mentee_id,
        mentor_id=mentor_id,
    )
    set_wish(work, cycle, mentee_id, mentor_id, kind, pins=pins)


def _unit_of(work: Work, enrolment_id: UUID) -> UUID | None:
    query = select(Enrolment.unit_id).where(Enrolment.id == enrolment_id)
    return work.session.scalars(query).one_or_none()


def set_wish(
    work: Work, cycle: Cycle, mentee_id: UUID, mentor_id: UUID, kind: str | None, *, pins: int = 1
) -> None:
    """The same for a cycle that is held, where it follows from what was written down already."""
    work.session.execute(
        delete(Wish).where(
            Wish.cycle_id == cycle.id, Wish.mentee_id == mentee_id, Wish.mentor_id == mentor_id
        )
    )
    if kind == "pin":
        _forget_older_pins(work, cycle, mentee_id, keep=pins - 1)
    if kind is not None:
        values = {"cycle_id": cycle.id, "mentee_id": mentee_id, "mentor_id": mentor_id}
        work.session.add(Wish(**values, kind=kind, created_at=clock.now()))
    if kind == "forbid":
        _leave_out_of_drafts(work, cycle, mentee_id, mentor_id)


def _forget_older_pins(work: Work, cycle: Cycle, mentee_id: UUID, *, keep: int) -> None:
    query = (
        select(Wish)
        .where(Wish.cycle_id == cycle.id, Wish.mentee_id == mentee_id, Wish.kind == "pin")
        .order_by(Wish.id.desc())
        .offset(keep)
    )
    for older in work.session.scalars(query):
        work.session.delete(older)


def _leave_out_of_drafts(work: Work, cycle: Cycle, mentee_id: UUID, mentor_id: UUID) -> None:
    query = (
        select(Suggestion)
        .join(Proposal, points_at(Suggestion.proposal_id, Proposal))
        .where(
            Proposal.cycle_id == cycle.id,
            Proposal.state.in_(DRAFTS),
            Suggestion.state == "proposed",
            Suggestion.mentee_id == mentee_id,
            Suggestion.mentor_id == mentor_id,
        )
    )
    for suggestion in work.session.scalars(query):
        suggestion.state = "left_out"


def go_back(work: Work, cycle: Cycle, unit_id: UUID | None = None) -> Proposal:
    """Put the earlier draft back; the proposal that had replaced it is undone.

    Raises Refused when there is no earlier draft.
    """
    _held(work, cycle)
    newest = newest_proposal(work, cycle, unit_id)
    earlier = earlier_draft(work, newest) if newest else None
    if newest is None or earlier is None or newest.state == "published":
        raise Refused(_staff("There is no earlier draft to go back to."))
    newest.state = "undone"
    work.session.flush()
    earlier.state = "draft"
    note_choice(work, cycle.id, "go_back", proposal=earlier)
    return earlier


def close_draft(
    work: Work, proposal: Proposal, chosen: Sequence[Suggestion], kind: str = "publish"
) -> None:
    """A draft that is held has been published, or its people are asked (`kind` "ask")."""
    proposal.state = "published"
    proposal.published_at = clock.now()
    if kind == "publish":
        forget_fulfilled(work, chosen)
    note_choice(work, proposal.cycle_id, kind, proposal=proposal)


def forget_fulfilled(work: Work, suggestions: Iterable[Suggestion]) -> None:
    """Two who are together now need no wish for it any more."""
    pairs = [(suggestion.mentee_id, suggestion.mentor_id) for suggestion in suggestions]
    made = tuple_(Wish.mentee_id, Wish.mentor_id).in_(pairs)
    work.session.execute(delete(Wish).where(Wish.kind == "pin", made))


def drop_from_drafts(work: Work, enrolment: Enrolment) -> None:
    """Mark what is proposed about somebody who waits no more as gone.

    In the draft, in earlier ones, to which one may go back, and where the two are being asked.
    """
    query = (
        select(Suggestion)
        .join(Proposal, points_at(Suggestion.proposal_id, Proposal))
        .where(
            or_(
                and_(Proposal.state.in_(DRAFTS), Suggestion.state.in_(("proposed", "left_out"))),
                Suggestion.state == "asked",
            ),
            (Suggestion.mentee_id == enrolment.id) | (Suggestion.mentor_id == enrolment.id),
        )
        .order_by(Suggestion.id)
    )
    for suggestion in work.session.scalars(query):
        if suggestion.state == "asked":
            tell_over(work, suggestion)
        suggestion.state = "gone"
