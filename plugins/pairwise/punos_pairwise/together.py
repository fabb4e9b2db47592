"""Giving a mentee of a draft somebody else: read what would change, then change those rows alone.

The changed draft is a new one, with the number after: a colleague who still looks at the old one is told
so, sees what has changed, and anybody can go back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos.plugin import (
    MENTEE,
    MENTOR,
    Cycle,
    Proposal,
    Refused,
    Suggestion,
    Work,
    as_stored,
    candidates_of,
    criteria_of,
    held_draft,
    judge,
    lock_enrolments,
    note_choice,
    redraft,
    wished,
    wishes,
)
from punos_pairwise.sections import SECTION
from punos_pairwise.standing import waiting
from punos_pairwise.swapping import Change, Made, Table
from punos_pairwise.texts import _staff


class Overtaken(Refused):
    """Somebody else has changed the draft: show the reader how it stands now."""

    def __init__(self) -> None:
        super().__init__(
            _staff("A colleague has changed this draft since you looked. Nothing was changed.")
        )


def read_table(work: Work, cycle: Cycle, proposal: Proposal) -> Table:
    """The draft and those who wait, as they stand now: four statements."""
    free = waiting(work, cycle)
    people = candidates_of(work, cycle, SECTION, free.mentees | free.mentors)
    query = select(Suggestion).where(Suggestion.proposal_id == proposal.id)
    rows = work.session.scalars(query.execution_options(populate_existing=True)).all()
    return Table(
        version=str(proposal.id),
        rows=rows,
        mentees={one.id: one for one in people if one.role == MENTEE},
        mentors={one.id: one for one in people if one.role == MENTOR},
        criteria=criteria_of(proposal.settings["criteria"]),
        apart=wished(wishes(work, cycle), "forbid", {one.id for one in people}),
    )


def put_together(
    work: Work,
    cycle: Cycle,
    proposal_id: UUID,
    mentee: UUID,
    mentor: UUID,
    instead_of: UUID | None,
    *,
    seen: str,
) -> Proposal:
    """Give a mentee this mentor in the draft; gives the draft that takes its place.

    `seen` is `Change.seen` of what the reader was shown. Raises Overtaken when it would be something
    else now, and what `held_draft` raises.
    """
    proposal = held_draft(work, cycle, proposal_id)
    people = lock_enrolments(work, [one for one in (mentee, mentor, instead_of) if one])
    table = read_table(work, cycle, proposal)
    change = table.change(mentee, mentor, instead_of)
    if change is None or change.seen != seen:
        raise Overtaken
    draft = redraft(
        work,
        proposal,
        without={row.id for row in change.gone},
        added=[_suggestion(table, one, people[one.mentee].unit_id) for one in change.made],
        unmatched=_unmatched(table, proposal, change),
        quality=_quality(table, proposal, change),
    )
    note_choice(work, cycle.id, "put_together", proposal=draft, mentee_id=mentee, mentor_id=mentor)
    return draft


def _suggestion(table: Table, made: Made, unit_id: UUID | None) -> Suggestion:
    judged = judge(table.mentees[made.mentee], table.mentors[made.mentor], table.criteria)
    old = table.row_of(made.mentee)
    return Suggestion(
        mentee_id=made.mentee,
        mentor_id=made.mentor,
        unit_id=unit_id,
        position=old.position if old is not None else len(table.rows),
        score=judged.score,
        by_hand=made.chosen,
        reasons=as_stored(judged.reasons),
        fails=list(judged.fails),
        others={},
        state="proposed",
    )


def _unmatched(table: Table, proposal: Proposal, change: Change) -> list[dict[str, Any]]:
    """Who is left over now: those of before without who has somebody now, and those set free."""
    gone = {row.id for row in change.gone}
    rows = [row for row in table.rows if row.id not in gone]
    paired = {one for row in rows for one in (row.mentee_id, row.mentor_id)}
    paired |= {one for made in change.made for one in (made.mentee, made.mentor)}
    kept = [one for one in proposal.unmatched if UUID(one["id"]) not in paired]
    freed = {row.mentor_id for row in change.gone} - paired
    new = [(MENTEE, one) for one in change.left] + [(MENTOR, one) for one in sorted(freed, key=str)]
    return [
        *kept,
        *({"id": str(one), "role": role, "why": "by_hand", "data": {}} for role, one in new),
    ]


def _quality(table: Table, proposal: Proposal, change: Change) -> dict[str, Any]:
    gone = {row.id for row in change.gone}
    scores: Sequence[float] = [
        *(row.score for row in table.rows if row.id not in gone and row.state == "proposed"),
        *(one.score for one in change.made),
    ]
    return {
        **proposal.quality,
        "count": len(scores),
        "mean": sum(scores) / len(scores),
        "least": min(scores),
    }
