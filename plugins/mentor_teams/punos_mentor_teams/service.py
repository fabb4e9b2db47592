"""Verbs of teams: ask for proposals, decide by hand, publish, and place somebody by hand.

Whoever holds rows here holds them in one order: the cycle, its proposal, then people by their ids.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, select

from punos.plugin import (
    DRAFTS,
    Absent,
    Cycle,
    Proposal,
    Refused,
    Suggestion,
    Work,
    ask_proposal,
    clock,
    close_draft,
    drop_from_drafts,
    held_draft,
    leave_out,
    lock_cycle,
    lock_enrolments,
    note_choice,
    points_at,
    proposed,
    require_published,
    scope,
)
from punos_mentor_teams.access import MATCH
from punos_mentor_teams.models import Apart
from punos_mentor_teams.standing import Roster, read_roster
from punos_mentor_teams.teams import bring_together
from punos_mentor_teams.texts import _staff

PROPOSE_JOB = "punos_mentor_teams.propose:propose_teams"


class Draft(NamedTuple):
    """A draft as its reader saw it: how many mentors it would bring to how many mentees."""

    proposal_id: UUID
    expected: int


class Published(NamedTuple):
    """What a publication did: mentees who got somebody, and mails that are on their way."""

    mentees: int
    mails: int


def ask(work: Work, cycle: Cycle, unit_id: UUID) -> Proposal:
    """Ask the worker for the best teams of one union; its draft is replaced. Raises Refused."""
    return ask_proposal(work, cycle, PROPOSE_JOB, unit_id=unit_id)


def ask_everywhere(work: Work, cycle: Cycle) -> int:
    """Ask for each union in which somebody seeks mentors; gives how many were asked for."""
    seeking = {one.unit_id for one in read_roster(work, cycle).seekers()} - {None}
    for unit_id in sorted(seeking, key=str):
        ask(work, cycle, unit_id)  # type: ignore[arg-type]  # None was taken out
    return len(seeking)


def publish(work: Work, cycle: Cycle, drafts: Sequence[Draft]) -> Published:
    """Let the teams of these drafts meet, and tell everybody: all of them, or none.

    `expected` is how many places the reader saw: when it is no longer that many, somebody has left or
    a colleague has decided otherwise, and nothing is published. Raises Refused, AlreadyPublished.
    """
    lock_cycle(work, cycle.id)
    require_published(work, cycle)
    # All are held before anything is done: who hears that one is published already has done nothing.
    held = [(held_draft(work, cycle, draft.proposal_id), draft) for draft in sorted(drafts)]
    mentees = mails = 0
    for proposal, draft in held:
        done = _publish(work, cycle, proposal, draft.expected)
        mentees, mails = mentees + done.mentees, mails + done.mails
    return Published(mentees, mails)


def _publish(work: Work, cycle: Cycle, proposal: Proposal, expected: int) -> Published:
    # Held before they are read for good, as a step that somebody takes just now holds them.
    seen = proposed(work, proposal.id)
    lock_enrolments(work, [one for pair in seen for one in (pair.mentee_id, pair.mentor_id)])
    chosen = proposed(work, proposal.id)
    if len(chosen) != expected:
        raise Refused(
            _staff("The draft has changed since you looked at it. Nothing was published.")
        )
    plan = defaultdict(list)
    for suggestion in chosen:
        plan[suggestion.mentee_id].append(suggestion.mentor_id)
        suggestion.state = "published"
    mails = bring_together(work, cycle, plan)
    _note_groups(work, cycle, chosen)
    close_draft(work, proposal, chosen)
    return Published(len(plan), mails)


def _note_groups(work: Work, cycle: Cycle, chosen: Iterable[Suggestion]) -> None:
    teams = read_roster(work, cycle).teams
    for suggestion in chosen:
        suggestion.group_id = teams[suggestion.mentee_id].id


def place_by_hand(
    work: Work, cycle: Cycle, mentee_id: UUID, mentor_ids: Sequence[UUID], *, had: int
) -> int:
    """Let a mentee meet these mentors from now on, whatever the numbers say; gives the mails.

    `had` is how many mentors the reader saw her have. Raises Refused when it is another number now:
    somebody else was quicker; and for whatever `bring_together` refuses.
    """
    hold_running(work, cycle)
    require_published(work, cycle)
    roster = read_roster(work, cycle)
    if len(roster.mentors_of(mentee_id)) != had:
        raise Refused(
            _staff("Somebody else has just changed who mentors this person. Nothing was changed.")
        )
    unit_id = roster.people[mentee_id].unit_id if mentee_id in roster.people else None
    for mentor_id in mentor_ids:
        note_choice(
            work,
            cycle.id,
            "put_together",
            unit_id=unit_id,
            mentee_id=mentee_id,
            mentor_id=mentor_id,
        )
    mails = bring_together(work, cycle, {mentee_id: list(mentor_ids)})
    _out_of_drafts(work, mentee_id, mentor_ids, read_roster(work, cycle))
    return mails


def _out_of_drafts(work: Work, mentee_id: UUID, mentor_ids: Iterable[UUID], now: Roster) -> None:
    """What drafts say of the mentee is overtaken, and of mentors who have no room any more."""
    full = [one for one in mentor_ids if not now.room(one)]
    for enrolment in lock_enrolments(work, [mentee_id, *full]).values():
        drop_from_drafts(work, enrolment)


def keep_apart(work: Work, cycle: Cycle, one_id: UUID, other_id: UUID, *, apart: bool) -> None:
    """Never propose two mentors for one team, or let it be free again. Raises Refused.

    A draft that has them in one team leaves out at once the one who fits less well, and whoever would
    join the other in a team that stands; so do earlier drafts, to which one may go back.
    """
    hold_running(work, cycle)
    if one_id == other_id:
        raise Refused(_staff("Choose two different mentors."))
    first, second = sorted((one_id, other_id))
    kind = "apart" if apart else "free"
    note_choice(work, cycle.id, kind, mentor_id=first, second_id=second)
    work.session.execute(delete(Apart).where(Apart.one_id == first, Apart.other_id == second))
    if apart:
        now = clock.now()
        work.session.add(Apart(cycle_id=cycle.id, one_id=first, other_id=second, created_at=now))
        _leave_out_weaker(work, cycle, {one_id, other_id})


def leave_out_apart(work: Work, cycle: Cycle, known: Set[frozenset[UUID]]) -> None:
    """Bring drafts up to date with the mentors who are kept apart, besides those that are `known`."""
    for one in aparts(work, cycle):
        two = frozenset((one.one_id, one.other_id))
        if two not in known:
            _leave_out_weaker(work, cycle, two)


def _leave_out_weaker(work: Work, cycle: Cycle, two: Set[UUID]) -> None:
    teams = read_roster(work, cycle).teams.values()
    with_one = {team.mentee for team in teams if not two.isdisjoint(team.mentors)}
    query = (
        select(Suggestion)
        .join(Proposal, points_at(Suggestion.proposal_id, Proposal))
        .where(
            Proposal.cycle_id == cycle.id,
            Proposal.state.in_(DRAFTS),
            Suggestion.state == "proposed",
            Suggestion.mentor_id.in_(two),
        )
        .order_by(Suggestion.score.desc(), Suggestion.id)
    )
    seen: set[tuple[UUID, UUID]] = set()
    for suggestion in work.session.scalars(query):
        team = (suggestion.proposal_id, suggestion.mentee_id)
        if team in seen or suggestion.mentee_id in with_one:
            suggestion.state = "left_out"
        seen.add(team)


def take_in(work: Work, cycle: Cycle, suggestion_id: UUID) -> Suggestion:
    """Publish a suggestion after all. Raises Refused where it would bring together who is kept apart."""
    taken = leave_out(work, cycle, suggestion_id, out=False)
    team = {*read_roster(work, cycle).mentors_of(taken.mentee_id)}
    team |= {
        one.mentor_id
        for one in proposed(work, taken.proposal_id)
        if one.mentee_id == taken.mentee_id
    }
    if any({one.one_id, one.other_id} <= team for one in aparts(work, cycle)):
        raise Refused(_staff("These two mentors are not proposed for one team any more."))
    return taken


def aparts(work: Work, cycle: Cycle) -> list[Apart]:
    """The mentors of a cycle who are kept apart, the oldest decision first."""
    query = select(Apart).where(Apart.cycle_id == cycle.id).order_by(Apart.id)
    return list(work.session.scalars(query))


def hold_running(work: Work, cycle: Cycle) -> None:
    """Hold the cycle. Raises Refused when it is closed."""
    if lock_cycle(work, cycle.id).state == "closed":
        raise Refused(_staff("This cycle is closed, so its teams stay as they are."))


def require_drafts(
    work: Work, cycle: Cycle, proposal_ids: Sequence[UUID], unit_id: UUID | None = None
) -> None:
    """Raise Absent unless each is a proposal of the cycle, and of the union, that the actor may see."""
    query = select(Proposal.id).where(
        Proposal.id.in_(proposal_ids), Proposal.cycle_id == cycle.id, Proposal.unit_id.is_not(None)
    )
    if unit_id is not None:
        query = query.where(Proposal.unit_id == unit_id)
    found = set(work.session.scalars(scope(work.actor, query, Proposal, MATCH)))
    if found != set(proposal_ids):
        raise Absent
